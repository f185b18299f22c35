using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// Selects the cells of the matrix that show what a migration changed: every caller on the plainest paths and on the paths for a whole
/// table; on every other path one caller of each kind, except where a refusal for a missing privilege is the only expected outcome.
/// </summary>
/// <remarks>
/// After the last migration the matrix runs all cells. Tests in UsageRls.Verification.Tests
/// compare the results of this selection with the results of all cells on weakened policies.
/// </remarks>
/// <param name="owner">The role that owns the table.</param>
public sealed class TimelineCells(string owner)
{
    // Each name is looked up among the statement paths, so that a name without a path raises an error here.
    private static readonly HashSet<string> s_plainest =
    [
        .. (
            (string[])
                [
                    "select … from table",
                    "select … where tenant = …",
                    "select … where key = …",
                    "insert … values",
                    "insert … values of two rows, one of them the caller's own",
                    "insert … on conflict (key) do update",
                    "update … where key = …",
                    "update … without where",
                    "update … set author = another user",
                    "update … set tenant = foreign",
                    "delete … where key = …",
                    "delete without where",
                    "select … for update",
                ]
        ).Select(name => StatementPath.All.Single(p => p.Name == name).Name),
    ];

    private readonly IReadOnlySet<string> _oneOfEachKind = Cast.OneOfEachKind(owner);

    /// <summary>Whether the timeline runs this cell.</summary>
    public bool Contains(Cell cell) =>
        cell.Path.Rows == PathRows.Table
        || s_plainest.Contains(cell.Path.Name)
        || (_oneOfEachKind.Contains(cell.Caller.Name) && cell.Expectation.Outcomes is not [OutcomeKind.RefusedByGrant]);
}
