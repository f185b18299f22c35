using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>Tests the sentences in a run's evidence, and the source locations that the evidence names.</summary>
[WithoutDatabase]
public sealed class EvidenceSentences
{
    [TestCase(0, 0, 0, 0, 0, "WARNED", "No check ran, so nothing is verified.")]
    [TestCase(0, 0, 2, 0, 0, "WARNED", "No check ran, so nothing is verified.")]
    [TestCase(3, 2, 0, 0, 0, "FAILED", "Not verified: 2 of 5 checks fail.")]
    [TestCase(3, 2, 1, 0, 0, "FAILED", "Not verified: 2 of 5 checks fail, and 1 did not run.")]
    [TestCase(3, 0, 1, 0, 0, "WARNED", "No check fails, but 1 of 4 did not run: this verifies the migrations in part only.")]
    [TestCase(3, 0, 0, 1, 0, "WARNED", "All 3 checks hold, but the run could not try everything.")]
    [TestCase(3, 0, 0, 0, 0, "PASSED", "All 3 checks hold: no unintended access and no missing access was found.")]
    [TestCase(
        3,
        0,
        0,
        0,
        2,
        "PASSED",
        "All 3 checks hold: no unintended access and no missing access was found. 2 known findings, accepted by a named person."
    )]
    public void The_sentence_of_a_run_that_ended_says_its_result(
        int passed,
        int failed,
        int notRun,
        int stages,
        int accepted,
        string result,
        string sentence
    )
    {
        IReadOnlyList<TestRecord> tests =
        [
            .. Create(passed, TestOutcome.Passed),
            .. Create(failed, TestOutcome.Failed),
            .. Create(notRun, TestOutcome.NotRun),
        ];
        Assert.That(
            Verdicts.Judge(
                RunState.Ended,
                null,
                null,
                tests,
                [.. Enumerable.Repeat(new NotRunRecord("a stage", "why", 1), stages)],
                Found(accepted, FindingStatus.Accepted),
                "",
                kept: 0
            ),
            Is.EqualTo(new RunVerdict(result, sentence))
        );
    }

    [TestCase(FindingStatus.Proposed, "23 known findings, proposed for acceptance but not signed.")]
    [TestCase(FindingStatus.Accepted, "23 known findings, accepted by a named person.")]
    [TestCase(FindingStatus.Open, "23 findings of severity medium or below, which no person has reviewed.")]
    public void The_sentence_calls_only_signed_findings_accepted(FindingStatus status, string sentence) =>
        Assert.That(
            Verdicts.Judge(RunState.Ended, null, null, Create(3, TestOutcome.Passed), [], Found(23, status), "", 0).Sentence,
            Does.EndWith($" was found. {sentence}")
        );

    [TestCase(1, "1 stage is kept from earlier runs on the same input.")]
    [TestCase(12, "12 stages are kept from earlier runs on the same input.")]
    public void The_sentence_says_how_many_stages_are_kept(int kept, string sentence) =>
        Assert.That(
            Verdicts.Judge(RunState.Ended, null, null, Create(3, TestOutcome.Passed), [], [], "", kept).Sentence,
            Is.EqualTo($"All 3 checks hold: no unintended access and no missing access was found. {sentence}")
        );

    [TestCase("no server\nand more", null, "The run did not start, so nothing is verified: no server")]
    [TestCase(null, null, "The run did not finish, so nothing is verified.")]
    [TestCase(null, "it broke\nand more", "The run did not finish, so nothing is verified: it broke.")]
    public void The_sentence_of_a_run_that_did_not_end_says_so(string? fault, string? brokenOff, string sentence) =>
        Assert.That(
            Verdicts.Judge(RunState.Interrupted, fault, brokenOff, Create(3, TestOutcome.Passed), [], [], "", 0),
            Is.EqualTo(new RunVerdict("FAILED", sentence))
        );

    [Test]
    public void Checks_that_did_not_run_are_grouped_by_reason_and_a_group_of_one_check_names_it()
    {
        var notRun = Verdicts.NotRun([
            .. Create(2, TestOutcome.Passed),
            .. Create(2, TestOutcome.NotRun),
            new TestRecord("Lints", "Find_nothing", TestOutcome.NotRun, "no reason"),
            new TestRecord("Lints", "Find_nothing(legacy)", TestOutcome.NotRun, "another"),
        ]);
        Assert.That(
            notRun.Select(n => (n.What, n.Why, n.Checks)),
            Is.EqualTo([("Group", "message", 2), ("Lints: Find nothing", "no reason", 1), ("Lints: Find nothing (legacy)", "another", 1)])
        );
    }

    [Test]
    public void The_sentence_of_a_failure_stops_where_the_SQL_begins()
    {
        var failure = new Failure("Matrix", "Holds", Command.Insert, [], "begin;\none\n    begin;\n    rollback;\ntwo", null);
        Assert.That(
            (failure.Start(2), failure.StartInWords(5), failure.StartInWords(1)),
            Is.EqualTo(("begin;\none", "begin;\none", "begin;"))
        );
        Assert.That((failure with { Message = "a\nto see it in psql:\nb" }).StartInWords(3), Is.EqualTo("a"));
    }

    private static readonly Migration[] s_migrations =
    [
        Migration.Create(
            "1.sql",
            "create table invoices (id int);\ncreate policy alpha on invoices\n  for all "
                + "using (true);\ncreate policy \"beta\" on invoices using (true);\ngrant update on invoices to x;"
        ),
        Migration.Create(
            "2.sql",
            "grant trigger on invoices to x;\nalter policy alpha on invoices "
                + "using (false);\ncreate policy gamma on invoices for delete using (true);\ncreate index one on other (a);"
        ),
    ];

    [TestCase("insert on invoices", "m/2.sql:2-2")]
    [TestCase("delete on invoices", "m/2.sql:3-3")]
    [TestCase("define on invoices", "m/2.sql:1-1")]
    [TestCase("lock on invoices", "m/1.sql:5-5")]
    [TestCase("truncate on invoices", "m/2.sql:3-3")]
    [TestCase("policy \"beta\" on invoices", "m/1.sql:4-4")]
    [TestCase("index one", "m/2.sql:4-4")]
    [TestCase("nothing of these", null)]
    public void A_failure_points_to_the_statement_that_last_touched_its_object(string about, string? place)
    {
        var found = new StatementLocator(s_migrations, "m") { Table = "invoices" }.Find(about);
        Assert.That(found is null ? null : $"{found}-{found.EndLine}", Is.EqualTo(place));
    }

    [Test]
    public void A_failure_can_point_to_all_lines_of_the_first_statement()
    {
        var found = new StatementLocator([Migration.Create("1.sql", "\ncreate table invoices (\n  id int\n);")], "")
        {
            Table = "invoices",
        }.Find("invoices");
        Assert.That((found?.File, found?.Line, found?.EndLine), Is.EqualTo(("1.sql", 2, 4)));
    }

    private static IReadOnlyList<Finding> Found(int count, FindingStatus status) =>
        [.. Enumerable.Repeat(new Finding("lint/a", Severity.Medium, "It is.", "b", "", status), count)];

    private static IReadOnlyList<TestRecord> Create(int count, TestOutcome outcome) =>
        [.. Enumerable.Range(0, count).Select(i => new TestRecord("Group", $"Test({i})", outcome, "message"))];
}
