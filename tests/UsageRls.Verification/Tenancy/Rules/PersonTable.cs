using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>
/// A table with one row for each user, whose key other tables use in place of the user's id, as <c>people(person_no, login_id)</c>.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The key with which other tables name the person: <c>person_no</c>.</param>
/// <param name="User">The column that holds the user's id: <c>login_id</c>.</param>
public sealed record PersonTable(TableName Table, string Key, string User)
{
    /// <summary>Returns the tables of people of a database. A table that must name its tenant holds members, and is none.</summary>
    internal static IReadOnlyList<PersonTable> Find(DatabaseSchema schema)
    {
        var users = ReferringColumns.To(schema, [(TableName.Users, "id")]);
        bool NamesUser(Table table, string column) => users.Contains((table.Name, column));
        bool MustReferToAnother(Table table) =>
            table.ForeignKeys.Any(k => k.Parent != table.Name && k.Columns.All(c => table.Find(c)!.IsNotNull && !NamesUser(table, c)));
        var found =
            from table in schema.Tables.Values
            where !table.IsPlatforms && table.Parent is null && !TenancyWords.IsTenants(table.Name.Name)
            where table.Key is [var key] && !NamesUser(table, key) && !MustReferToAnother(table)
            let user = table.UniqueKeys.Where(k => k.Count == 1).Select(k => k[0]).FirstOrDefault(c => NamesUser(table, c))
            where user is not null
            // If the rows that refer to the table name a user, too, the table may hold tenants.
            let referring = schema
                .Tables.Values.Where(t => t != table && t.ForeignKeys.Any(k => k.Parent == table.Name && k.ParentColumns.Contains(table.Key[0])))
                .ToList()
            where referring.Count > 0 && referring.All(t => t.Columns.All(c => !NamesUser(t, c.Name)))
            select new PersonTable(table.Name, table.Key[0], user);
        return [.. found.OrderBy(p => p.Table)];
    }
}
