using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Chooses the column values that make a row belong to a tenant and a user.</summary>
internal static class GivenValues
{
    /// <summary>
    /// Returns the columns and values that name the row's tenant and user, and the values that each new row of the table needs. If a row
    /// reaches its tenant or user only by foreign keys, these keys are set elsewhere, when the parent rows are chosen.
    /// </summary>
    /// <param name="subject">The table of the row.</param>
    /// <param name="tenant">The key of the row's tenant; null for none.</param>
    /// <param name="user">The row's author or owner; null for none.</param>
    /// <param name="standIns">For each table and each tenant or person, a row that belongs to them.</param>
    public static Dictionary<string, RowValue> For(
        Subject subject,
        string? tenant,
        Person? user,
        IReadOnlyDictionary<(TableName Table, string Of), MadeRow> standIns
    )
    {
        var given = new Dictionary<string, RowValue>(StringComparer.Ordinal);
        foreach (var (column, value) in subject.Given)
            given[column] = RowValue.Sql(value);
        if (subject.Kind != SubjectKind.Tenants)
            Name(given, subject.Tenant, tenant, standIns);
        Name(given, subject.User, user?.Id.ToString(), standIns);
        return given;
    }

    /// <summary>
    /// Returns values for a row that refers to two tenants of one tenancy, such as a share; empty for rows of other tables.
    /// </summary>
    /// <param name="subject">The table of the row.</param>
    /// <param name="given">The values that the row already has.</param>
    /// <param name="other">
    /// The second tenant. Each foreign key of one column to the table of tenants gets the key of this tenant, unless that column is in
    /// <paramref name="given"/>. Null for none.
    /// </param>
    public static Dictionary<string, RowValue> Tie(Subject subject, IReadOnlyDictionary<string, RowValue> given, MadeRow? other) =>
        other is null || subject is not { Tenancy: { } model, AlsoTenant.Model: var kind } || kind != model
            ? []
            : subject
                .Table.ForeignKeys.Where(k => k.Parent == model.Tenants && k.Columns is [var c] && !given.ContainsKey(c))
                .ToDictionary(k => k.Columns[0], _ => RowValue.Literal(other[model.Key]), StringComparer.Ordinal);

    /// <summary>Whether a column of the table names the row's user and may be null.</summary>
    public static bool HasOptionalUser(Subject subject) =>
        subject.UserColumn is { } column && subject.Table.Find(column) is { IsNotNull: false };

    /// <summary>Sets the column with which a row names its tenant or user; sets none if the path follows foreign keys.</summary>
    public static void Name(
        Dictionary<string, RowValue> given,
        RowPath? path,
        string? id,
        IReadOnlyDictionary<(TableName Table, string Of), MadeRow> standIns
    )
    {
        if (path is not { Steps.Count: 0 } || id is null)
            return;
        if (path.Record is { } record)
        {
            if (standIns.GetValueOrDefault((record.Table, id)) is not { } row)
                return;
            id = row[record.Key];
        }
        if (path.Value is { } value)
            given[path.Column] = RowValue.Sql(SqlText.Fill(value, new Dictionary<string, string?> { ["id"] = id }));
        else if (path.Expression is null)
            given[path.Column] = RowValue.Literal(id);
    }
}
