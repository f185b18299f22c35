using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>One statement to run on a table, with its caller, statement path and target row.</summary>
/// <param name="Caller">The caller who runs the statement.</param>
/// <param name="Path">The statement path.</param>
/// <param name="Aim">The tenant and user of the target row, or of the row to insert; null if the statement addresses every row.</param>
/// <param name="Statement">The SQL statement to run.</param>
public sealed record TableTrial(Standing Caller, StatementPath Path, Belonging? Aim, Statement Statement);

/// <summary>
/// Builds the statements to run on one table: by each caller, by each statement path, on a row of each tenant and of several owners.
/// </summary>
/// <param name="subject">The table on which the statements run.</param>
/// <param name="rows">The rows of the table.</param>
/// <param name="privileges">The roles' privileges on the table's columns.</param>
/// <param name="major">The server's major version.</param>
internal sealed class TableTrials(
    Subject subject,
    IReadOnlyList<(string Key, Belonging Belongs)> rows,
    ColumnPrivileges privileges,
    int major
)
{
    private readonly Table _table = subject.Table;
    private readonly IReadOnlyList<Column> _key = subject.Table.Key is { Count: > 0 } key
        ? [.. key.Select(c => subject.Table.Find(c)!)]
        : [new Column("ctid", "tid") { BaseType = "tid", Category = 'U' }];

    /// <summary>The values that a client would insert for a valid row of a tenant or owner; empty if no valid row could be made.</summary>
    public IReadOnlyList<ProposedRow> Proposals { get; init; } = [];

    /// <summary>Returns the values of the row with a key; null if unknown.</summary>
    public required Func<string, MadeRow?> Find { get; init; }

    /// <summary>Returns every statement of a caller on the table.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="isOdd">Whether to use only the simplest statement path of each command, as for callers with unusual tokens.</param>
    public IEnumerable<TableTrial> Of(Standing caller, bool isOdd)
    {
        var variables = Describe(caller);
        foreach (var path in StatementPath.All)
        {
            if (
                (isOdd && !IsPlain(path))
                || path.Since > major
                || path.Rows == PathRows.Table
                || path.Result is ResultKind.CopyIn or ResultKind.CopyOut
                || !FitsKey(path)
            )
            {
                continue;
            }

            var aims =
                path.Command == Command.Insert
                    ? Inserts(caller, variables)
                    : (
                        path.Rows switch
                        {
                            PathRows.All => [(null, Everything(caller, variables))],
                            PathRows.Tenant => Tenants()
                                .Select(t => ((Belonging?)new Belonging(t, null), variables.With("of_tenant", OfTenant(t)))),
                            _ => Targets().Select(t => ((Belonging?)t.Belongs, Aim(caller, variables, t))),
                        }
                    ).Select(a => (a.Item1, a.Item2, Scene: ""));
            foreach (var (aim, filled, scene) in aims)
            {
                if (!path.CanFill(filled))
                    continue;
                var statement = path.Fill(filled);
                yield return new TableTrial(
                    caller,
                    path,
                    aim,
                    statement with
                    {
                        Scene = statement.Scene == "" ? scene : $"{statement.Scene}; {scene}".Trim(' ', ';'),
                        Targets = [.. statement.Targets, subject.Name.Schema],
                    }
                );
            }
        }
    }

    // A table without a key is addressed by ctid, which cannot be a join column or a conflict target.
    private bool FitsKey(StatementPath path) =>
        _table.Key.Count > 0
        || !(
            path.Template.Contains("using (:key)", StringComparison.Ordinal)
            || path.Template.Contains("conflict (", StringComparison.Ordinal)
            || path.Variables.Contains("key_definition")
            || path.Template.Contains("select * from :table", StringComparison.Ordinal)
        ); // "select *" does not return the ctid

    private static bool IsPlain(StatementPath path) =>
        path.Name is "select … from table" or "insert … values" or "update … without where" or "delete without where";

    private PathVariables Describe(Standing caller)
    {
        var tenant = subject.Tenant is { Steps.Count: 0, Expression: null, Column: var column } ? column : null;
        var author = subject.User is { Steps.Count: 0, Expression: null, Column: var user } && user != tenant ? user : null;
        var variables = new PathVariables(subject.Name, _key, tenant, author, ChangedColumn(caller)?.Name).With("role", caller.Caller.Role);
        if (author is not null && caller.User is { } me)
            variables = variables.With("other_author", $"{SqlText.Literal(me)}::{_table.Find(author)!.Type}");
        if (subject.Tenancy is { } model && model.Tenants != TableName.Users)
        {
            variables = variables
                .With("tenants", model.Tenants.Sql)
                .With("tenants_name", model.Tenants.Name)
                .With("members_name", model.Members?.Table.Name ?? model.Tenants.Name);
        }
        return variables;
    }

    // The column that updates change: not in the primary key, not the tenant or owner, and preferably one that the caller may update and
    // that is in no unique or foreign key.
    private Column? ChangedColumn(Standing caller)
    {
        var mine = privileges.Of(caller.Caller.Role, subject.Name, "UPDATE");
        string?[] telling = [.. _key.Select(c => c.Name), subject.Tenant?.Column, subject.User?.Column];
        return _table
            .Columns.Where(c => !c.IsGenerated && c.Identity == Identity.None && !telling.Contains(c.Name))
            .OrderByDescending(c => mine.Contains(c.Name))
            .ThenBy(c => _table.UniqueKeys.Any(k => k.Contains(c.Name)))
            .ThenBy(c => _table.ForeignKeys.Any(k => k.Columns.Contains(c.Name)))
            .FirstOrDefault();
    }

    private PathVariables Change(Standing caller, PathVariables variables, IEnumerable<string> keys)
    {
        if (ChangedColumn(caller) is not { } column)
            return variables;
        var value = keys.Select(Find).FirstOrDefault(r => r is not null)?.Values.GetValueOrDefault(column.Name);
        return value is null && column.IsNotNull ? variables : variables.With("changed_value", new TypedValue(value, column.Type).Sql);
    }

    // Variables for a statement on all rows. An update moves the rows that the caller reaches to another tenant.
    private PathVariables Everything(Standing caller, PathVariables variables)
    {
        var changed = Change(caller, variables, rows.Select(r => r.Key));
        var own = rows.FirstOrDefault(r =>
            r.Belongs.Tenant is { } tenant && subject.Tenancy is { } model && caller.IsMember(model, tenant)
        );
        return own.Key is null
            ? rows.Count == 0
                ? changed
                : Elsewhere(changed, rows[0], caller)
            : Elsewhere(changed, own, caller);
    }

    private PathVariables Aim(Standing caller, PathVariables variables, (string Key, Belonging Belongs) target)
    {
        if (Find(target.Key) is not { } row)
            return variables;
        var filled = Change(caller, variables, [target.Key]);
        if (_table.Key.Count > 0)
            filled = filled.WithRow([.. _table.Key.Select(c => row.Values.GetValueOrDefault(c))]);
        return Elsewhere(filled, target, caller);
    }

    // Variables for a move to another tenant: columns that refer to rows of the tenant move too.
    private PathVariables Elsewhere(PathVariables variables, (string Key, Belonging Belongs) target, Standing caller)
    {
        if (subject.Kind is not (SubjectKind.Tenant or SubjectKind.Memberships) || subject.Tenant is not { Expression: null } path)
            return variables;
        var other = rows.Where(r => r.Belongs.Tenant is not null && r.Belongs.Tenant != target.Belongs.Tenant)
            .Select(r => Find(r.Key))
            .FirstOrDefault(r => r is not null);
        if (other is null)
            return variables;
        string[] columns = path.Steps is [var step, ..]
            ? [.. step.Columns]
            :
            [
                .. _table
                    .ForeignKeys.Where(k => k.Columns.Contains(path.Column))
                    .SelectMany(k => k.Columns)
                    .Append(path.Column)
                    .Distinct(StringComparer.Ordinal),
            ];
        var mine = privileges.Of(caller.Caller.Role, subject.Name, "UPDATE");
        if (columns.Where(c => c == path.Column || mine.Contains(c)).ToArray() is { Length: > 0 } allowed)
            columns = allowed;
        string List(IEnumerable<string> items) => columns.Length == 1 ? items.First() : $"({string.Join(", ", items)})";
        return variables
            .With("tenant", List(columns.Select(SqlText.Identifier)))
            .With("foreign_tenant", List(columns.Select(c => new TypedValue(other.Values.GetValueOrDefault(c), _table.Find(c)!.Type).Sql)));
    }

    private IEnumerable<string> Tenants() => rows.Select(r => r.Belongs.Tenant).OfType<string>().Distinct(StringComparer.Ordinal).Take(3);

    private string OfTenant(string tenant)
    {
        if (subject.Tenant is { Steps.Count: 0, Expression: null, Column: var column })
            return $"{SqlText.Identifier(column)} = {SqlText.Literal(tenant)}::{_table.Find(column)!.Type}";
        var keys = rows.Where(r => r.Belongs.Tenant == tenant)
            .Select(r => Find(r.Key))
            .Where(r => r is not null)
            .Select(r =>
                $"({string.Join(", ", _table.Key.Select(c => new TypedValue(r!.Values.GetValueOrDefault(c), _table.Find(c)!.Type).Sql))})"
            );
        return _table.Key.Count == 0
            ? "true"
            : $"({string.Join(", ", _table.Key.Select(SqlText.Identifier))}) in ({string.Join(", ", keys)})";
    }

    // One row of each tenant, and of some owners without a tenant.
    private IEnumerable<(string Key, Belonging Belongs)> Targets() =>
        rows.Where(r => Find(r.Key) is not null).DistinctBy(r => r.Belongs.Tenant ?? r.Belongs.User).Take(4);

    private IEnumerable<(Belonging? Aim, PathVariables Variables, string Scene)> Inserts(Standing caller, PathVariables variables)
    {
        var insertable = privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        var user = subject.User is { Steps.Count: 0, Expression: null, Column: var column } ? column : null;
        foreach (var proposal in Proposals)
        {
            var (of, values) = proposal;
            // First with the caller as author, so that only the tenant can be the reason for a refusal.
            var authors =
                user is null || caller.User is null
                    ? [values]
                    : (IReadOnlyList<IReadOnlyDictionary<string, RowValue>>)
                        [new Dictionary<string, RowValue>(values) { [user] = RowValue.Literal(caller.User) }, values];
            foreach (var sent in subject.Kind == SubjectKind.Personal ? [values] : authors)
            {
                var allowed = sent.Where(v => insertable.Count == 0 || insertable.Contains(v.Key)).ToArray();
                var required = allowed.Length == 0 ? sent.ToArray() : allowed;
                (string, TypedValue)[] typed = [.. required.Select(v => (v.Key, Typed(v.Key, v.Value)))];
                var own =
                    Proposals.FirstOrDefault(p => p.Of.Tenant is { } t && subject.Tenancy is { } model && caller.IsMember(model, t))?.Values
                    ?? values;
                var filled = variables
                    .WithInsert(typed)
                    .With(
                        "own_values",
                        PathVariables.Join(
                            required.Select(v =>
                                (
                                    v.Key,
                                    Typed(
                                        v.Key,
                                        v.Key == user && caller.User is not null
                                            ? RowValue.Literal(caller.User)
                                            : own.GetValueOrDefault(v.Key) ?? v.Value
                                    )
                                )
                            )
                        )
                    );
                yield return (
                    user is not null && !ReferenceEquals(sent, values) ? of with { User = caller.User } : of,
                    filled,
                    proposal.Scene
                );
            }
        }
    }

    private TypedValue Typed(string column, RowValue value) =>
        new(value.Text, _table.Find(column)!.Type) { IsExpression = value.IsExpression };
}
