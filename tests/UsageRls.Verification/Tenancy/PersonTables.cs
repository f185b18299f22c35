using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>Finds the tables whose keys name users.</summary>
internal sealed class PersonTables
{
    private readonly DatabaseSchema _schema;
    private readonly HashSet<(TableName Table, string Column)> _users;

    private PersonTables(DatabaseSchema schema) => (_schema, _users) = (schema, ReferringColumns.To(schema, [(TableName.Users, "id")]));

    /// <summary>
    /// Returns the tables with one row for each user and a key of their own, to which other tables refer. A table that must name its tenant
    /// holds memberships, and is left out.
    /// </summary>
    public static IReadOnlyList<PersonTable> Find(DatabaseSchema schema)
    {
        var tables = new PersonTables(schema);
        return [.. schema.Tables.Values.OrderBy(t => t.Name).Select(tables.Of).OfType<PersonTable>()];
    }

    private PersonTable? Of(Table table)
    {
        if (table is not { IsPlatforms: false, Parent: null, Key: [var key] } || NamesUser(table, key))
            return null;
        var user = table.UniqueKeys.Where(k => k.Count == 1).Select(k => k[0]).FirstOrDefault(c => NamesUser(table, c));
        if (user is null || MustReferToAnother(table))
            return null;
        var referring = (
            from other in _schema.Tables.Values
            where other != table
            from foreign in other.ForeignKeys
            where foreign is { Columns: [_], ParentColumns: [var parent] } && foreign.Parent == table.Name && parent == key
            select (Table: other, Column: foreign.Columns[0])
        ).ToList();
        var holdsTenants = TenancyWords.IsTenants(table.Name.Name) || referring.Any(r => AreMemberships(r.Table, r.Column));
        return referring.Count == 0 || holdsTenants ? null : new PersonTable(table.Name, key, user);
    }

    private bool MustReferToAnother(Table table) =>
        table.ForeignKeys.Any(k => k.Parent != table.Name && k.Columns.All(c => table.Find(c)!.IsNotNull && !NamesUser(table, c)));

    // Whether the rows of a table seem to be memberships of users in what a column names.
    private bool AreMemberships(Table table, string column) =>
        table.UniqueKeys.Append(table.Key).Any(k => k.Contains(column) && k.Any(c => NamesUser(table, c)))
        || (
            TenancyWords.IsMembers(table.Name.Name) && table.Columns.Any(c => NamesUser(table, c.Name) && !TenancyWords.IsOtherUser(c.Name))
        );

    private bool NamesUser(Table table, string column) => _users.Contains((table.Name, column));
}
