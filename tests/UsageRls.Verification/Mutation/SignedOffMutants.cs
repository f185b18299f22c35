using UsageRls.Verification.Accepted;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Mutation.Mutators;

namespace UsageRls.Verification.Mutation;

/// <summary>
/// Mutants that a named person has accepted: they survive, and cannot change any behaviour. A proposal leaves them survivors.
/// </summary>
/// <param name="accepted">The exceptions; null if there are none for these migrations.</param>
/// <param name="today">The day that expiry is measured against.</param>
public sealed class SignedOffMutants(IReadOnlyList<AcceptedFinding>? accepted, DateOnly today)
{
    private readonly AcceptedFinding[] _mutants = [.. (accepted ?? []).Where(a => a.Kind == FindingKind.Mutant)];

    /// <summary>The same run, with survivors that are signed off as equivalents.</summary>
    public MutationReport Review(MutationReport report) =>
        report with
        {
            Reviewed = accepted is not null,
            Results =
            [
                .. report.Results.Select(r =>
                    r.State == MutantState.Survived && SignedOff(r.Mutant) is { } by
                        ? r with
                        {
                            State = MutantState.Equivalent,
                            Because = by.Reason,
                        }
                        : r
                ),
            ],
        };

    /// <summary>
    /// What is signed off and does not survive, on any of the baselines: killed, refused by the server, or not there. Each is a fault.
    /// </summary>
    public IReadOnlyList<string> Stale(IReadOnlyList<MutationReport> reviewed)
    {
        var wasTried = reviewed.SelectMany(r => r.Results).ToLookup(r => (r.Mutant.Mutator, r.Mutant.Difference));
        var isWhole = reviewed.All(r => r.NotRun.Count == 0);
        return
        [
            .. from mutant in _mutants
            let results = wasTried[(mutant.Id, mutant.Object)].ToArray()
            where results.Length == 0 ? isWhole : results.All(r => r.State is MutantState.Killed or MutantState.Invalid)
            select $"{mutant.Id} · {mutant.Object}: "
                + $"{(results.Length == 0 ? "there is no such mutant" : StateOf(results[0]))}. Remove it from {AcceptedFindings.File}.",
        ];
    }

    private static string StateOf(MutantResult result) =>
        $"it is {result.State.ToString().ToLowerInvariant()} ({result.By ?? result.Because})";

    private AcceptedFinding? SignedOff(Mutant mutant) =>
        Array.Find(_mutants, a => a.Id == mutant.Mutator && a.IsSigned && a.Object == mutant.Difference && a.Expires >= today);
}
