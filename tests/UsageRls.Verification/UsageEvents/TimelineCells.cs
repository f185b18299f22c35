using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// The attempts of the matrix that show what a migration changed: every caller by the plainest paths, and one caller of each kind by
/// every other path, unless its role lacks the privilege that the path needs.
/// </summary>
/// <remarks>The matrix after the last migration tries everything. The suite's own tests compare both on weakened policies.</remarks>
/// <param name="owner">The role that owns the table.</param>
public sealed class TimelineCells(string owner)
{
    // Looked up, so that a path that is renamed or removed fails here.
    private static readonly HashSet<string> s_plainest =
    [
        .. (
            (string[])
                [
                    "select … from table",
                    "select … where tenant = …",
                    "select … where key = …",
                    "insert … values",
                    "insert … values, own row and this one",
                    "insert … on conflict (key) do update",
                    "update … where key = …",
                    "update … without where",
                    "update … set author = another",
                    "update … set tenant = foreign",
                    "delete … where key = …",
                    "delete without where",
                    "select … for update",
                ]
        ).Select(name => StatementPath.All.Single(p => p.Name == name).Name),
    ];

    private readonly IReadOnlySet<string> _oneOfEachKind = Cast.OneOfEachKind(owner);

    /// <summary>Whether an attempt is one of them.</summary>
    public bool Contains(Cell cell) =>
        cell.Path.Rows == PathRows.Table
        || s_plainest.Contains(cell.Path.Name)
        || (_oneOfEachKind.Contains(cell.Caller.Name) && cell.Expectation.Outcomes is not [OutcomeKind.RefusedByGrant]);
}
