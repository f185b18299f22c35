using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Preflight;

namespace UsageRls.Verification.Tests.Preflight;

/// <summary>Tests that each migration that cannot be read or applied is reported once, with file and line.</summary>
public sealed class PreflightStories
{
    [Test]
    public async Task Every_refused_migration_is_named_and_those_after_it_are_tried()
    {
        var migrations = new MigrationSet(
            "laboratory",
            [
                Migration.Create("20240101000000_one.sql", "create table public.one (id nonsense)"),
                Migration.Create("20240102000000_two.sql", "create table public.two (id int)"),
                Migration.Create("20240103000000_three.sql", "alter table public.one add column b int"),
                Migration.Create("20240104000000_four.sql", "alter table public.two add column b int"),
            ]
        );
        var report = await PreflightRun.ApplyAsync(await Laboratory.ServerAsync(), migrations, Enum.GetValues<GrantBaseline>());
        Assert.That(report!.Summary, Is.EqualTo("2 of 4 migrations of laboratory are refused (legacy baseline)."));
        Assert.That(
            report.Obstacles.Select(o => o.Headline),
            Is.EqualTo([
                "20240101000000_one.sql:1:29: ERROR 42704: type \"nonsense\" does not exist",
                "20240103000000_three.sql:1:1: ERROR 42P01: relation \"public.one\" does not exist",
            ])
        );
    }

    [Test]
    public async Task Migrations_without_a_table_of_tenants_or_users_are_reported()
    {
        var migrations = new MigrationSet(
            "laboratory",
            [Migration.Create("20240101000000_one.sql", "create table public.countries (code text primary key)")]
        );
        var report = await PreflightRun.ProveAsync(await Laboratory.ServerAsync(), migrations);
        Assert.That(report!.Summary, Is.EqualTo("The migrations of laboratory create no table whose rows belong to a tenant or a user."));
    }

    [Test]
    public async Task A_migration_that_one_baseline_refuses_is_found()
    {
        var migrations = new MigrationSet(
            "laboratory",
            [
                Migration.Create(
                    "20240101000000_one.sql",
                    "create table public.one (id int); do $$ begin if not has_table_privilege('anon', 'public.one', "
                        + "'select') then raise 'no grants'; end if; end $$"
                ),
            ]
        );
        var report = await PreflightRun.ApplyAsync(await Laboratory.ServerAsync(), migrations, Enum.GetValues<GrantBaseline>());
        Assert.That(report!.Summary, Is.EqualTo("20240101000000_one.sql:1:35: ERROR P0001: no grants (explicit baseline)"));
    }

    [Test]
    public void Every_file_that_cannot_be_read_is_named()
    {
        var folder = Scratch.Folder("usage rls preflight");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "20240101000000_a.sql"), "select 'a");
            File.WriteAllText(Path.Combine(folder.FullName, "20240102000000_b.sql"), "select 1");
            File.WriteAllText(Path.Combine(folder.FullName, "20240103000000_c.sql"), "select $$c");
            var (migrations, report) = PreflightRun.Read(folder.FullName);
            Assert.That(migrations, Is.Null);
            Assert.That(report!.Obstacles, Has.Count.EqualTo(2));
            Assert.That(report.ToString(), Does.Contain("20240101000000_a.sql:1:8").And.Contain("20240103000000_c.sql:1:8"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestCase(1), TestCase(3), TestCase(20), TestCase(62), TestCase(120)]
    public void All_refused_files_are_named_on_one_screen(int files)
    {
        var refused = Enumerable
            .Range(1, files)
            .Select(i => new Obstacle(
                $"/somewhere/20240101{i:D6}_create_a_table_of_the_usual_length.sql:12:3: ERROR 42P01: relation "
                    + "does not exist\n     12 | alter table\n        | ^",
                "",
                ""
            ))
            .ToArray();
        var text = (files == 1 ? PreflightReport.From(refused[0]) : new PreflightReport($"{files} refused.", refused)).ToString();
        Assert.That(text.Split('\n'), Has.Length.LessThanOrEqualTo(24));
        Assert.That(Enumerable.Range(1, files).Where(i => !text.Contains($"20240101{i:D6}", StringComparison.Ordinal)), Is.Empty);
    }
}
