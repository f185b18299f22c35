using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>The path from a row to the user who owns it or, for a row of a tenant, to its author.</summary>
/// <param name="Path">The path to the owner or author.</param>
/// <param name="Reason">The reason why the path leads to that user.</param>
/// <param name="Grantee">The column that names the user with whom the row shares another row; null for most tables.</param>
internal sealed record OwnerPath(RowPath Path, string Reason, string? Grantee = null);

/// <summary>Finds how the rows of each table name their owner: by a column, or through the row to which they refer.</summary>
internal sealed class OwnerPaths(DatabaseSchema schema, RuleAnalysis rules, UserColumns users)
{
    private readonly Dictionary<TableName, OwnerPath?> _known = [];

    /// <summary>Returns the path from a table's rows to their owner; null if there is none.</summary>
    public OwnerPath? Of(Table table)
    {
        if (_known.TryGetValue(table.Name, out var known))
            return known;
        _known[table.Name] = null;
        return _known[table.Name] = Find(table);
    }

    private OwnerPath? Find(Table table)
    {
        var author = users.Author(table);
        var parent = Parent(table);
        if (author is null)
            return parent;
        var own = new OwnerPath(users.PathTo(table, author.Value.Column), author.Value.Reason);
        // A row shares its parent row with the user whom it names, if policies of the parent table look up the caller in this table, and if
        // an insert into this table may name another user. Then the row belongs to the owner of the parent row.
        var isGrant =
            parent is not null
            && !users.IsChecked(table.Name, author.Value.Column)
            && rules.AskedBy(parent.Path.Steps[0].Parent).Any(l => l.Table == table.Name && l.User == author.Value.Column);
        if (isGrant)
        {
            return parent! with
            {
                Grantee = author.Value.Column,
                Reason =
                    $"{parent.Reason}; {author.Value.Column} names the user who may access that row, "
                    + $"because the policies of {parent.Path.Steps[0].Parent} look up the caller in this table",
            };
        }
        // A row of a group whose users are in an array belongs to all of them, unless its policies ask for its author after the insert.
        return parent is { Path.Expression: not null } && rules.OwnColumns(table.Name).All(c => c.IsInsertCheck) ? parent : own;
    }

    private OwnerPath? Parent(Table table) =>
        (
            from key in table.ForeignKeys
            where key.Parent != table.Name && key.Parent != TableName.Users
            let parent = schema.Find(key.Parent)
            where parent is not null && !(key.Columns.All(c => users.IsByKey(table.Name, c)) && users.IsPerUser(parent))
            let rest = Of(parent)
            where rest is not null
            orderby key.Columns.Any(rules.ColumnsAsked(table.Name).Contains) descending, rest.Path.Steps.Count
            select new OwnerPath(rest.Path with { Steps = [key, .. rest.Path.Steps] }, $"{key} leads to a row that has an owner")
        ).FirstOrDefault();
}
