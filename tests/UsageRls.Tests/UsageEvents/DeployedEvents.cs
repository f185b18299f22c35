using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Deployed;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Bypass;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Runs the access matrix and the probes of <c>usage_events</c> on a clone with the differences between the deployed database and the
/// migrations, and on a clone without these differences.
/// </summary>
public sealed class DeployedEvents : IDeployedTrials
{
    /// <inheritdoc/>
    public IReadOnlyList<FurtherTrial> Trials { get; } =
    [
        new(
            async (clone, cancellation) =>
            {
                var matrix = await AccessMatrix.RunAsync(clone, Suite.UsageEventsIntent, cancellation: cancellation);
                return new FurtherResult([.. matrix.Verdicts.Where(IsReached).Select(Reached).Distinct()], []);
            }
        ),
        new(async (clone, cancellation) => new FurtherResult([], (await ProbeRun.RunAsync(clone, cancellation: cancellation)).Findings)),
    ];

    // Only statements on one row or on the rows of one tenant are compared; statements on all rows reach the same rows.
    private static bool IsReached(JudgedAttempt verdict) =>
        verdict.Attempt.Outcome.IsAllowed
        && verdict.Cell.Path.Rows is PathRows.One or PathRows.Tenant
        && (verdict.Attempt.Outcome.Rows > 0 || verdict.Attempt.Effect != Effect.None);

    private static ReachedRows Reached(JudgedAttempt verdict) =>
        new(
            verdict.Cell.Caller.Name,
            verdict.Cell.Path.Command.ToString().ToLowerInvariant(),
            $"rows ({verdict.Cell.Relation.InWords(verdict.Cell.Path)})",
            UsageEventsIntent.Table.ToString()
        );
}
