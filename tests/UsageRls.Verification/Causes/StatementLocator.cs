using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Causes;

/// <summary>Finds the last statement of the migrations that created, changed or named the object of a finding or a failure.</summary>
/// <param name="migrations">The migrations, in order.</param>
/// <param name="folder">The path of the migrations' folder, put before the file names in the returned places; empty for none.</param>
/// <param name="byHand">SQL that somebody ran by hand after the migrations, for example on a deployed database.</param>
public sealed partial class StatementLocator(IReadOnlyList<Migration> migrations, string folder, IReadOnlyList<string>? byHand = null)
{
    /// <summary>The table to which <see cref="Find"/> restricts the search for a command; empty for no restriction.</summary>
    public string Table { get; init; } = "";

    private readonly (Migration? Migration, SqlStatement Statement)[] _statements =
    [
        .. migrations.SelectMany(m => m.Statements.Select(s => ((Migration?)m, s))),
        .. (byHand ?? []).SelectMany(sql => SqlScript.Split(sql)).Select(s => ((Migration?)null, s)),
    ];

    // Object names that the migrations write without quotes. In "grant trigger on", the word "on" is not the name of a trigger.
    private HashSet<string> Made =>
        field ??= _statements
            .SelectMany(s => Named().Matches(s.Statement.Text))
            .Select(m => m.Groups["name"].Value)
            .Where(name => !name.Equals("on", StringComparison.OrdinalIgnoreCase))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// Finds the last statement that names the object or that decides about the command. If there is no such statement, but the text names
    /// <see cref="Table"/>, finds the last statement that names that table; else null.
    /// </summary>
    /// <param name="about">
    /// Text that names an object (<c>policy "…" on invoices</c>, <c>index …</c>) or starts with a command (<c>insert on invoices</c>).
    /// </param>
    public Place? Find(string about)
    {
        if (Last(s => Quoted().Matches(about).Any(name => s.Text.Contains(name.Value, StringComparison.Ordinal))) is { } named)
            return named;
        if (Enum.TryParse<Command>(about.Split(' ', '(')[0], ignoreCase: true, out var command) && OfCommand(command) is { } touching)
            return touching;
        var names = Words()
            .Matches(about)
            .Select(w => w.Value)
            .Where(w => w != Table && Made.Contains(w))
            .ToHashSet(StringComparer.Ordinal);
        return Last(s => Words().Matches(s.Text).Any(w => names.Contains(w.Value)))
            ?? (Table != "" && about.Contains(Table, StringComparison.OrdinalIgnoreCase) ? Last(Names) : null);
    }

    /// <summary>Finds the last statement that created a table, by the table's name without a schema; null if there is none.</summary>
    public Place? Creation(string table) =>
        Last(s => s.StartsWith("create", "table") && Words().Matches(s.Text).Take(8).Any(w => w.Value == table));

    /// <summary>
    /// Finds the last statement that created or replaced an object of a kind and name, or altered a view of that name; null if there is
    /// none.
    /// </summary>
    public Place? Creation(string kind, string name) =>
        Last(s =>
            (s.StartsWith("create") || s.StartsWith("alter", "view"))
            && Words().Matches(s.Text).Take(12).Select(w => w.Value).ToArray() is var words
            && words.Contains(kind.Split(' ')[^1], StringComparer.OrdinalIgnoreCase)
            && words.Contains(name, StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>
    /// Finds the last statement that granted a role a privilege on a table, or on all tables of the table's schema; null if there is none.
    /// </summary>
    public Place? Grant(string privilege, string schema, string table, string role) =>
        Last(s =>
        {
            if (!s.StartsWith("grant"))
                return false;
            var words = Words().Matches(s.Text).Select(w => w.Value.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);
            return words.Contains(role)
                && (words.Contains(privilege) || words.Contains("all"))
                && (words.Contains(table) || (words.Contains("tables") && words.Contains(schema)));
        });

    /// <summary>Finds the last statement that created or altered a policy of a table; null if there is none.</summary>
    public Place? Policy(string name, string table) =>
        Last(s =>
            s.Words is ["create" or "alter", "policy", ..]
            && (
                s.Text.Contains($"\"{name}\"", StringComparison.Ordinal)
                || Words().Matches(s.Text).Take(3).Any(w => w.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            )
            && Words().Matches(s.Text).Any(w => w.Value.Equals(table, StringComparison.OrdinalIgnoreCase))
        );

    /// <summary>Finds the last statement that contains all given words; null if there is none.</summary>
    public Place? Last(params IReadOnlyList<string> words) =>
        Last(s => words.All(word => Words().Matches(s.Text).Any(w => w.Value.Equals(word, StringComparison.OrdinalIgnoreCase))));

    // Finds the last statement about a policy for the command, a privilege for the command, or row level security of the table.
    private Place? OfCommand(Command command)
    {
        var word = command.ToString().ToLowerInvariant();
        var isOfRows = command is Command.Select or Command.Insert or Command.Update or Command.Delete;
        var policies = _statements
            .Where(s => s.Statement.StartsWith("create", "policy"))
            .Select(s => PolicyHead().Match(s.Statement.Text))
            .Where(m => m.Success && (m.Groups["command"].Value.ToLowerInvariant() is var of && (of == "" || of == "all" || of == word)))
            .Select(m => m.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);
        return Last(s =>
            Names(s)
            && (
                (isOfRows && s.Words.Contains("policy") && policies.Any(name => s.Text.Contains(name, StringComparison.Ordinal)))
                || (isOfRows && s.Text.Contains("row level security", StringComparison.OrdinalIgnoreCase))
                || (
                    s.Words is ["grant" or "revoke", ..]
                    && IsOf(
                        s,
                        command is Command.Define ? "trigger"
                            : command is Command.Lock ? "update"
                            : word
                    )
                )
            )
        );

        static bool IsOf(SqlStatement grant, string right) =>
            Words()
                .Matches(grant.Text)
                .Any(w =>
                    w.Value.Equals(right, StringComparison.OrdinalIgnoreCase) || w.Value.Equals("all", StringComparison.OrdinalIgnoreCase)
                );
    }

    private bool Names(SqlStatement statement) => statement.Text.Contains(Table, StringComparison.OrdinalIgnoreCase);

    private Place? Last(Func<SqlStatement, bool> isIt)
    {
        for (var i = _statements.Length - 1; i >= 0; i--)
        {
            var (migration, statement) = _statements[i];
            if (!isIt(statement))
                continue;
            if (migration is null)
                return Place.ByHand(statement.Text);
            var line = migration.Sql.AsSpan(0, statement.Start).Count('\n') + 1;
            return new Place(
                folder == "" ? migration.FileName : $"{folder}/{migration.FileName}",
                line,
                line + statement.Text.AsSpan().Count('\n'),
                statement.Text
            );
        }
        return null;
    }

    [GeneratedRegex("\"[^\"]+\"", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();

    [GeneratedRegex("""[A-Za-z_][A-Za-z0-9_]*""", RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    [GeneratedRegex(
        """\b(index|constraint|trigger|function|column)\s+(if\s+not\s+exists\s+)?(public\.)?(?<name>[a-z_][a-z0-9_]*)""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Named();

    [GeneratedRegex(
        """\Acreate\s+policy\s+(?<name>"[^"]+"|[a-z_][a-z0-9_]*)\s+on\s+\S+(\s+as\s+\w+)?(\s+for\s+(?<command>\w+))?""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex PolicyHead();
}
