using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>
/// Finds rows that a third table links to a part of their tenant: <c>project_documents</c> links a document of an organisation to a
/// project, and the policies of the documents look up the project's own members.
/// </summary>
internal sealed class LinkedTenants(
    DatabaseSchema schema,
    Tenancies tenancies,
    TenancyChoice choice,
    IReadOnlyDictionary<TenantModel, TenantPaths> paths
)
{
    /// <summary>
    /// Returns the part to which a row of a table may be linked, with the path through the linking row; null for most tables.
    /// </summary>
    /// <param name="table">The table of the row.</param>
    /// <param name="model">The tenancy of the row.</param>
    /// <param name="tenant">The path from the row to its tenant.</param>
    public OtherTenant? Of(Table table, TenantModel model, RowPath tenant) =>
        (
            from part in tenancies.Models
            where part != model && choice.IsWithin(table, model, part)
            from steps in Enumerable.Range(0, tenant.Steps.Count + 1)
            let at = steps == 0 ? table.Name : tenant.Steps[steps - 1].Parent
            where at != model.Tenants
            from link in schema.Tables.Values.OrderBy(t => t.Name)
            from key in link.ForeignKeys
            where key.Parent == at && key.Columns is [_]
            from path in paths[part].Of(link).Take(1)
            where path is { IsByKey: true, Path.Steps.Count: 0 } && path.Path.Column != key.Columns[0] && link.Name != part.Tenants
            select new OtherTenant(
                part,
                new RowPath([.. tenant.Steps.Take(steps)], key.ParentColumns[0])
                {
                    Expression = SqlText.Identifier(key.ParentColumns[0]),
                    Record = new NamedRow(link.Name, key.Columns[0], path.Path),
                }
            )
        ).FirstOrDefault();
}
