using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;

namespace UsageRls.Verification.Deployed;

/// <summary>The effect of a deployed database's differences on access, tested on a clone.</summary>
/// <param name="Opened">Access that the deployed database gives and the migrations do not.</param>
/// <param name="Closed">Access that the migrations give and the deployed database does not.</param>
/// <param name="Findings">Findings that only the deployed database has.</param>
/// <param name="NotTried">Differences that could not be applied to the clone, each with the reason.</param>
public sealed record TrialReport(
    IReadOnlyList<string> Opened,
    IReadOnlyList<string> Closed,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<NotTried> NotTried
);

/// <summary>A difference that could not be applied to a clone.</summary>
/// <param name="Item">The item that differs.</param>
/// <param name="Why">The reason why the difference could not be applied.</param>
public sealed record NotTried(CatalogItem Item, string Why);

/// <summary>
/// The results of all checks on one clone: isolation of every table, view and function, whole-table statements, lints and further trials.
/// </summary>
/// <param name="Isolation">The report of the isolation checks.</param>
/// <param name="Further">What callers reached in checks other than isolation.</param>
/// <param name="Findings">The findings of all checks.</param>
internal sealed record TrialSide(IsolationReport Isolation, IReadOnlyList<ReachedRows> Further, IReadOnlyList<Finding> Findings)
{
    /// <summary>Every access that was allowed, with the caller and the kind of rows reached.</summary>
    public HashSet<ReachedRows> Reached { get; } =
    [
        .. Isolation.Tables.SelectMany(t => t.Facts.Where(f => f.Reached is not null).Select(f => ReachedRows.From(t, f))),
        .. Isolation.Reached.SelectMany(o =>
            o.UsedBy.Select(caller => new ReachedRows(caller, o.Kind == "function" ? "call" : "use", "", o.Object))
        ),
        .. Further,
    ];

    /// <summary>The tables, views and functions that were tested, or that no API role can reach.</summary>
    public HashSet<string> Tried { get; } =
    [
        .. Further.Select(f => f.Table),
        .. Isolation.Reached.Select(o => o.Object),
        .. Isolation.Tables.Where(t => t.Attempts > 0 || t.State == TableState.NotReachable).Select(t => t.Table.ToString()),
    ];
}

/// <summary>Rows, or a whole table, view or function, that a caller reached with a command.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Command">The command, or the name of a whole-table statement.</param>
/// <param name="Whose">Whose rows, relative to the caller; empty for a whole table, a view or a function.</param>
/// <param name="Table">The table, view or function.</param>
public sealed record ReachedRows(string Caller, string Command, string Whose, string Table)
{
    private const int Named = 4;

    internal static ReachedRows From(TableReport report, Fact fact)
    {
        var isOwn = fact.Row.User is { } user && user == fact.Caller.User;
        var whose =
            fact.Row.Tenant is { } tenant && report.Table.Tenancy is { } model
                ? fact.Caller.IsMember(model, tenant)
                    ? isOwn
                        ? "own rows in their own tenant"
                        : "rows of their own tenant"
                    : "rows of a tenant that they are no member of"
                : isOwn
                    ? "own rows"
                    : fact.Row.User is null
                        ? "rows of nobody"
                        : "rows of another user";
        return new(fact.Caller.Caller.Name, fact.Command, whose, report.Table.ToString());
    }

    /// <summary>Describes reached rows in sentences, one for each table, command and kind of rows.</summary>
    internal static IReadOnlyList<string> Say(IEnumerable<ReachedRows> reached, string may) =>
        [
            .. from one in reached
            group one.Caller by (one.Table, one.Command, one.Whose) into same
            orderby same.Key.Table, same.Key.Command, same.Key.Whose
            let callers = same.Order(StringComparer.Ordinal).ToArray()
            select $"{string.Join("; ", callers.Take(Named))}{(callers.Length > Named ? $"; and {callers.Length - Named} more" : "")} "
                + $"{may} {Does(same.Key.Command, same.Key.Whose, same.Key.Table)}",
        ];

    private static string Does(string command, string whose, string table) =>
        command.Contains('…', StringComparison.Ordinal) ? command.Replace("…", table, StringComparison.Ordinal)
        : whose == "" ? $"{command} {table}"
        : $"{command} {whose} in {table}";
}
