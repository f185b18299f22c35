using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Creates a <see cref="Population"/> in a database: parent rows before the rows that refer to them.</summary>
internal sealed class PopulationBuilder(Application application, DatabaseSchema schema, NpgsqlConnection administrator, RowMaker maker)
{
    private const int Strangers = 2;

    private readonly PopulationRows _rows = new(application, administrator, maker);

    public async Task<Population> BuildAsync(CancellationToken cancellation)
    {
        var tenants = new PopulationTenants(application, schema, administrator, _rows);
        foreach (var model in TenantsFirst())
            await tenants.AddAsync(model, cancellation);
        var strangers = new List<Person>();
        for (var i = 1; i <= Strangers; i++)
            strangers.Add(await _rows.SignUpAsync(i == 1 ? "stranger" : $"stranger {i}", cancellation));
        var texts = await RuleTexts.ReadAsync(administrator, cancellation);
        var compared = texts.All.SelectMany(RuleTexts.Equalities).SelectMany(e => (string[])[e.Left, e.Right]);
        var tables = new PopulationTables(_rows, tenants, strangers, compared.ToHashSet(StringComparer.Ordinal));
        foreach (var subject in ParentsFirst())
            await tables.AddAsync(subject, cancellation);

        return new Population(application, schema, maker)
        {
            Tenants = tenants.All.ToLookup(t => t.Model, t => t.Row),
            Names = tenants.Names,
            Uncounted = tenants.Uncounted,
            Invited = tenants.Invited,
            People = _rows.People,
            Members = tenants.Members.ToDictionary(m => m.Key, m => (IReadOnlyList<Person>)m.Value),
            Strangers = strangers,
            Staff = tables.Staff.Select(p => p.Id.ToString()).ToHashSet(StringComparer.Ordinal),
            StandIns = _rows.StandIns,
            Assurance = await AssuranceAsync(cancellation),
            Unpopulated = [.. _rows.Unpopulated.Select(u => new Unpopulated(u.Key, u.Value))],
        };
    }

    private async Task<string> AssuranceAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Isolation/second_factor.sql"), administrator);
        return (bool)(await command.ExecuteScalarAsync(cancellation))! ? "aal2" : "aal1";
    }

    // Orders the tenancies by dependency: an organisation comes before the workspaces that are part of it.
    private IEnumerable<TenantModel> TenantsFirst() =>
        application
            .Models.Where(m => m.Tenants != TableName.Users)
            .OrderBy(m => Depth(m.Tenants, application.Models.Select(o => o.Tenants).ToHashSet(), []));

    private IEnumerable<Subject> ParentsFirst()
    {
        var names = application.Subjects.Select(s => s.Name).ToHashSet();
        return application
            .Subjects.Where(s => s.Kind is SubjectKind.Tenant or SubjectKind.Personal or SubjectKind.Shared)
            .OrderBy(s => s.Tenant?.Record is not null || s.User?.Record is not null) // such a row names a row of any other table
            .ThenBy(s => Depth(s.Name, names, []))
            .ThenBy(s => s.Name);
    }

    private int Depth(TableName table, HashSet<TableName> among, HashSet<TableName> above)
    {
        if (!above.Add(table) || schema.Find(table) is not { } found)
            return 0;
        var depth = found
            .ForeignKeys.Where(k => k.Parent != table && among.Contains(k.Parent))
            .Select(k => 1 + Depth(k.Parent, among, above))
            .DefaultIfEmpty(0)
            .Max();
        above.Remove(table);
        return depth;
    }
}
