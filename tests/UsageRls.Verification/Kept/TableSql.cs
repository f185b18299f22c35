using System.Text.RegularExpressions;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Kept;

/// <summary>Digests of the SQL that decides what statements on one table do.</summary>
/// <remarks>
/// The digest of a table covers all SQL of the migrations, in order, except statements that only create, alter or drop policies. It also
/// covers the policies of the table, and of each relation that the statements on the table can reach. So a changed policy changes the
/// digests of the tables whose statements can reach the policy's table. Any other change (a grant, function, view, trigger, constraint,
/// default, index, type, role, setting or row) changes the digest of every table. Statements reach a relation if the relation's name occurs
/// in the statements, or in the definition of an object that the statements reach: a function, view or domain, or a policy, trigger, rule,
/// default, constraint, index or column type of a relation. Statements also reach a relation if a foreign key cascades to it, or reads it
/// under FORCE ROW LEVEL SECURITY. If the texts do not show what is reached, the digest covers all policies.
/// </remarks>
public sealed partial class TableSql
{
    private static readonly string s_objects = EmbeddedSql.Read("Kept/objects.sql");

    private readonly IReadOnlyList<DatabaseObject> _objects;
    private readonly string _rest;
    private readonly string _always;

    private TableSql(IReadOnlyList<DatabaseObject> objects, string rest, string always) =>
        (_objects, _rest, _always) = (objects, rest, always);

    /// <summary>Reads the SQL of a migrated database.</summary>
    /// <exception cref="PostgresException">The catalog cannot be read.</exception>
    public static async Task<TableSql> ReadAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        var objects = new List<DatabaseObject>();
        await using var command = database.Connections.CreateCommand(s_objects);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var (text, whenWritten, policies) = (reader.GetString(3), reader.GetString(4), reader.GetString(5));
            objects.Add(
                new(reader.GetString(0), reader.GetString(1), reader.GetString(2), text, whenWritten, policies)
                {
                    IsOpaque =
                        reader.GetBoolean(6)
                        || DatabaseObject.RunsText(text)
                        || DatabaseObject.RunsText(whenWritten)
                        || DatabaseObject.RunsText(policies),
                }
            );
        }

        var template = database.Template;
        string[] statements = [.. RunInputs.Files(template.Migrations).SelectMany(Statements)];
        string[] rest =
        [
            template.Baseline.ToString(),
            template.Server.Owner,
            .. statements,
            .. template.StandIns.Select(s => s.ToString()),
            .. template.Settings.Select(s => s.ToString()),
        ];
        // A change of any policy may change the effect of event triggers, and of SQL that reads the catalog of policies. Operators and
        // casts call functions that no text names. In these cases every digest covers all policies.
        if (statements.Any(s => ReadsPolicies().IsMatch(s)) || objects.Any(t => t.Kind == "operator"))
            rest = [.. rest, .. Policies(objects)];
        return new([.. objects.Where(t => t.Kind != "operator")], Digest.Compute(rest), template.PreRequest ?? "");
    }

    /// <summary>Returns the digest of the SQL that decides what statements on a table do.</summary>
    /// <param name="table">The table: the only one to which the statements themselves write.</param>
    /// <param name="statements">The texts of all statements that callers run.</param>
    /// <param name="scenes">The texts of all statements that the administrator runs before the callers' statements.</param>
    public string Of(TableName table, IEnumerable<string> statements, IEnumerable<string> scenes)
    {
        var reached = new HashSet<(DatabaseObject Object, bool IsWritten)>();
        var next = new Queue<(DatabaseObject Object, bool IsWritten)>();
        void Reach(IReadOnlySet<string> words, bool isWritten)
        {
            foreach (var named in _objects.Where(t => t.IsNamedIn(words)))
            {
                if (reached.Add((named, isWritten)))
                    next.Enqueue((named, isWritten));
            }
        }

        Reach(DatabaseObject.WordsOf(statements.Append(_always)), isWritten: false);
        Reach(DatabaseObject.WordsOf(scenes.Append(table.Name)), isWritten: true);
        while (next.TryDequeue(out var from))
        {
            // A function with a write may write every table that it names; a write to a view writes the view's tables.
            Reach(from.Object.Words, from.Object.Writes || (from.IsWritten && from.Object.Kind == "view"));
            if (from.IsWritten)
                Reach(from.Object.WordsWhenWritten, isWritten: true);
        }
        return Digest.Compute([
            _rest,
            .. Policies(reached.Any(r => r.Object.IsOpaque) ? _objects : reached.Select(r => r.Object).Distinct()),
        ]);
    }

    private static IEnumerable<string> Policies(IEnumerable<DatabaseObject> objects) =>
        objects.Where(t => t.Policies != "").Select(t => $"{t.Schema}.{t.Name}\n{t.Policies}").Order(StringComparer.Ordinal);

    // Leaves out the statements that change policies. If a file has no other statements, except transaction control and time limits, the
    // file's name is left out too.
    private static IEnumerable<string> Statements(Migration migration)
    {
        var others = migration.Statements.Where(s => !IsOfPolicy(s)).ToArray();
        return others.All(IsOfSession) ? [] : [migration.FileName, .. others.Select(s => s.Text)];
    }

    private static bool IsOfPolicy(SqlStatement statement) =>
        statement.StartsWith("create", "policy") || statement.StartsWith("alter", "policy") || statement.StartsWith("drop", "policy");

    private static bool IsOfSession(SqlStatement statement) =>
        statement.ControlsTransaction
        || statement.Words is ["set", "lock_timeout" or "statement_timeout", ..]
        || statement.Words is ["set", "local", "lock_timeout" or "statement_timeout", ..];

    [GeneratedRegex(
        """pg_polic|pg_(sh)?depend|event[\s_]+trigger""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex ReadsPolicies();
}
