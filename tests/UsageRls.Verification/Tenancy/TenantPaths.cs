using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>A path from a table's rows to their tenant.</summary>
/// <param name="Path">The path to the tenant.</param>
/// <param name="Reason">The reason why the path leads to the tenant.</param>
/// <param name="IsByKey">Whether foreign keys, or policies that read a claim, show the tenant; if not, only a column's name does.</param>
internal sealed record TenantPath(RowPath Path, string Reason, bool IsByKey)
{
    /// <summary>The table's own columns with which the path begins.</summary>
    public IReadOnlyList<string> Begins => Path.Steps is [var first, ..] ? first.Columns : [Path.Column];
}

/// <summary>Finds how the rows of each table name their tenant: by a column, or by a chain of foreign keys.</summary>
internal sealed class TenantPaths
{
    private const int Longest = 6;

    private readonly DatabaseSchema _schema;
    private readonly RuleAnalysis _rules;
    private readonly UserColumns _users;
    private readonly TenantModel _model;
    private readonly HashSet<(TableName Table, string Column)> _byKey;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<TableName, IReadOnlyList<TenantPath>> _known = [];

    /// <summary>Prepares the search for paths to the tenants of one tenancy.</summary>
    /// <param name="schema">The tables of the database.</param>
    /// <param name="rules">The analysis of the policies' conditions.</param>
    /// <param name="users">The columns that name users.</param>
    /// <param name="model">The tenancy.</param>
    /// <param name="claimed">The columns that policies compare with the claim that names a tenant.</param>
    public TenantPaths(
        DatabaseSchema schema,
        RuleAnalysis rules,
        UserColumns users,
        TenantModel model,
        IEnumerable<(TableName Table, string Column)> claimed
    )
    {
        (_schema, _rules, _users, _model) = (schema, rules, users, model);
        var named = claimed.ToList();
        if (model.HasTable)
            named.Add((model.Tenants, model.Key));
        if (model.Members is { } members)
            named.Add((members.Table, members.Tenant));
        _byKey = ReferringColumns.To(schema, named);
        var type = schema.Find(model.Tenants)?.Find(model.Key)?.BaseType ?? "";
        foreach (var (table, column) in _byKey.Where(c => !(c.Table == model.Tenants && model.HasTable)))
            _names.TryAdd(column, type);
        if (model.HasTable)
        {
            foreach (var name in TenancyWords.KeysTo(model.Tenants.Name))
                _names.TryAdd(name, type);
        }

        foreach (var generic in new[] { "id", "parent_id", "name", "key" })
            _names.Remove(generic);
    }

    /// <summary>Returns the paths from a table's rows to their tenant, best first.</summary>
    public IReadOnlyList<TenantPath> Of(Table table)
    {
        if (_known.TryGetValue(table.Name, out var known))
            return known;
        _known[table.Name] = [];
        return _known[table.Name] = [.. Find(table)];
    }

    private IEnumerable<TenantPath> Find(Table table)
    {
        if (table.Name == _model.Tenants && _model.HasTable)
            return [new TenantPath(new RowPath([], _model.Key), "it holds the tenants", true)];
        if (_model.Members is { } members && members.Table == table.Name)
            return [new TenantPath(new RowPath([], members.Tenant), "it holds the memberships", true)];
        // The row of a user who has chosen a tenant still belongs to the user.
        if (_model.Members?.Choice?.Table == table.Name)
            return [];

        var asked = _rules.ColumnsAsked(table.Name);
        var direct = table
            .Columns.Where(c => _byKey.Contains((table.Name, c.Name)))
            .Select(c => new TenantPath(new RowPath([], c.Name), $"{c.Name} refers to {_model.Tenants}", true));
        var named = table
            .Columns.Where(c =>
                !_byKey.Contains((table.Name, c.Name))
                && _names.ContainsKey(c.Name)
                && table.ForeignKeys.All(k => !k.Columns.Contains(c.Name))
                && (c.BaseType == _names[c.Name] || c.BaseType is "text" or "character varying")
            )
            .Select(c => new TenantPath(
                new RowPath([], c.Name),
                $"{c.Name} has the name of columns that refer to {_model.Tenants}, though it has no foreign key",
                false
            ));
        var chains =
            from key in table.ForeignKeys
            where key.Parent != table.Name && key.Parent != TableName.Users && !key.Columns.All(c => _users.IsByKey(table.Name, c))
            let parent = _schema.Find(key.Parent)
            where parent is not null && !(parent.Name == _model.Tenants && _model.HasTable)
            let rest = Of(parent) is [var best, ..] ? best : null
            where rest is not null && rest.Path.Steps.Count < Longest
            select new TenantPath(rest.Path with { Steps = [key, .. rest.Path.Steps] }, $"{key} leads to the tenant", rest.IsByKey);
        // Paths that begin with a column that policies use come first. Among these paths, and among the others, the table's own columns
        // (also those found by name alone) precede paths through other rows. A chain that begins with the table's own tenant column leads
        // to the tenant that this column names, so the chain is left out.
        return direct
            .Concat(named)
            .OrderByDescending(p => Asked(p, asked))
            .ThenByDescending(p => p.IsByKey)
            .Concat(
                chains
                    .OrderByDescending(p => Asked(p, asked))
                    .ThenBy(p => p.Begins.Any(c => table.Find(c)?.IsNotNull != true))
                    .ThenBy(p => p.Path.Steps.Count)
            )
            .Where(p => p.Path.Steps.Count == 0 || !p.Begins.Any(c => _byKey.Contains((table.Name, c))))
            .DistinctBy(p => p.Path.ToString())
            .OrderByDescending(p => Asked(p, asked) && p.Path.Steps.Count == 0)
            .ThenByDescending(p => Asked(p, asked));
    }

    private static bool Asked(TenantPath path, IReadOnlySet<string> asked) => path.Begins.Any(asked.Contains);
}
