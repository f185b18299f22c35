using System.Globalization;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>
/// One combination of data size, policy form, index form, query and caller, measured under row level security and as the table owner.
/// </summary>
/// <param name="World">The number of rows in the tables.</param>
/// <param name="Policy">The way in which the policies are written.</param>
/// <param name="Index">The set of indexes.</param>
/// <param name="Query">The measured query.</param>
/// <param name="Caller">The kind of caller that runs the query.</param>
public sealed record CostCell(PlanWorld World, Form Policy, Form Index, PlanQuery Query, QueryCallerKind Caller)
{
    /// <summary>The position in the order of measurement: queries on one database follow each other, reads before writes.</summary>
    public int Order { get; init; }

    /// <summary>The key of the cell, the same in each run.</summary>
    public string Key =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Query.Id}/{Caller}/{World.Events}-{World.Organizations}-{World.Memberships}/{Policy.Name}/{Index.Name}"
        );

    /// <inheritdoc/>
    public override string ToString() => Key;
}
