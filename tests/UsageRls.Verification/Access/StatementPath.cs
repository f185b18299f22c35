using System.Reflection;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Access;

/// <summary>Which rows a statement path is about.</summary>
public enum PathRows
{
    /// <summary>One row.</summary>
    One,

    /// <summary>One row, together with one of the caller's own in the same statement.</summary>
    WithOwn,

    /// <summary>Every row of a tenant.</summary>
    Tenant,

    /// <summary>Every row there is.</summary>
    All,

    /// <summary>No row: the table itself.</summary>
    Table,
}

/// <summary>A privilege that a statement needs: on the whole table, or on columns where it names some.</summary>
/// <remarks>
/// In a path the columns are words, as <c>key</c> and <c>tenant</c>, which <see cref="PathVariables.Columns"/> translates for a table.
/// </remarks>
public sealed record NeededRight(string Privilege, IReadOnlyList<string> Columns)
{
    /// <summary>The privilege on a table's own columns.</summary>
    public NeededRight On(PathVariables table) =>
        this with
        {
            Columns = [.. Columns.SelectMany(word => table.Columns[word]).Distinct(StringComparer.Ordinal)],
        };
}

/// <summary>One way to do a command: a file of <c>Access/Paths</c>, whose comments say what it needs and gives.</summary>
/// <param name="Name">What a person calls it.</param>
/// <param name="Command">What it does.</param>
/// <param name="Also">What it amounts to as well, as an upsert does to an update.</param>
/// <param name="Template">The SQL, with variables as psql has them.</param>
/// <param name="Rows">Which rows it is about.</param>
/// <param name="Needs">The privileges it needs on the table.</param>
/// <param name="Result">What it gives back.</param>
/// <param name="Since">The first major version that has it.</param>
/// <param name="IsOwnersOnly">Whether only ownership of the table, and no right, lets one do it.</param>
/// <param name="IsSupportedUnderRls">Whether PostgreSQL does it at all where row level security applies.</param>
/// <param name="Scene">SQL that the owner runs before it.</param>
/// <param name="Targets">The tables it touches: <c>table</c>, <c>tenants</c>, <c>members</c>.</param>
public sealed partial record StatementPath(
    string Name,
    Command Command,
    IReadOnlyList<Command> Also,
    string Template,
    PathRows Rows,
    IReadOnlyList<NeededRight> Needs,
    ResultKind Result,
    int Since,
    bool IsOwnersOnly,
    bool IsSupportedUnderRls,
    string Scene,
    IReadOnlyList<string> Targets
)
{
    private const string Folder = "Access/Paths/";

    // Not read by a type initializer: that would wrap what is wrong with a file.
    private static readonly Lazy<IReadOnlyList<StatementPath>> s_all = new(() =>
        [
            .. Assembly
                .GetExecutingAssembly()
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Parse(name, EmbeddedSql.Read(Assembly.GetExecutingAssembly(), name))),
        ]
    );

    /// <summary>Every path of every command, in the order of the files.</summary>
    public static IReadOnlyList<StatementPath> All => s_all.Value;

    /// <summary>Every command it amounts to.</summary>
    public IEnumerable<Command> Commands => [Command, .. Also];

    /// <summary>The variables that the statement names.</summary>
    public IReadOnlySet<string> Variables { get; } = SqlText.Variables(Template);

    /// <summary>Whether a foreign key of another table keeps everybody, the owner too, from it: a truncate without cascade.</summary>
    public bool IsRefusedWhereReferenced =>
        Command == Command.Truncate && !Template.Contains("cascade", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the statement can be made of these variables.</summary>
    public bool CanFill(PathVariables variables) => Variables.All(variables.Values.ContainsKey);

    /// <summary>The statement with its values.</summary>
    /// <exception cref="KeyNotFoundException">A variable that it names has no value.</exception>
    public Statement Fill(PathVariables variables) =>
        new(SqlText.Fill(Template, variables.Values))
        {
            Result = Result,
            Scene = Scene,
            Targets = [.. Targets.Select(word => variables.Values[$"{word}_name"] ?? "")],
        };

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Reads a path from a file: its name, then <c>-- key: value</c> lines, then the statement.</summary>
    /// <exception cref="FormatException">The file has an unknown header, an unknown value of one, or an unknown variable.</exception>
    internal static StatementPath Parse(string file, string text)
    {
        var header = SqlHeader.Parse(file, text);
        var path = new StatementPath(
            header.Title,
            Enum.Parse<Command>(file[Folder.Length..].Split('/')[0], ignoreCase: true),
            [.. Split(header.Take("also")).Select(command => Word<Command>(file, "also", command))],
            header.Body,
            Word<PathRows>(file, "rows", header.Take("rows", "one")),
            [
                .. Right()
                    .Matches(header.Take("needs"))
                    .Select(m => new NeededRight(m.Groups["privilege"].Value.ToUpperInvariant(), Split(m.Groups["columns"].Value))),
            ],
            Word<ResultKind>(file, "gives", header.Take("gives", "command")),
            int.Parse(header.Take("since", "15"), System.Globalization.CultureInfo.InvariantCulture),
            header.Take("refusal") == "ownership",
            header.Take("under rls") != "unsupported",
            header.Take("scene"),
            Split(header.Take("targets", "table"))
        );
        header.End();
        if (path.Variables.Except(PathVariables.Known).FirstOrDefault() is { } unknown)
            throw new FormatException($"{file}: unknown variable ':{unknown}'. There are: {string.Join(", ", PathVariables.Known)}.");
        if (path.Needs.SelectMany(n => n.Columns).Except(PathVariables.ColumnWords).FirstOrDefault() is { } word)
            throw new FormatException($"{file}: 'needs' names columns by {string.Join(", ", PathVariables.ColumnWords)}, not by '{word}'.");
        return path;
    }

    private static T Word<T>(string file, string key, string word)
        where T : struct, Enum =>
        Enum.TryParse<T>(word.Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            ? value
            : throw new FormatException($"{file}: '{key}: {word}' is none of {string.Join(", ", Enum.GetNames<T>())}.");

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex("""(?<privilege>[a-z]+)(\s*\((?<columns>[^)]*)\))?""", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Right();
}
