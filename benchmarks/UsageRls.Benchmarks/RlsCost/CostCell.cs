using System.Globalization;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>A measurement under row level security and one as the table owner, one after the other.</summary>
/// <param name="World">How much is in the tables.</param>
/// <param name="Policy">The policy form.</param>
/// <param name="Index">The index form.</param>
/// <param name="Query">The query.</param>
/// <param name="Caller">The caller.</param>
public sealed record CostCell(PlanWorld World, Form Policy, Form Index, PlanQuery Query, QueryCallerKind Caller)
{
    /// <summary>The position among all cells: cells of one database together, reads before writes.</summary>
    public int Order { get; init; }

    /// <summary>Its key, the same in each run.</summary>
    public string Key =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Query.Id}/{Caller}/{World.Events}-{World.Organizations}-{World.Memberships}/{Policy.Name}/{Index.Name}"
        );

    /// <inheritdoc/>
    public override string ToString() => Key;
}
