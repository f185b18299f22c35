using UsageRls.Verification.Isolation;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Verification.Evidence;

/// <summary>How many of what a run tried.</summary>
internal static class EvidenceCounts
{
    /// <summary>The counts that are not zero: first of the reports, then those that the stages counted.</summary>
    public static IReadOnlyList<CountRecord> Of(Collected collected)
    {
        var (matrices, proofs) = (collected.Reports.Of<AccessMatrix>(), collected.Reports.Of<ExhaustiveReport>());
        CountRecord[] counts =
        [
            new(
                "statements tried on the isolation of tables, views and functions",
                collected.Reports.Of<IsolationReport>().Sum(r => r.Tables.Sum(t => (long)t.Attempts) + r.Reached.Sum(o => o.Attempts))
            ),
            new("attempts of the access matrix", matrices.Sum(m => m.Verdicts.Count)),
            new("attempts of the timeline", collected.Timelines.Sum(t => t.Attempts) + collected.TableTimelines.Sum(t => t.Attempts)),
            new("small worlds", proofs.Sum(p => p.Worlds)),
            new("decisions in small worlds", proofs.Sum(p => (long)p.Decisions)),
            new("mutants", collected.Reports.Of<MutationOnBaseline>().Sum(m => m.Report.Results.Count)),
            .. collected.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new CountRecord(c.Key, c.Value)),
        ];
        return [.. counts.Where(c => c.Number > 0)];
    }
}
