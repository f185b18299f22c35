using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>The values that make a row one of a tenant's and one of a user's.</summary>
internal static class GivenValues
{
    /// <summary>
    /// The columns of a row and the values that say whose it is; a chain of foreign keys is followed when its parents are chosen.
    /// </summary>
    /// <param name="subject">The table.</param>
    /// <param name="tenant">The tenant's key; null for none.</param>
    /// <param name="user">The author or owner; null for none.</param>
    public static Dictionary<string, RowValue> Of(Subject subject, string? tenant, Person? user)
    {
        var given = new Dictionary<string, RowValue>(StringComparer.Ordinal);
        foreach (var (column, value) in subject.Given)
            given[column] = RowValue.Sql(value);
        if (subject.Kind != SubjectKind.Tenants)
            Name(given, subject.Tenant, tenant);
        Name(given, subject.User, user?.Id.ToString());
        return given;
    }

    /// <summary>Values for a row that ties two tenants together, as a share from one to another; empty if the table ties none.</summary>
    /// <param name="subject">The table.</param>
    /// <param name="given">The values that the row must have.</param>
    /// <param name="other">The tenant to which each further foreign key to the tenants leads; null for none.</param>
    public static Dictionary<string, RowValue> Tie(Subject subject, IReadOnlyDictionary<string, RowValue> given, MadeRow? other) =>
        other is null || subject is not { Tenancy: { } model, AlsoTenant.Model: var kind } || kind != model
            ? []
            : subject
                .Table.ForeignKeys.Where(k => k.Parent == model.Tenants && k.Columns is [var c] && !given.ContainsKey(c))
                .ToDictionary(k => k.Columns[0], _ => RowValue.Literal(other[model.Key]), StringComparer.Ordinal);

    private static void Name(Dictionary<string, RowValue> given, RowPath? path, string? id)
    {
        if (path is not { Steps.Count: 0 } || id is null)
            return;
        if (path.Value is { } value)
            given[path.Column] = RowValue.Sql(SqlText.Fill(value, new Dictionary<string, string?> { ["id"] = id }));
        else if (path.Expression is null)
            given[path.Column] = RowValue.Literal(id);
    }
}
