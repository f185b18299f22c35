using System.Globalization;
using System.Text.Json.Nodes;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests unusual and hostile migrations: each is verified like any other, or refused with the reason.</summary>
public sealed class HostileMigrations
{
    private const string Nasty = "</script>'\"\";--\n🙂<img src=x onerror=alert(1)>{{x}} | `a`";

    [Test]
    [Slow]
    public async Task Names_with_any_letters_are_taken_as_names()
    {
        using var folder = MigrationFolder
            .OwnAnd(
                $"""
                create role "{Nasty} role" nologin;
                create table public."{Nasty} table" (id int, "{Nasty} column" text);
                alter table public."{Nasty} table" enable row level security;
                create policy "{Nasty} policy" on public.{UsageEventsTables.Name} for select to authenticated using (true);
                create policy "{Nasty} and more than the sixty-three bytes that a name can have ÄÖÜ" on public."{Nasty} table" to
                  "{Nasty} role" using (id = 1);
                create view public."{Nasty} view" as select * from public.{UsageEventsTables.Name};
                grant select on public."{Nasty} view" to authenticated;
                create function public."{Nasty} function"() returns bigint language sql
                  security definer as 'select count(*) from public.{UsageEventsTables.Name}';
                """
            )
            .With("29990102000000_<img src=x onerror=alert(2)>'\"\n🙂;--.sql", "select 1");
        await using var run = await WholeRun.ToTheEndAsync(
            folder.Run("FullyQualifiedName~Matrix|FullyQualifiedName~Lints|FullyQualifiedName~Probes|FullyQualifiedName~MigrationFiles")
        );

        Assert.That(run.Status, Is.Not.Zero);
        var evidence = run.Evidence();
        Assert.That(evidence.Sentence, Does.StartWith("Not verified: "));
        Assert.That(evidence.Checks.Where(c => c.Outcome == "failed").Select(c => c.Message), Has.Some.Contains("TOO LOOSE"));
        Assert.That(evidence.Checks.Select(c => c.Message), Has.None.Contains("Exception"), "a name made a check throw an exception");
        var reached = JsonNode.Parse(run.File(EvidenceFolder.Detail))!["findings"]!
            .AsArray()
            .Where(f => (string)f!["id"]! == "probe/reachable")
            .Select(f => (string)f!["object"]!);
        Assert.That(reached, Has.Some.EndsWith(" view\""), "the attacks find the view despite its name");
        var page = await File.ReadAllTextAsync(Path.Combine(run.Folder, EvidenceFolder.Html));
        Assert.That(page, Does.Not.Contain("<img src=x"), "a name became markup of the page");
    }

    [Test]
    [Slow]
    public async Task Two_hundred_migrations_are_verified_like_five()
    {
        using var folder = MigrationFolder.OwnAnd("select 1");
        for (var i = 1; i < 200; i++)
        {
            folder.With(
                string.Create(CultureInfo.InvariantCulture, $"2999{1 + (i / 28):D2}{1 + (i % 28):D2}120000_more.sql"),
                $"comment on table public.{UsageEventsTables.Name} is 'version {i}'; create table public.more_{i} (id int)"
            );
        }

        await using var run = await WholeRun.ToTheEndAsync(
            folder.Run("FullyQualifiedName~SignedOff|FullyQualifiedName~Schema|FullyQualifiedName~MigrationFiles")
        );
        Assert.That(folder.Count, Is.GreaterThan(200));
        Assert.That(run.Output, Does.Contain($"{folder.Count} migrations of"));
        Assert.That(
            run.Evidence().Checks.Where(c => c.Group is "SignedOff" or "MigrationFiles").Select(c => c.Outcome),
            Has.None.EqualTo("failed"),
            run.ToString
        );
    }

    [SlowCase("select 1;\nselect pg_sleep(1000)", "_one_more.sql:2:1: ERROR 57014: canceling statement due to statement timeout")]
    [SlowCase("create extension if not exists pg_nonsense", "ERROR 0A000: extension \"pg_nonsense\" is not available")]
    [TestCase(
        "do $$ begin loop begin perform pg_sleep(60); exception when query_canceled then null; end; end loop; end $$",
        "_one_more.sql: the migration timed out after 6 s"
    )]
    [SlowCase(
        "create table public.b (id int);\nset session authorization supabase_admin",
        "_one_more.sql:2:1: 'set session authorization' changes the role that runs the migrations"
    )]
    [SlowCase("set role none;\nalter role postgres superuser", "_one_more.sql:2:1: ERROR 42501")]
    [SlowCase("alter system set row_security = off", "ERROR 25001")]
    public async Task An_impossible_migration_is_reported_with_its_place(string sql, string what)
    {
        using var folder = MigrationFolder.OwnAnd(sql);
        await using var run = await WholeRun.ToTheEndAsync(folder.Run("FullyQualifiedName~Access").With((MigrationTimeout.Variable, "1")));
        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        Assert.That(run.Output, Does.Contain("NOT RUN. ").And.Contain(what));
        Assert.That(run.Evidence().Sentence, Does.StartWith("The run did not start, so nothing is verified"));
    }

    [Test]
    public async Task Settings_of_a_migration_do_not_blind_the_checks()
    {
        // Each setting applies to later sessions of a role or database; statements of the checks fail unless the suite resets the settings.
        using var folder = MigrationFolder.OwnAnd(
            """
            do $$ begin execute format('alter database %I set row_security = off', current_database()); end $$;
            do $$ begin execute format('alter database %I set search_path = nowhere', current_database()); end $$;
            do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$;
            alter role authenticated set row_security = off;
            alter role authenticated set search_path = nowhere;
            """
        );
        await using var run = await WholeRun.ToTheEndAsync(folder.Run("FullyQualifiedName~UsageEvents.Access|FullyQualifiedName~Schema"));
        Assert.That(run.Status, Is.Zero, run.ToString);
    }
}
