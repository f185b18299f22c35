using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>A place in the intent file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct Position(int Line, int Column);

/// <summary>The intent file's entry for tenants and memberships.</summary>
/// <param name="Tenants">The table of tenants.</param>
public sealed record TenancyIntent(TableName Tenants)
{
    /// <summary>The table of memberships; null if only a claim says who belongs where.</summary>
    public TableName? Members { get; init; }

    /// <summary>Its column that names the tenant; null if that is left to discovery.</summary>
    public string? Tenant { get; init; }

    /// <summary>Its column that names the user; null if that is left to discovery.</summary>
    public string? User { get; init; }

    /// <summary>Its column that holds the role; null if that is left to discovery.</summary>
    public string? Role { get; init; }

    /// <summary>Which of its rows are memberships, as SQL; null if that is left to discovery.</summary>
    public string? Counts { get; init; }

    /// <summary>Where it says so.</summary>
    public Position At { get; init; }
}

/// <summary>The intent file's entry for a table.</summary>
/// <param name="Table">The table.</param>
public sealed record TableIntent(TableName Table)
{
    /// <summary>The commands that the file can speak of.</summary>
    public static IReadOnlyList<string> CommandNames { get; } = ["select", "insert", "update", "delete"];

    /// <summary>
    /// How a row names its tenant: a column, a path, an expression, or <c>none</c>; null if that is left to discovery.
    /// </summary>
    public string? Tenant { get; init; }

    /// <summary>How a row names its author or owner: a column or a path, or <c>none</c>; null if that is left to discovery.</summary>
    public string? Author { get; init; }

    /// <summary>The callers that each named command is allowed to.</summary>
    public IReadOnlyDictionary<string, Who> Commands { get; init; } = new Dictionary<string, Who>();

    /// <summary>The commands that the service role may do.</summary>
    public IReadOnlyList<string> ServiceRole { get; init; } = [];

    /// <summary>Values for columns of a sample row, where the catalog does not tell enough.</summary>
    public IReadOnlyDictionary<string, string> Sample { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it says so.</summary>
    public Position At { get; init; }

    /// <summary>Whether members of some roles may do more than others.</summary>
    public bool TellsRolesApart => Commands.Values.Any(who => who.AnyOf.Any(term => term.Roles.Count > 0));

    /// <summary>
    /// The callers that a command is allowed to. If at least one command is named, the others
    /// are allowed to nobody; if none is named, all are unstated.
    /// </summary>
    public Who Of(string command) =>
        Commands.TryGetValue(command, out var who) ? who
        : Commands.Count > 0 ? Who.Nobody
        : Who.Unstated;
}

/// <summary>A table that is not verified.</summary>
/// <param name="Table">The table.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">Where the file says so.</param>
public sealed record Exclusion(TableName Table, string Reason, Position At = default);

/// <summary>
/// The callers that may use a function, a view, a materialized view or a foreign table; the rows it returns are tried all the same.
/// </summary>
/// <param name="Object">Its name, of a function with the types of its arguments: <c>public.close_team(uuid)</c>.</param>
/// <param name="Who"><c>nobody</c>, <c>users</c> or <c>everyone</c>.</param>
/// <param name="At">Where the file says so.</param>
public sealed record UseIntent(string Object, WhoKind Who, Position At = default);

/// <summary>What people have stated and signed about an application: its tenants, and who may do what with each table's rows.</summary>
/// <param name="Path">Where the file is.</param>
public sealed record IntentFile(string Path)
{
    /// <summary>Its name.</summary>
    public const string FileName = "intent.yaml";

    /// <summary>The tenancies; empty if they are left to discovery.</summary>
    public IReadOnlyList<TenancyIntent> Tenancies { get; init; } = [];

    /// <summary>The tables, in the order of the file.</summary>
    public IReadOnlyList<TableIntent> Tables { get; init; } = [];

    /// <summary>The tables that are not verified, and why.</summary>
    public IReadOnlyList<Exclusion> Excluded { get; init; } = [];

    /// <summary>The functions that the API's roles may call.</summary>
    public IReadOnlyList<UseIntent> Functions { get; init; } = [];

    /// <summary>The views that the API's roles may use, and their like.</summary>
    public IReadOnlyList<UseIntent> Views { get; init; } = [];

    /// <summary>The grants that the project starts from; null if both are verified.</summary>
    public GrantBaseline? Grants { get; init; }

    /// <summary>Its entry for a table, or null.</summary>
    public TableIntent? Find(TableName table) => Tables.FirstOrDefault(t => t.Table == table);

    /// <summary>Reads a file; null if there is none.</summary>
    /// <exception cref="IntentFileException">It cannot be understood.</exception>
    public static IntentFile? Load(string path) => File.Exists(path) ? Parse(File.ReadAllText(path), path) : null;

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="IntentFileException">It cannot be understood.</exception>
    public static IntentFile Parse(string text, string path = FileName) => new IntentReader(path).Read(text);

    /// <summary>The file's text, which <see cref="Parse"/> reads back.</summary>
    public string Render() => IntentWriter.Write(this);
}

/// <summary>An intent file that cannot be understood.</summary>
/// <param name="errors">Each mistake, as <c>intent.yaml:7:11: unknown 'membrs': did you mean 'members'?</c></param>
public sealed class IntentFileException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>Each mistake with file, line and column.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
