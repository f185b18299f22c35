using UsageRls.Verification.Accepted;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Mutation.Mutators;

namespace UsageRls.Verification.Mutation;

/// <summary>
/// Mutants that a named person has accepted because they survive and cannot change any
/// behaviour. A proposed exception is ignored: its mutant still counts as a survivor.
/// </summary>
/// <param name="accepted">The entries of the exceptions file; null if these migrations have no such file.</param>
/// <param name="today">The day on which acceptances are checked for expiry.</param>
public sealed class SignedOffMutants(IReadOnlyList<AcceptedFinding>? accepted, DateOnly today)
{
    private readonly AcceptedFinding[] _mutants = [.. (accepted ?? []).Where(a => a.Kind == FindingKind.Mutant)];

    /// <summary>Returns the report with the accepted survivors as equivalent.</summary>
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
    /// Returns a message for each exception of kind <c>mutant</c> that matches no survivor in any report: the mutant was killed, was
    /// rejected by the server or, if the reports leave no mutant out, does not exist. Each such exception fails the run.
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
                + $"{(results.Length == 0 ? "this mutant does not exist" : StateOf(results[0]))}. Remove it from {AcceptedFindings.File}.",
        ];
    }

    private static string StateOf(MutantResult result) =>
        $"this mutant is {result.State.ToString().ToLowerInvariant()} ({result.By ?? result.Because})";

    private AcceptedFinding? SignedOff(Mutant mutant) =>
        Array.Find(_mutants, a => a.Id == mutant.Mutator && a.IsSigned && a.Object == mutant.Difference && a.Expires >= today);
}
