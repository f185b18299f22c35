using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>A position in the intent file.</summary>
/// <param name="Line">The line number, from 1.</param>
/// <param name="Column">The column number, from 1.</param>
public readonly record struct Position(int Line, int Column);

/// <summary>An entry of the intent file for a tenancy: tenants and their memberships.</summary>
/// <param name="Tenants">The table of tenants.</param>
public sealed record TenancyIntent(TableName Tenants)
{
    /// <summary>The table of memberships; null if only a claim of the caller's token names the caller's tenant.</summary>
    public TableName? Members { get; init; }

    /// <summary>The memberships' column that names the tenant; null to discover it.</summary>
    public string? Tenant { get; init; }

    /// <summary>The memberships' column that names the user; null to discover it.</summary>
    public string? User { get; init; }

    /// <summary>The memberships' column that holds the member's role; null to discover it.</summary>
    public string? Role { get; init; }

    /// <summary>The SQL condition for rows that count as memberships; null to discover it.</summary>
    public string? Counts { get; init; }

    /// <summary>The position of the entry in the intent file.</summary>
    public Position At { get; init; }
}

/// <summary>An entry of the intent file for a table.</summary>
/// <param name="Table">The table.</param>
public sealed record TableIntent(TableName Table)
{
    /// <summary>The names of the commands for which an entry can state the callers.</summary>
    public static IReadOnlyList<string> CommandNames { get; } = ["select", "insert", "update", "delete"];

    /// <summary>How a row names its tenant: a column, a path, an expression, or <c>none</c>; null to discover it.</summary>
    public string? Tenant { get; init; }

    /// <summary>How a row names its author or owner: a column, a path, an expression, or <c>none</c>; null to discover it.</summary>
    public string? Author { get; init; }

    /// <summary>Who may run each command that the entry names.</summary>
    public IReadOnlyDictionary<string, Who> Commands { get; init; } = new Dictionary<string, Who>();

    /// <summary>The commands that the service role may run.</summary>
    public IReadOnlyList<string> ServiceRole { get; init; } = [];

    /// <summary>Values for columns of generated rows, where the catalog does not show which values are valid.</summary>
    public IReadOnlyDictionary<string, string> Sample { get; init; } = new Dictionary<string, string>();

    /// <summary>The position of the entry in the intent file.</summary>
    public Position At { get; init; }

    /// <summary>Whether the entry names roles of members, so that a member's access depends on the role.</summary>
    public bool TellsRolesApart => Commands.Values.Any(who => who.AnyOf.Any(term => term.Roles.Count > 0));

    /// <summary>
    /// Returns who may run a command. If the entry names at least one command, nobody may run a command that it does not name. If the entry
    /// names no command, the callers of every command are unstated.
    /// </summary>
    public Who Of(string command) =>
        Commands.TryGetValue(command, out var who) ? who
        : Commands.Count > 0 ? Who.Nobody
        : Who.Unstated;
}

/// <summary>An entry of the intent file for a table that is not verified.</summary>
/// <param name="Table">The table.</param>
/// <param name="Reason">The reason for the exclusion.</param>
/// <param name="At">The position of the entry in the intent file.</param>
public sealed record Exclusion(TableName Table, string Reason, Position At = default);

/// <summary>
/// An entry of the intent file that states who may use a function, view, materialized view or foreign table. The entry does not exempt
/// the object: the rows that the object returns are verified in any case.
/// </summary>
/// <param name="Object">The object's name; for a function, followed by the types of its arguments: <c>public.close_team(uuid)</c>.</param>
/// <param name="Who">Who may use the object: <c>nobody</c>, <c>users</c> or <c>everyone</c>.</param>
/// <param name="At">The position of the entry in the intent file.</param>
public sealed record UseIntent(string Object, WhoKind Who, Position At = default);

/// <summary>
/// The intent that people have stated for an application: its tenants, and who may do what with each table's rows.
/// </summary>
/// <param name="Path">The path of the intent file.</param>
public sealed record IntentFile(string Path)
{
    /// <summary>The name of the intent file.</summary>
    public const string FileName = "intent.yaml";

    /// <summary>The text that was parsed, even if the file has changed since; empty for an intent that was not parsed from text.</summary>
    public string Source { get; private init; } = "";

    /// <summary>The tenancies; empty to discover them.</summary>
    public IReadOnlyList<TenancyIntent> Tenancies { get; init; } = [];

    /// <summary>The entries for tables, in the order of the file.</summary>
    public IReadOnlyList<TableIntent> Tables { get; init; } = [];

    /// <summary>The tables that are not verified, each with the reason.</summary>
    public IReadOnlyList<Exclusion> Excluded { get; init; } = [];

    /// <summary>The functions, each with who may call it.</summary>
    public IReadOnlyList<UseIntent> Functions { get; init; } = [];

    /// <summary>The views, materialized views and foreign tables, each with who may use it.</summary>
    public IReadOnlyList<UseIntent> Views { get; init; } = [];

    /// <summary>The grant baseline of the project; null to verify both.</summary>
    public GrantBaseline? Grants { get; init; }

    /// <summary>Returns the entry for a table; null if there is none.</summary>
    public TableIntent? Find(TableName table) => Tables.FirstOrDefault(t => t.Table == table);

    /// <summary>Reads an intent file; null if the file does not exist.</summary>
    /// <exception cref="IntentFileException">The file has mistakes.</exception>
    public static IntentFile? Load(string path) => File.Exists(path) ? Parse(File.ReadAllText(path), path) : null;

    /// <summary>Parses the text of an intent file.</summary>
    /// <exception cref="IntentFileException">The text has mistakes.</exception>
    public static IntentFile Parse(string text, string path = FileName) => new IntentReader(path).Read(text) with { Source = text };

    /// <summary>Renders the intent file as text that <see cref="Parse"/> can read.</summary>
    public string Render() => IntentWriter.Write(this);
}

/// <summary>The intent file has mistakes.</summary>
/// <param name="errors">The mistakes, as <c>intent.yaml:7:11: unknown 'membrs': did you mean 'members'?</c></param>
public sealed class IntentFileException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>The mistakes, each with file, line and column.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
