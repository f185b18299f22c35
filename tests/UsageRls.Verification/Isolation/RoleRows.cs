using System.Text.Json;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Chooses the rows of a table of roles to which the memberships of a tenant refer.</summary>
internal sealed class RoleRows(Application application, NpgsqlConnection administrator, PopulationRows rows, RoleTable roles)
{
    private const int MostRoles = 2,
        MostPermissions = 40;

    /// <summary>
    /// Returns at most two roles of a tenant, the one with the most permissions first, as rows with the values of their key. Makes a role
    /// if migrations and triggers have made none. If no role has permissions, gives the first one all that are known. Empty if no role can
    /// be made.
    /// </summary>
    public async Task<IReadOnlyList<MadeRow>> OfAsync(TenantModel model, MadeRow tenant, Person founder, CancellationToken cancellation)
    {
        if (application.Find(roles.Key.Parent).FirstOrDefault() is not { } subject)
            return [];
        var found = await ReadAsync(subject, model, tenant, cancellation);
        if (found.Count == 0)
        {
            foreach (var name in roles.IsNamed ? model.Members!.Roles : [""])
            {
                var given = GivenValues.For(subject, tenant[model.Key], founder, rows.StandIns);
                if (roles.IsNamed)
                    given[roles.Key.ParentColumns[0]] = RowValue.Literal(name);
                foreach (var list in roles.Lists)
                    given[list.Name] = RowValue.Sql(List(list));
                await rows.MakeIfTakenAsync(subject, new(given, new(founder, [tenant])), cancellation);
            }
            found = await ReadAsync(subject, model, tenant, cancellation);
        }
        if (found.Count > 0 && found[0].Permissions == 0 && roles.Permissions.Count > 0)
        {
            foreach (var key in roles.Permissions)
                await PermitAsync(key, found[0].Row, model, tenant, founder, cancellation);
            found = await ReadAsync(subject, model, tenant, cancellation);
        }
        if (found.Count > 0)
            rows.StandIns[(subject.Name, tenant[model.Key]!)] = found[0].Row;
        return [.. found.Select(f => f.Row)];
    }

    // All permissions that are known, in the form that the column's default suggests.
    private string List(Column list)
    {
        var words = roles.Words.Take(MostPermissions);
        return list.Category == 'A' ? $"array[{string.Join(", ", words.Select(SqlText.Literal))}]::text[]"
            : list.Default?.StartsWith("'[", StringComparison.Ordinal) == true
                ? $"{SqlText.Literal(JsonSerializer.Serialize(words))}::jsonb"
            : $"{SqlText.Literal(JsonSerializer.Serialize(words.ToDictionary(w => w, _ => true, StringComparer.Ordinal)))}::jsonb";
    }

    private async Task<List<(MadeRow Row, long Permissions)>> ReadAsync(
        Subject subject,
        TenantModel model,
        MadeRow tenant,
        CancellationToken cancellation
    )
    {
        static string Of(string alias, IEnumerable<string> columns, string type = "") =>
            string.Join(", ", columns.Select(c => $"{alias}.{SqlText.Identifier(c)}{type}"));
        var columns = roles.Key.ParentColumns;
        var permissions = roles
            .Permissions.Select(k =>
                $"(select count(*) from {k.Table.Sql} as p where ({Of("p", k.Columns)}) = ({Of("r", k.ParentColumns)}))"
            )
            .Append("0");
        // A role without a tenant is a role in every tenant.
        var own = SqlText.Literal(tenant[model.Key]);
        var isOfTenant = subject.Tenancy == model && subject.Tenant is { } path ? $"coalesce({path.ToSql("r")}, {own}) = {own}" : "true";
        await using var command = new NpgsqlCommand(
            $"select array[{Of("r", columns, "::text")}], {string.Join(" + ", permissions)} from {subject.Name.Sql} as r "
                + $"where {isOfTenant} order by 2 desc, 1 limit {MostRoles}",
            administrator
        );
        var found = new List<(MadeRow, long)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var values = reader.GetFieldValue<string?[]>(0);
            var key = columns.Zip(values).ToDictionary(v => v.First, v => v.Second, StringComparer.Ordinal);
            found.Add((new MadeRow(subject.Name, key), reader.GetInt64(1)));
        }
        return found;
    }

    // Gives a role each permission that a table of permissions holds, or else each word of the policies that may name one.
    private async Task PermitAsync(
        ForeignKey key,
        MadeRow role,
        TenantModel model,
        MadeRow tenant,
        Person founder,
        CancellationToken cancellation
    )
    {
        if (application.Find(key.Table).FirstOrDefault() is not { } subject || key.ParentColumns.Any(c => !role.Values.ContainsKey(c)))
            return;
        var known = subject.Table.ForeignKeys.FirstOrDefault(k =>
            k.Columns is [var only] && !key.Columns.Contains(only) && k.Parent != model.Tenants && k.Parent != key.Parent
        );
        var column =
            known?.Columns[0]
            ?? subject.Table.Columns.FirstOrDefault(c => c.Category is 'S' or 'E' && c.IsNotNull && !key.Columns.Contains(c.Name))?.Name;
        if (column is null)
            return;
        var values = known is null ? roles.Words : await ValuesAsync(known, cancellation);
        foreach (var value in values.Take(MostPermissions))
        {
            var given = GivenValues.For(subject, tenant[model.Key], founder, rows.StandIns);
            foreach (var (own, parent) in key.Columns.Zip(key.ParentColumns))
                given[own] = RowValue.Literal(role[parent]);
            given[column] = RowValue.Literal(value);
            await rows.MakeIfTakenAsync(subject, new(given, new(founder, [tenant])), cancellation);
        }
    }

    private async Task<List<string>> ValuesAsync(ForeignKey known, CancellationToken cancellation)
    {
        var values = new List<string>();
        await using var command = new NpgsqlCommand(
            $"select {SqlText.Identifier(known.ParentColumns[0])}::text from {known.Parent.Sql} order by 1 limit {MostPermissions}",
            administrator
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            values.Add(reader.GetString(0));
        return values;
    }
}
