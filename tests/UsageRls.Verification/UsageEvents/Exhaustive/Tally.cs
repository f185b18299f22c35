using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>The counts of the decisions on one command.</summary>
/// <param name="Command">The command.</param>
/// <param name="Meant">How many the intent allows.</param>
/// <param name="Allowed">How many the database allowed.</param>
/// <param name="Denied">How many the database refused or answered with no rows.</param>
public sealed record Tally(Command Command, int Meant, int Allowed, int Denied)
{
    /// <summary>Counts decisions by command.</summary>
    public static IReadOnlyList<Tally> Count(IEnumerable<Decision> decisions) =>
        [
            .. decisions
                .GroupBy(d => d.Command)
                .OrderBy(g => g.Key)
                .Select(g => new Tally(
                    g.Key,
                    g.Count(d => d.Intended),
                    g.Count(d => d.Outcome.IsAllowed),
                    g.Count(d => !d.Outcome.IsAllowed)
                )),
        ];

    /// <summary>Adds up tallies by command.</summary>
    public static IReadOnlyList<Tally> Sum(IEnumerable<Tally> tallies) =>
        [
            .. tallies
                .GroupBy(t => t.Command)
                .OrderBy(g => g.Key)
                .Select(g => new Tally(g.Key, g.Sum(t => t.Meant), g.Sum(t => t.Allowed), g.Sum(t => t.Denied))),
        ];

    /// <inheritdoc/>
    public override string ToString() => $"{Command.ToString().ToLowerInvariant()} {Allowed:N0} allowed, {Denied:N0} denied";
}
