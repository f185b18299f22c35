using System.Globalization;
using System.Reflection;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>
/// A query of the application, read from a file in <c>Plans/Queries</c> whose header can name the required index. One template makes the
/// caller's query and the table owner's query for the same rows: in the owner's query <c>:own</c> is replaced by a condition on the
/// caller's memberships (by <c>true</c> if the caller is the service role), in the caller's query by <c>true</c>.
/// </summary>
/// <param name="Id">The file's name without its extension.</param>
/// <param name="Name">The query's name for a person.</param>
/// <param name="Template">The SQL, with variables in psql syntax.</param>
/// <param name="IsFiltered">Whether the query filters by an organisation or an event; if not, only the policy filters rows.</param>
/// <param name="IsWrite">Whether the query inserts.</param>
/// <param name="Index">The leading columns of the index that must serve the query; empty if the plan may use any index or none.</param>
/// <param name="MaySort">Whether the plan may sort.</param>
public sealed record PlanQuery(
    string Id,
    string Name,
    string Template,
    bool IsFiltered,
    bool IsWrite,
    IReadOnlyList<string> Index,
    bool MaySort
)
{
    private const string Folder = "UsageEvents/Plans/Queries/";

    private static readonly string[] s_variables = ["own", "organization", "user", "event", "year", "before", "month", "until"];

    // Lazy, because a type initializer would wrap the FormatException of a faulty file in a TypeInitializationException.
    private static readonly Lazy<IReadOnlyList<PlanQuery>> s_all = new(() =>
        [
            .. Assembly
                .GetExecutingAssembly()
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Parse(name[Folder.Length..^".sql".Length], EmbeddedSql.Read(Assembly.GetExecutingAssembly(), name)))
                .OrderBy(query => query.IsWrite),
        ]
    );

    /// <summary>All queries, reads before writes: the dead rows of a rolled-back insert would cost later reads extra buffers.</summary>
    public static IReadOnlyList<PlanQuery> All => s_all.Value;

    /// <summary>Whether the query runs for this caller: an insert by a user without memberships is refused and has no plan.</summary>
    public bool IsAnswered(QueryCaller asker) => !IsWrite || asker.Kind != QueryCallerKind.Stranger;

    /// <summary>Returns the query as the caller sends it, with policies applied.</summary>
    public PlannedQuery As(QueryCaller asker) => new(this, asker, asker.Caller, Fill(asker, "true"));

    /// <summary>Returns the table owner's query for the same rows, without policies.</summary>
    public PlannedQuery Baseline(QueryCaller asker, string owner) =>
        new(
            this,
            asker,
            Caller.Owner(owner),
            Fill(
                asker,
                asker.Kind == QueryCallerKind.Service
                    ? "true"
                    : $"org_id in (select m.org_id from public.org_members m where m.user_id = {SqlText.Literal(asker.User.ToString())})"
            )
        );

    /// <inheritdoc/>
    public override string ToString() => Name;

    private string Fill(QueryCaller asker, string own) =>
        SqlText.Fill(
            Template.Replace(":own", own, StringComparison.Ordinal),
            new Dictionary<string, string?>
            {
                ["organization"] = asker.Organization.ToString(),
                ["user"] = asker.User.ToString(),
                ["event"] = asker.Event.ToString(),
                ["year"] = Day(PlanWorld.Until.AddMonths(-12)),
                ["before"] = Day(PlanWorld.Until.AddMonths(-6)),
                ["month"] = Day(PlanWorld.Until.AddMonths(-1)),
                ["until"] = Day(PlanWorld.Until),
            }
        );

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a query from its file.</summary>
    /// <exception cref="FormatException">The file has an unknown header or an unknown variable.</exception>
    internal static PlanQuery Parse(string id, string text)
    {
        var file = $"{Folder}{id}.sql";
        var header = SqlHeader.Parse(file, text);
        var query = new PlanQuery(
            id,
            header.Title,
            header.Body,
            header.Take("filtered") != "no",
            header.Take("writes") == "yes",
            header.Take("index").Split(", ", StringSplitOptions.RemoveEmptyEntries),
            header.Take("sort") != "none"
        );
        header.End();
        if (SqlText.Variables(query.Template).Except(s_variables).FirstOrDefault() is { } unknown)
            throw new FormatException($"{file}: unknown variable ':{unknown}'. There are: {string.Join(", ", s_variables)}.");
        return query;
    }
}

/// <summary>A query with its values and its sender.</summary>
/// <param name="Query">The query.</param>
/// <param name="Asker">The caller whose rows the query returns.</param>
/// <param name="Sender">The caller that sends the query: the asker, or the table owner for comparison.</param>
/// <param name="Sql">The SQL with all values filled in.</param>
public sealed record PlannedQuery(PlanQuery Query, QueryCaller Asker, Caller Sender, string Sql)
{
    /// <summary>The statements that switch a transaction to the sender; they run in the query's transaction, before the query.</summary>
    public IReadOnlyList<string> Setup =>
        [
            // With row_security off, the owner's query fails if a policy applies to the owner,
            // so that the caller's plan is never compared with the plan of a filtered query.
            .. Sender == Asker.Caller ? (string[])[] : ["set local row_security = off"],
            .. Sender.Becoming,
        ];

    /// <summary>Returns the SQL that shows the plan in psql.</summary>
    public string ToSql() =>
        string.Join('\n', ["begin;", .. Setup.Select(s => s + ";"), $"explain (analyze, buffers) {Sql};", "rollback;"]);
}
