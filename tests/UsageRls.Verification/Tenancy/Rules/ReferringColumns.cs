using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>Follows foreign keys backwards, from a column to the columns that refer to it.</summary>
internal static class ReferringColumns
{
    /// <summary>
    /// Returns the given columns and all columns that refer to them, directly or through other tables. A column of a composite foreign key
    /// refers to the column at the same place.
    /// </summary>
    public static HashSet<(TableName Table, string Column)> To(DatabaseSchema schema, IEnumerable<(TableName Table, string Column)> columns)
    {
        var found = columns.ToHashSet();
        var grown = true;
        while (grown)
        {
            grown = false;
            foreach (var key in schema.Tables.Values.SelectMany(t => t.ForeignKeys))
            {
                foreach (var (column, parent) in key.Columns.Zip(key.ParentColumns))
                {
                    if (found.Contains((key.Parent, parent)))
                        grown |= found.Add((key.Table, column));
                }
            }
        }
        return found;
    }
}
