using System.Text.Json;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.Mutation.Mutators;
using UsageRls.Verification.Mutation.Targets;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Catalog;

namespace UsageRls.Verification.Tests.UsageEvents.Mutation;

/// <summary>Tests that a mutation run distinguishes killed, surviving and invalid mutants, and leaves the database unchanged.</summary>
public sealed class MutationRuns
{
    private static readonly Mutant s_off = new(
        "row level security",
        "table usage_events",
        "disabled",
        "alter table public.usage_events disable row level security;"
    );
    private static readonly Mutant s_comment = new(
        "comment",
        "table usage_events",
        "changed",
        "comment on table public.usage_events is 'mutant';"
    );
    private static readonly Mutant s_refused = new(
        "nonsense",
        "nothing",
        "refused",
        "alter table public.no_such_table disable row level security;"
    );
    private static readonly Mutant s_role = new("role power", "role anon", "bypassrls", "alter role anon bypassrls;")
    {
        ChangesRoles = true,
    };

    private static readonly CatalogClaim s_flags = new(
        "The flags are on",
        ClaimArea.Policies,
        "flags",
        CatalogContract.Own.Flags,
        isExact: true
    );

    private TestDatabase _database = null!;

    [SetUp]
    public async Task CloneAsync() => _database = await Laboratory.AfterAsync("select 1;", GrantBaseline.Explicit);

    [TearDown]
    public async Task DropAsync() => await _database.DisposeAsync();

    [Test]
    public async Task What_a_claim_notices_is_killed_and_what_none_notices_survives_with_advice()
    {
        var report = await RunAsync([s_flags], [s_comment with { Advice = "Claim the comment." }, s_refused, s_off]);
        Assert.Multiple(() =>
        {
            Assert.That(
                report.Results.Select(r => r.State),
                Is.EqualTo((MutantState[])[MutantState.Survived, MutantState.Invalid, MutantState.Killed])
            );
            Assert.That(report.Results[2].By, Is.EqualTo(s_flags.Name));
            Assert.That(report.Results[1].Because, Does.StartWith("42P01"));
            Assert.That(report.Survivors.Single().Mutant.Advice, Is.EqualTo("Claim the comment."));
            Assert.That((report.Valid, report.Killed, report.Score), Is.EqualTo((2, 1, 0.5)));
        });
    }

    [TestCase("53100")]
    [TestCase("57P01")]
    public void A_failure_of_the_server_ends_the_run_and_kills_no_mutant(string state)
    {
        var failing = new FailingClaim(state);
        Assert.That(
            async () => await RunAsync([failing], [s_off]),
            Throws.TypeOf<Npgsql.PostgresException>().With.Property("SqlState").EqualTo(state)
        );
    }

    [Test]
    public async Task A_claim_that_fails_before_any_mutation_cannot_kill()
    {
        var broken = new CatalogClaim("Never true", ClaimArea.Policies, "flags", ["the moon is on"], isExact: false);
        var report = await RunAsync([broken], [s_off]);
        Assert.That(
            (report.Claims[0].Before.Single(), report.Claims[0].Kills, report.Survivors.Count()),
            Is.EqualTo(("missing: the moon is on", 0, 1))
        );
    }

    [Test]
    public async Task A_claim_of_which_a_part_fails_still_kills_mutants_by_its_other_parts()
    {
        var half = new CatalogClaim(
            "Half true",
            ClaimArea.Policies,
            "flags",
            ["the moon is on", .. CatalogContract.Own.Flags],
            isExact: false
        );
        var report = await RunAsync([half], [s_off]);
        Assert.That((report.Claims[0].Before.Count, report.Killed), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_mutant_that_makes_a_claims_check_impossible_is_killed()
    {
        var report = await RunAsync(
            [s_flags],
            [new Mutant("dropped table", "table usage_events", "dropped", "drop table public.usage_events;")]
        );
        Assert.That(report.Results[0].Because, Does.StartWith("could not be checked: 42P01"));
    }

    [Test]
    public async Task Database_roles_are_mutated_only_on_a_server_of_the_runs_own()
    {
        var report = await RunAsync([s_flags], [s_role, s_off]);
        Assert.Multiple(() =>
        {
            Assert.That(report.Results.Select(r => r.Mutant), Is.EqualTo((Mutant[])[s_off]));
            Assert.That(report.NotRun, Has.Exactly(1).StartsWith("1 mutants of roles"));
        });
    }

    [Test]
    public async Task Everything_is_undone()
    {
        var before = JsonSerializer.Serialize(await TargetReader.ReadAsync(_database, UsageEventsIntent.Table));
        await RunAsync([s_flags], [s_off, s_comment, s_refused, s_role], mayChangeRoles: true);
        Assert.That(JsonSerializer.Serialize(await TargetReader.ReadAsync(_database, UsageEventsIntent.Table)), Is.EqualTo(before));
        await using var command = _database.Connections.CreateCommand("select rolbypassrls from pg_roles where rolname = 'anon'");
        Assert.That(await command.ExecuteScalarAsync(), Is.False);
    }

    private async Task<MutationReport> RunAsync(IReadOnlyList<IClaim> claims, IReadOnlyList<Mutant> mutants, bool mayChangeRoles = false)
    {
        await using var connection = await _database.Connections.OpenConnectionAsync();
        var table = (await DatabaseSchema.ReadAsync(connection)).Find(UsageEventsIntent.Table)!;
        var run = new MutationRun(_database, claims)
        {
            Watched = [new UsageRls.Verification.Tenancy.Subject(table, UsageRls.Verification.Tenancy.SubjectKind.Tenant)],
            MayChangeRoles = mayChangeRoles,
        };
        return await run.RunAsync(mutants);
    }

    // A claim that holds before any mutation; in later checks the server returns an error.
    private sealed class FailingClaim(string state) : IClaim
    {
        private int _checks;

        public string Name => "Fails";

        public string Area => ClaimArea.Policies;

        public async Task<IReadOnlyList<Violation>> CheckAsync(
            AttemptSession session,
            IReadOnlySet<string> known,
            bool first,
            CancellationToken cancellation
        )
        {
            if (_checks++ > 0)
                await session.ExecuteAsync($"do $$ begin raise exception using errcode = '{state}'; end $$", cancellation);
            return [];
        }
    }
}
