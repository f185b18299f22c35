using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Access;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// The access matrix: every caller runs each statement path on each kind of row that the path can use. NUnit shows one case for each
/// caller, command and grant baseline.
/// </summary>
[HasCauses]
[Shows(Criteria.Isolation)]
public sealed class Matrix
{
    private static IEnumerable<TestCaseData> Sentences =>
        from baseline in Enum.GetValues<GrantBaseline>()
        from caller in Cast.Callers("owner").Select(c => c.Name)
        from command in Enum.GetValues<Command>()
        select new TestCaseData(caller, command, baseline).SetArgDisplayNames(
            caller,
            command.ToString().ToLowerInvariant(),
            baseline.ToString().ToLowerInvariant()
        );

    [TestCaseSource(nameof(Sentences))]
    public async Task The_database_does_what_the_intent_says(string caller, Command command, GrantBaseline baseline)
    {
        var matrix = await Matrices.GetAsync(baseline);
        JudgedAttempt[] cells = [.. matrix.Verdicts.Where(v => v.Cell.Caller.Name == caller && v.Cell.Path.Command == command)];
        Assert.That(cells, Is.Not.Empty, "no attempt was made");
        // Unintended access first, then the shortest statement, which is the easiest to understand.
        JudgedAttempt[] failing =
        [
            .. cells.Where(v => !v.Holds).OrderByDescending(v => v.IsTooLoose).ThenBy(v => v.Attempt.Statement.Sql.Length),
        ];
        if (failing.Length == 0)
            return;
        Assert.Fail(
            $"""
            {failing.Length} of {cells.Length} attempts differ from the intent:
            {string.Join('\n', failing.Select(v => v.Explain()))}
            The rules that applied:
            {string.Join('\n', matrix.Rules.Select(rule => "    " + rule))}
            """
        );
    }

    [Test]
    public async Task Every_denied_statement_is_also_tried_by_an_allowed_caller([Values] GrantBaseline baseline)
    {
        var matrix = await Matrices.GetAsync(baseline);
        var alone = matrix
            .Verdicts.GroupBy(v => v.Cell.Path)
            .Where(path => !path.Any(v => v.Attempt.Outcome.IsAllowed || v.IsStoppedByTrigger || IsReferenced(v)))
            .Select(path => path.Key.Name);
        Assert.That(alone, Is.Empty, "no caller is allowed to run these statement paths, so their denials prove nothing");
    }

    // PostgreSQL refuses TRUNCATE (without CASCADE) of a table that foreign keys reference, even if the caller has the privilege.
    private static bool IsReferenced(JudgedAttempt verdict) =>
        verdict.Cell.Expectation.IsAllowed
        && verdict.Cell.Path.IsRefusedWhereReferenced
        && verdict.Attempt.Outcome.Kind == OutcomeKind.RefusedByConstraint;
}
