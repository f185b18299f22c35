using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Evidence.Sections.Deployed;
using UsageRls.Verification.Evidence.Sections.Matrix;
using UsageRls.Verification.Evidence.Sections.Mutation;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Sample records of runs with every result. Some names in the records contain text that could break the output formats.</summary>
internal static class SampleRun
{
    /// <summary>A name that closes a script, opens a tag and a comment, and contains special characters of HTML and Markdown.</summary>
    public const string Hostile = "</script><img src=x onerror=\"document.title='taken'\">{{x}} | `a` **b** & 'c' \u2028 <!-- ";

    public const string First = "20250101000000_first.sql",
        Second = "20250102000000_second.sql";

    /// <summary>The table that the checks of a run are about.</summary>
    public const string Table = UsageEventsTables.Name;

    /// <summary>Two small migrations for the sample runs.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        Migration.Create(
            First,
            $"""
            create table {Table} (id uuid, tokens int);
            create index {Table}_tokens_idx on {Table} (tokens);
            alter table {Table} enable row level security;
            create policy "{Hostile.Replace("\"", "\"\"", StringComparison.Ordinal)}" on {Table}
              for select using (true);
            create policy "Insert" on {Table} for insert with check (true);
            grant all on {Table} to authenticated;
            """
        ),
        Migration.Create(
            Second,
            $"""
            -- Revokes the grant of the first migration.
            revoke all on {Table} from authenticated;

            alter policy "Insert" on {Table}
              with check (false);
            grant select on {Table} to authenticated;
            """
        ),
    ];

    public static StatementLocator Locator { get; } = new(Migrations, "migrations") { Table = Table };

    /// <summary>Creates the record of a run in which every check ran and passed.</summary>
    public static EvidenceRecord Green(int attempts = 1_000) =>
        SampleSections.AddTo(Blank(RunState.Ended), attempts) with
        {
            Verdict = new("PASSED", "All 6 checks hold: no unintended access and no missing access was found."),
            Commit = "0123456789abcdef0123456789abcdef01234567",
            Folder = "migrations",
            Migrations = [.. Migrations.Select(m => new MigrationRecord(m.FileName, m.Sha256, m.Statements.Count))],
            Accepted = [new("tests/Accepted/access-matrix.md", Migrations[0].Sha256)],
            StandIns = ["vector: replaced by a stand-in, because this server does not have the extension"],
            ServerVersion = "15.18",
            IsThrowawayServer = true,
            Baselines = ["legacy", "explicit"],
            Seed = 20241130,
            Counts = [new("attempts of the access matrix", attempts), new("mutants", 3)],
            Criteria =
            [
                new($"{Table} table created", ["Schema"], 2, 0, 0),
                new("RLS policies for tenant isolation", ["Matrix", "Access"], 4, 0, 0),
            ],
            Tests =
            [
                .. Enumerable
                    .Range(0, 6)
                    .Select(i => new TestRecord(
                        "Matrix",
                        $"The_database_does_what_the_intent_says({Hostile}, insert, case {i})",
                        TestOutcome.Passed,
                        ""
                    )),
            ],
            Findings = SampleFindings.Closed,
        };

    /// <summary>Creates the record of a run in which a few attempts contradict the intent and three checks fail.</summary>
    public static EvidenceRecord Red(int attempts = 1_000) =>
        Green(attempts)
            .With(MatrixSection.Matrices, SampleMatrix.All(attempts, wrong: 9))
            .With(DeployedSection.Deployed, SampleDeployed.Differs)
            .With(MutationSection.Mutation, SampleMutation.Survived) with
        {
            Verdict = new("FAILED", "Not verified: 3 of 6 checks fail."),
            Tests =
            [
                .. Enumerable
                    .Range(0, 2)
                    .Select(i => new TestRecord(
                        "Matrix",
                        $"The_database_does_what_the_intent_says(caller {i}, insert, legacy)",
                        TestOutcome.Failed,
                        $"3 of 93 attempts:\nTOO LOOSE: caller {i} · insert … values · foreign organisation -> allowed, 1 row; "
                            + $"must be refused by policy on {Table}\n    begin;\n    insert into {Table} values "
                            + $"('{Hostile}');\n    rollback;\na line\nanother line\nthe last line"
                    )),
                new TestRecord(
                    "Schema",
                    "The_schema_is_what_the_contract_promises(legacy)",
                    TestOutcome.Failed,
                    $"the index {Table}_tokens_idx is missing"
                ),
                .. Enumerable
                    .Range(0, 3)
                    .Select(i => new TestRecord("Access", $"Members_see_their_own_organisations_only(case {i})", TestOutcome.Passed, "")),
            ],
            Criteria =
            [
                new($"{Table} table created", ["Schema"], 0, 1, 0),
                new("RLS policies for tenant isolation", ["Matrix", "Access"], 3, 2, 0),
            ],
            Findings = SampleFindings.Open,
        };

    /// <summary>Creates the record of a run from which a filter left out a check.</summary>
    public static EvidenceRecord Filtered() =>
        Blank(RunState.Ended) with
        {
            Verdict = new("WARNED", "No check fails, but 1 of 2 did not run: this verifies the migrations in part only."),
            Migrations = Green(0).Migrations,
            Folder = "migrations",
            ServerVersion = "15.18",
            Baselines = ["legacy", "explicit"],
            Tests =
            [
                new TestRecord("MigrationFiles", "Follow_the_naming_convention", TestOutcome.Passed, ""),
                new TestRecord("Matrix", "Holds", TestOutcome.NotRun, "not selected by this run's filter"),
            ],
            NotRun = [new NotRunRecord("Matrix", "not selected by this run's filter", 1)],
        };

    /// <summary>Creates the record of a run that was interrupted at its beginning.</summary>
    public static EvidenceRecord Interrupted() => Blank(RunState.Interrupted);

    private static EvidenceRecord Blank(RunState state) =>
        new()
        {
            State = state,
            Verdict = new("FAILED", "The run did not finish, so nothing is verified."),
            Varying = new VaryingRecord(
                Guid.Parse("11111111-0000-4000-8000-000000000001"),
                new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                state == RunState.Ended ? new DateTimeOffset(2026, 1, 2, 3, 5, 5, TimeSpan.Zero) : null,
                state == RunState.Ended ? "PostgreSQL 15.18, ready in 100 ms" : "",
                null,
                []
            ).With(DeployedSection.ReadAt, new DateTimeOffset(2026, 1, 2, 3, 4, 30, TimeSpan.Zero)),
        };
}
