using System.Globalization;
using System.Reflection;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>
/// A query of the application: a file of <c>Plans/Queries</c>, whose comments say what must serve it. One template makes it what a caller
/// sends, and what the table owner sends to get the same without row level security: there <c>:own</c> is the membership, written out.
/// </summary>
/// <param name="Id">The file's name without its ending.</param>
/// <param name="Name">Its name for a person.</param>
/// <param name="Template">The SQL, with variables as psql has them.</param>
/// <param name="IsFiltered">Whether it names what it wants, an organisation or an event; else only the policy keeps rows out.</param>
/// <param name="IsWrite">Whether it inserts.</param>
/// <param name="Index">The first columns of an index that must serve it; none for an insert.</param>
/// <param name="MaySort">Whether an index cannot give its order.</param>
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

    // Not read by a type initializer: that would wrap what is wrong with a file.
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

    /// <summary>
    /// Every query, reads before writes: what an insert leaves behind when it is rolled back costs the next reader buffers.
    /// </summary>
    public static IReadOnlyList<PlanQuery> All => s_all.Value;

    /// <summary>Whether a caller gets an answer at all: a stranger's insert is refused, and has no plan.</summary>
    public bool IsAnswered(QueryCaller asker) => !IsWrite || asker.Kind != QueryCallerKind.Stranger;

    /// <summary>The caller's query, to which policies apply.</summary>
    public PlannedQuery As(QueryCaller asker) => new(this, asker, asker.Caller, Fill(asker, "true"));

    /// <summary>The table owner's query for the same rows, to which no policy applies.</summary>
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

/// <summary>A query with its values, and who sends it.</summary>
/// <param name="Query">The query.</param>
/// <param name="Asker">Whose rows it asks for.</param>
/// <param name="Sender">Who sends it: the asker, or the table owner for comparison.</param>
/// <param name="Sql">The statement, values and all.</param>
public sealed record PlannedQuery(PlanQuery Query, QueryCaller Asker, Caller Sender, string Sql)
{
    /// <summary>The statements that make a transaction the sender's; to be run in one, before the query.</summary>
    public IReadOnlyList<string> Setup =>
        [
            // A policy that would hold for the owner then fails the query, and the comparison with it.
            .. Sender == Asker.Caller ? (string[])[] : ["set local row_security = off"],
            .. Sender.Becoming,
        ];

    /// <summary>SQL to paste into psql to see the plan.</summary>
    public string ToSql() =>
        string.Join('\n', ["begin;", .. Setup.Select(s => s + ";"), $"explain (analyze, buffers) {Sql};", "rollback;"]);
}
