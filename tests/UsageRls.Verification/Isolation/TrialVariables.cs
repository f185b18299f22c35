using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Chooses the values of the variables in the statement paths for one table.</summary>
/// <param name="subject">The table.</param>
/// <param name="rows">The rows of the table.</param>
/// <param name="privileges">The roles' privileges on the table's columns.</param>
/// <param name="find">Returns the values of the row with a key; null if unknown.</param>
internal sealed class TrialVariables(
    Subject subject,
    IReadOnlyList<(string Key, Belonging Belongs)> rows,
    ColumnPrivileges privileges,
    Func<string, MadeRow?> find
)
{
    private readonly Table _table = subject.Table;
    private readonly IReadOnlyList<Column> _key = subject.Table.Address;

    /// <summary>
    /// Returns the variables that do not depend on a row: the table's name and columns, the caller's role and user id, and the names of
    /// the tables of tenants and memberships.
    /// </summary>
    public PathVariables Of(Standing caller)
    {
        var tenant = subject.Tenant is { Steps.Count: 0, Expression: null, Column: var column } ? column : null;
        var author = subject.UserColumn is { } user && user != tenant ? user : null;
        var variables = new PathVariables(subject.Name, _key, tenant, author, ChangedColumn(caller)?.Name).With("role", caller.Caller.Role);
        if (author is not null && caller.User is { } me)
            variables = variables.With("other_author", $"{SqlText.Literal(me)}::{_table.Find(author)!.SentType}");
        if (subject.Tenancy is { } model && model.Tenants != TableName.Users)
        {
            variables = variables
                .With("tenants", model.Tenants.Sql)
                .With("tenants_name", model.Tenants.Name)
                .With("members_name", model.Members?.Table.Name ?? model.Tenants.Name);
        }
        return variables;
    }

    // Chooses the column for an UPDATE to change: not in the key, not the tenant or owner, and preferably a column that the caller
    // may update and that is in no unique or foreign key.
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
        var value = keys.Select(find).FirstOrDefault(r => r is not null)?.Values.GetValueOrDefault(column.Name);
        return value is null && column.IsNotNull ? variables : variables.With("changed_value", new TypedValue(value, column.SentType).Sql);
    }

    /// <summary>
    /// Adds the variables for a statement on all rows. The tenant that an update writes differs from one tenant of the caller that has rows
    /// in the table; if there is no such tenant, from the first row's tenant. For personal rows the same holds of users.
    /// </summary>
    public PathVariables Everything(Standing caller, PathVariables variables)
    {
        var changed = Change(caller, variables, rows.Select(r => r.Key));
        var own = rows.FirstOrDefault(r =>
            r.Belongs.Tenant is { } tenant && subject.Tenancy is { } model ? caller.IsMember(model, tenant) : r.Belongs.User == caller.User
        );
        return own.Key is null
            ? rows.Count == 0
                ? changed
                : Elsewhere(changed, rows[0], caller)
            : Elsewhere(changed, own, caller);
    }

    /// <summary>Adds the variables for a statement on one row.</summary>
    public PathVariables Aim(Standing caller, PathVariables variables, (string Key, Belonging Belongs) target)
    {
        if (find(target.Key) is not { } row)
            return variables;
        var filled = Change(caller, variables, [target.Key]);
        if (_table.Key.Count > 0)
            filled = filled.WithRow([.. _table.Key.Select(c => row.Values.GetValueOrDefault(c))]);
        return Elsewhere(filled, target, caller);
    }

    // Adds the variables for a move to another tenant: columns that refer to rows of the old tenant get the keys of rows of the new tenant.
    private PathVariables Elsewhere(PathVariables variables, (string Key, Belonging Belongs) target, Standing caller)
    {
        if (subject is { Kind: SubjectKind.Personal, UserColumn: { } user })
            return ToOtherUser(variables, user, target.Belongs.User);
        if (subject.Kind is not (SubjectKind.Tenant or SubjectKind.Memberships) || subject.Tenant is not { } path)
            return variables;
        if (path.Expression is not null)
            return path.Record is null ? Into(variables, path, target.Belongs.Tenant) : BesideRow(variables, path, target.Belongs.Tenant);
        var other = rows.Where(r => r.Belongs.Tenant is not null && r.Belongs.Tenant != target.Belongs.Tenant)
            .Select(r => find(r.Key))
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
            .With(
                "foreign_tenant",
                List(columns.Select(c => new TypedValue(other.Values.GetValueOrDefault(c), _table.Find(c)!.SentType).Sql))
            );
    }

    // Adds the variables for a move of a personal row to another user.
    private PathVariables ToOtherUser(PathVariables variables, string column, string? from)
    {
        var other = rows.Select(r => r.Belongs.User).FirstOrDefault(u => u is not null && u != from);
        return other is null || (_table.Key is [var key] && key == column)
            ? variables
            : variables
                .With("tenant", SqlText.Identifier(column))
                .With("foreign_tenant", new TypedValue(other, _table.Find(column)!.SentType).Sql);
    }

    // Adds the variables for a move if an expression names the row's tenant: for example, a file moves into another tenant's folder.
    private PathVariables Into(PathVariables variables, RowPath path, string? from)
    {
        var other = rows.Select(r => r.Belongs.Tenant).FirstOrDefault(t => t is not null && t != from);
        return path is not { Steps.Count: 0, Value: { } value } || other is null
            ? variables
            : variables
                .With("tenant", SqlText.Identifier(path.Column))
                .With("foreign_tenant", SqlText.Fill(value, new Dictionary<string, string?> { ["id"] = other }));
    }

    // Adds the variables for a move if a row of another table decides about the tenant: the text of another tenant's row names such a row.
    private PathVariables BesideRow(PathVariables variables, RowPath path, string? from)
    {
        var other = rows.Where(r => r.Belongs.Tenant is { } tenant && tenant != from)
            .Select(r => find(r.Key)?.Values.GetValueOrDefault(path.Column))
            .FirstOrDefault(v => v is not null);
        if (other is null || path.Value is null)
            return variables;
        var isUnique = _table.UniqueKeys.Any(k => k.Contains(path.Column));
        return variables
            .With("tenant", SqlText.Identifier(path.Column))
            .With("foreign_tenant", SqlText.Literal(isUnique ? $"{other}.copy" : other));
    }

    /// <summary>The keys of up to three tenants to which rows of the table belong.</summary>
    public IEnumerable<string> Tenants() => rows.Select(r => r.Belongs.Tenant).OfType<string>().Distinct(StringComparer.Ordinal).Take(3);

    /// <summary>Returns the SQL condition for the rows of a tenant.</summary>
    public string OfTenant(string tenant)
    {
        if (subject.Tenant is { Steps.Count: 0, Expression: null, Column: var column })
            return $"{SqlText.Identifier(column)} = {SqlText.Literal(tenant)}::{_table.Find(column)!.SentType}";
        var keys = rows.Where(r => r.Belongs.Tenant == tenant)
            .Select(r => find(r.Key))
            .Where(r => r is not null)
            .Select(r => $"({string.Join(", ", _table.Key.Select(c => Typed(r!, c)))})");
        return _table.Key.Count == 0
            ? "true"
            : $"({string.Join(", ", _table.Key.Select(SqlText.Identifier))}) in ({string.Join(", ", keys)})";
    }

    private string Typed(MadeRow row, string column) =>
        new TypedValue(row.Values.GetValueOrDefault(column), _table.Find(column)!.SentType).Sql;
}
