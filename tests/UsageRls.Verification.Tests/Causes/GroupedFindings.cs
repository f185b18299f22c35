using NUnit.Framework;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Causes;

/// <summary>Tests that findings of one defect are reported as one cause, and that many causes are told briefly.</summary>
[WithoutDatabase]
public sealed class GroupedFindings
{
    private const string Error = "infinite recursion detected in policy for relation \"members\"";
    private static readonly Finding s_refused = new(
        "isolation/refused-by-defect",
        Severity.High,
        $"owner cannot use public.notes: 42P17 {Error}.",
        "public.notes",
        "repair it",
        FindingStatus.Open
    )
    {
        Responsible = new(ResponsibleKind.Policy, "policy \"read\" on public.members", "makes statements fail"),
    };

    [Test]
    public void A_lint_that_quotes_the_error_of_a_failed_statement_shares_the_statements_cause() =>
        Assert.That(Cause.From([s_refused, Lint(Error)]).Single().Findings, Has.Count.EqualTo(2));

    [Test]
    public void A_lint_that_quotes_another_error_has_a_cause_of_its_own() =>
        Assert.That(Cause.From([s_refused, Lint("permission denied for function f")]), Has.Count.EqualTo(2));

    // A cause in full has five lines here, and a short one three.
    [TestCase(3, 15, TestName = "Causes_that_fit_on_a_screen_are_told_in_full")]
    [TestCase(15, 57, TestName = "Causes_that_fit_on_two_screens_are_told_in_three_lines_after_the_first_screen")]
    [TestCase(100, 144, TestName = "Causes_beyond_two_screens_are_told_in_one_line_each")]
    public void Causes_are_told_the_shorter_the_more_there_are(int count, int lines)
    {
        var causes = Cause.From(
            Enumerable.Range(0, count).Select(i => Lint($"error {i}") with { Object = $"public.table_{i}", Example = "select 1" })
        );
        Assert.That(Cause.Tell(causes).Sum(t => t.Split('\n').Length), Is.EqualTo(lines));
    }

    private static Finding Lint(string error) =>
        new(
            "lint/0050_policy_cannot_be_evaluated",
            Severity.High,
            $"Every select fails for authenticated: {error}.",
            "public.members for authenticated",
            "repair it",
            FindingStatus.Open
        );
}
