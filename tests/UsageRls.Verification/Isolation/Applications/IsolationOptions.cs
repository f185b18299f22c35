using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Kept;

namespace UsageRls.Verification.Isolation.Applications;

/// <summary>What an <see cref="IsolationRun"/> does beyond its default: one database, every table, nothing kept.</summary>
public sealed record IsolationOptions
{
    /// <summary>Receives a line after each table.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Column values that the intent file gives for rows of a table.</summary>
    public IReadOnlyDictionary<TableName, IReadOnlyDictionary<string, string>>? Samples { get; init; }

    /// <summary>SQL that somebody ran by hand after the migrations.</summary>
    public IReadOnlyList<string>? ByHand { get; init; }

    /// <summary>
    /// Whether the run also tests the small worlds. One grant baseline suffices, because memberships have the same effect on every
    /// baseline.
    /// </summary>
    public bool InSmallWorlds { get; init; }

    /// <summary>Outcomes of earlier runs, which replace the statements that they came from.</summary>
    public KeptTables? Kept { get; init; }

    /// <summary>Receives the reports of the tables without kept outcomes, which are judged first.</summary>
    public FirstTables? First { get; init; }

    /// <summary>The shard whose tables the run tests, without views, functions and attacks; null to test everything.</summary>
    public Shard? Shard { get; init; }
}
