using System.Globalization;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>Makes the verdict of a run from the outcomes of its checks.</summary>
internal static class Verdicts
{
    /// <summary>Returns the verdict of a run. A check or stage that did not run never counts as passed.</summary>
    public static RunVerdict Judge(
        RunState state,
        string? fault,
        string? brokenOff,
        IReadOnlyList<TestRecord> tests,
        IReadOnlyList<NotRunRecord> stages,
        IReadOnlyList<Finding> findings,
        string sections,
        int kept
    )
    {
        if (sections != "")
            sections = $" {sections}";
        if (kept > 0)
            sections += Say($" {kept:N0} stage{(kept == 1 ? " is" : "s are")} kept from earlier runs on the same input.");
        if (fault is not null)
            return new("FAILED", $"The run did not start, so nothing is verified: {fault.Split('\n')[0]}");
        if (state == RunState.Interrupted)
        {
            return new(
                "FAILED",
                $"The run did not finish, so nothing is verified{(brokenOff is null ? "" : $": {brokenOff.Split('\n')[0]}")}."
            );
        }

        var failed = tests.Count(t => t.Outcome == TestOutcome.Failed);
        var passed = tests.Count(t => t.Outcome == TestOutcome.Passed);
        var notRun = tests.Count - failed - passed;
        if (failed > 0)
        {
            return new(
                "FAILED",
                Say($"Not verified: {failed:N0} of {failed + passed:N0} checks fail")
                    + $"{(notRun > 0 ? Say($", and {notRun:N0} did not run") : "")}.{sections}"
            );
        }

        if (passed == 0)
            return new("WARNED", "No check ran, so nothing is verified.");
        if (notRun > 0)
        {
            return new(
                "WARNED",
                Say($"No check fails, but {notRun:N0} of {tests.Count:N0} did not run: this verifies the migrations in part only.")
                    + sections
            );
        }

        if (stages.Count > 0)
            return new("WARNED", Say($"All {passed:N0} checks hold, but the run could not try everything.{sections}"));
        return new(
            "PASSED",
            Say($"All {passed:N0} checks hold: no unintended access and no missing access was found.{sections}{Known(findings)}")
        );
    }

    // Describes the known findings of a run that passed, and distinguishes accepted, proposed and unreviewed findings.
    private static string Known(IReadOnlyList<Finding> findings)
    {
        int Count(FindingStatus status) => findings.Count(f => f.Status == status);
        var (proposed, accepted, shown) = (Count(FindingStatus.Proposed), Count(FindingStatus.Accepted), Count(FindingStatus.Open));
        return (proposed > 0 ? Say($" {Findings(proposed, "known finding")}, proposed for acceptance but not signed.") : "")
            + (accepted > 0 ? Say($" {Findings(accepted, "known finding")}, accepted by a named person.") : "")
            + (shown > 0 ? Say($" {Findings(shown, "finding")} of severity medium or below, which no person has reviewed.") : "");
    }

    private static string Findings(int number, string one) => Say($"{number:N0} {one}{(number == 1 ? "" : "s")}");

    /// <summary>Lists the checks that did not run; checks of one group with the same reason form one entry.</summary>
    public static IEnumerable<NotRunRecord> NotRun(IReadOnlyList<TestRecord> tests) =>
        tests
            .Where(t => t.Outcome == TestOutcome.NotRun)
            .GroupBy(t => (t.Group, t.Message))
            .Select(g => new NotRunRecord(
                g.Count() == 1 ? $"{g.Key.Group}: {g.First().Sentence}{(g.First().Case == "" ? "" : $" ({g.First().Case})")}" : g.Key.Group,
                g.Key.Message,
                g.Count()
            ));

    private static string Say(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
