using System.Reflection;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Access;

/// <summary>Which rows the statement of a path reads or changes.</summary>
public enum PathRows
{
    /// <summary>One row.</summary>
    One,

    /// <summary>One row, together with one of the caller's own rows in the same statement.</summary>
    WithOwn,

    /// <summary>Every row of a tenant.</summary>
    Tenant,

    /// <summary>Every row of the table.</summary>
    All,

    /// <summary>No row: the table itself.</summary>
    Table,
}

/// <summary>A privilege that a statement needs: on the listed columns, or on the whole table if no columns are listed.</summary>
/// <remarks>
/// A statement path lists columns by words such as <c>key</c> and <c>tenant</c>; <see cref="PathVariables.Columns"/> has a table's columns
/// for each word.
/// </remarks>
public sealed record NeededRight(string Privilege, IReadOnlyList<string> Columns)
{
    /// <summary>Replaces words such as <c>key</c> and <c>tenant</c> by the columns of a table.</summary>
    public NeededRight On(PathVariables table) =>
        this with
        {
            Columns = [.. Columns.SelectMany(word => table.Columns[word]).Distinct(StringComparer.Ordinal)],
        };
}

/// <summary>
/// One way to do a command, read from a file of <c>Access/Paths</c>; the file's header names the privileges that the statement needs and
/// the kind of its result.
/// </summary>
/// <param name="Name">The path's name in reports.</param>
/// <param name="Command">The command that the statement does.</param>
/// <param name="Also">Further commands that the statement does: for example, an upsert also updates.</param>
/// <param name="Template">The SQL, with variables written as in psql.</param>
/// <param name="Rows">Which rows the statement reads or changes.</param>
/// <param name="Needs">The privileges that the statement needs on the table.</param>
/// <param name="Result">The kind of result that the statement returns.</param>
/// <param name="Since">The first major version of PostgreSQL that supports the statement.</param>
/// <param name="IsOwnersOnly">Whether only the table's owner may run the statement, because no privilege allows it.</param>
/// <param name="IsSupportedUnderRls">Whether PostgreSQL supports the statement where row level security applies.</param>
/// <param name="Scene">SQL that the administrator runs before the statement, to prepare rows or objects.</param>
/// <param name="Targets">The tables that the statement touches, by the words <c>table</c>, <c>tenants</c>, <c>members</c>.</param>
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

    // Lazy, since a type initializer would wrap the FormatException of a faulty file in a TypeInitializationException.
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

    /// <summary>Every statement path of every command, ordered by command, then by file name.</summary>
    public static IReadOnlyList<StatementPath> All => s_all.Value;

    /// <summary>Every command that the statement does: <see cref="Command"/> and <see cref="Also"/>.</summary>
    public IEnumerable<Command> Commands => [Command, .. Also];

    /// <summary>The variables that the statement names.</summary>
    public IReadOnlySet<string> Variables { get; } = SqlText.Variables(Template);

    /// <summary>
    /// Whether the statement differs in syntax only from another path of the command: PostgreSQL checks the same policies and privileges.
    /// </summary>
    public bool DiffersInSyntax { get; init; }

    /// <summary>
    /// Whether PostgreSQL refuses the statement, even to the owner, if a foreign key references the table: TRUNCATE without CASCADE.
    /// </summary>
    public bool IsRefusedWhereReferenced =>
        Command == Command.Truncate && !Template.Contains("cascade", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether every variable in the statement has a value.</summary>
    public bool CanFill(PathVariables variables) => Variables.All(variables.Values.ContainsKey);

    /// <summary>Returns the statement with its variables replaced by their values.</summary>
    /// <exception cref="KeyNotFoundException">A variable in the statement has no value.</exception>
    public Statement Fill(PathVariables variables) =>
        new(SqlText.Fill(Template, variables.Values))
        {
            Result = Result,
            Scene = Scene,
            Targets = [.. Targets.Select(word => variables.Values[$"{word}_name"] ?? "")],
        };

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Parses the text of a path's file: the path's name, then <c>-- key: value</c> lines, then the statement.</summary>
    /// <exception cref="FormatException">The file has an unknown header, header value or variable.</exception>
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
        )
        {
            DiffersInSyntax = header.Take("differs") == "in syntax",
        };
        header.End();
        if (path.Variables.Except(PathVariables.Known).FirstOrDefault() is { } unknown)
            throw new FormatException($"{file}: unknown variable ':{unknown}'. There are: {string.Join(", ", PathVariables.Known)}.");
        if (path.Needs.SelectMany(n => n.Columns).Except(PathVariables.ColumnWords).FirstOrDefault() is { } word)
        {
            var known = string.Join(", ", PathVariables.ColumnWords);
            throw new FormatException($"{file}: unknown column word '{word}' in 'needs'. There are: {known}.");
        }
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
