using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>Decides to which of several tenancies the rows of a table belong.</summary>
internal sealed class TenancyChoice(
    DatabaseSchema schema,
    RuleAnalysis rules,
    Tenancies tenancies,
    IReadOnlyDictionary<TenantModel, TenantPaths> paths
)
{
    /// <summary>
    /// Returns the tenancy of a table's rows and the paths to the tenant. If the rows lead to tenants of several tenancies, a tenancy whose
    /// memberships the table's policies look up is preferred, then a tenancy that contains another one, then the tenancy with the
    /// shortest path.
    /// </summary>
    public (TenantModel? Model, IReadOnlyList<TenantPath> Paths) Of(Table table)
    {
        var found = tenancies.Models.Select(m => (Model: m, Paths: paths[m].Of(table))).Where(p => p.Paths.Count > 0).ToList();
        if (found.Count == 0)
            return (null, []);
        var best = found
            .OrderByDescending(p => IsAsked(table, p.Model))
            .ThenByDescending(p => IsOutside(p.Model, found.Select(f => f.Model)))
            .ThenBy(p => p.Paths[0].Path.Steps.Count)
            .First();
        return best;
    }

    /// <summary>Returns the other tenancies to which a table has a path.</summary>
    public IEnumerable<TenantModel> Others(Table table, TenantModel model) =>
        tenancies.Models.Where(m => m != model && paths[m].Of(table).Count > 0);

    /// <summary>
    /// Whether a row belongs to a tenant in each of two tenancies, neither of which is inside the other. Callers must be members of both
    /// tenants.
    /// </summary>
    public bool IsBeside(Table table, TenantModel model, TenantModel other) =>
        IsAsked(table, model)
        && IsAsked(table, other)
        && paths[other].Of(table)[0].Path is { Expression: null, Steps: var steps }
        && (steps.Count == 0 || IsReadByPolicies(table, steps[0].Parent))
        && !IsOutside(model, [other])
        && !IsOutside(other, [model]);

    /// <summary>
    /// Whether a row belongs to a part of the tenant, such as a channel in a workspace, and the table's policies look up the part's own
    /// members. Members of the part need not be members of the tenant.
    /// </summary>
    public bool IsWithin(Table table, TenantModel model, TenantModel part) => IsAsked(table, part) && IsOutside(model, [part]);

    /// <summary>Whether a table's policies look up memberships of the tenancy, or read the claim that names its tenants.</summary>
    public bool IsAsked(Table table, TenantModel model) =>
        model.Members is { } members && rules.AskedBy(table.Name).Any(l => l.Table == members.Table && l.User == members.User)
        || model.Claim is not null && (tenancies.Claimed.GetValueOrDefault(model)?.Any(c => c.Table.Name == table.Name) ?? false);

    private bool IsReadByPolicies(Table table, TableName parent) =>
        rules.PoliciesOf(table.Name).SelectMany(p => p.Blocks.Skip(1)).SelectMany(b => b.Sources).Any(s => s.Table.Name == parent);

    private bool IsOutside(TenantModel model, IEnumerable<TenantModel> others) =>
        others.Any(o => o != model && o.HasTable && schema.Find(o.Tenants) is { } inner && paths[model].Of(inner).Count > 0);
}
