using System.Text.Json.Nodes;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Builds the callers who run statements on the tables of an application.</summary>
public static class Callers
{
    /// <summary>How many callers at the end of the list from <see cref="CreateAsync"/> have an unusual token or unusual headers.</summary>
    public const int Odd = 5;

    private const int MostLapsed = 4;

    /// <summary>Creates the callers of a population, each with the memberships that it has in the rows of the database.</summary>
    /// <param name="connection">The administrator's connection.</param>
    /// <param name="population">The people and tenants in the database.</param>
    /// <param name="cancellation">Cancels the queries.</param>
    public static async Task<IReadOnlyList<Standing>> CreateAsync(
        NpgsqlConnection connection,
        Population population,
        CancellationToken cancellation = default
    )
    {
        var memberships = await MembershipsAsync(connection, population, cancellation);
        var parts = await PartsAsync(connection, population, cancellation);
        Standing Stand(Caller caller)
        {
            var own = memberships.Where(m => caller.UserId?.ToString() == m.User).ToArray();
            var invited = population.Invited.Where(i => i.User == caller.UserId?.ToString()).Select(i => (i.Tenants, i.Key)).ToHashSet();
            var tenants = own.GroupBy(m => (m.Model.Tenants, m.Tenant)).ToDictionary(g => g.Key, g => g.First().Role);
            var below = parts.Where(p => tenants.ContainsKey(p.Whole) && !tenants.ContainsKey(p.Part)).Select(p => p.Part).ToHashSet();
            bool IsNear(TableName of, string key) => tenants.ContainsKey((of, key)) || below.Contains((of, key));
            return new Standing(
                caller,
                tenants,
                memberships.Where(m => IsNear(m.Model.Tenants, m.Tenant)).Select(m => m.User).ToHashSet(StringComparer.Ordinal)
            )
            {
                IsStaff = caller.UserId is { } id && population.Staff.Contains(id.ToString()),
                Lapsed = population.Uncounted.Where(u => u.User == caller.UserId?.ToString()).Select(u => (u.Tenants, u.Key)).ToHashSet(),
                Invited = invited.Concat(parts.Where(p => invited.Contains(p.Whole)).Select(p => p.Part)).ToHashSet(),
                LapsedColleagues = population
                    .Uncounted.Where(u => IsNear(u.Tenants, u.Key))
                    .Select(u => u.User)
                    .ToHashSet(StringComparer.Ordinal),
                Below = below,
                Inviters = memberships.Where(m => invited.Contains((m.Model.Tenants, m.Tenant))).Select(m => m.User).ToHashSet(),
            };
        }

        var stranger = population.Strangers[0];
        var hooked = await HookedClaims.ReadAsync(connection, population, cancellation);
        Caller SignedIn(string name, Person person, Action<JsonObject>? change = null) =>
            Caller.SignedIn(
                name,
                person.Id,
                claims =>
                {
                    (claims["email"], claims["aal"]) = (person.Email, population.Assurance);
                    change?.Invoke(claims);
                }
            );
        Caller Member(Person person) =>
            SignedIn(
                person.Name,
                person,
                claims =>
                {
                    if (!hooked.TryGetValue(person.Id, out var written))
                        CallerClaims.AddTenants(claims, population, person);
                    foreach (var (name, value) in written ?? [])
                        claims[name] = name == "aal" ? population.Assurance : value?.DeepClone();
                }
            );
        return
        [
            .. population.People.Select(p => Stand(Member(p))),
            Stand(Caller.NoToken with { Claims = """{"role":"anon"}""" }),
            Stand(
                new Caller(
                    "signed in, token without a user",
                    DatabaseRole.Authenticated,
                    """{"role":"authenticated","aud":"authenticated"}"""
                )
            ),
            Stand(Caller.SignedIn("user who was deleted", new Guid("dddddddd-0000-4000-8000-000000000001"))),
            Stand(SignedIn("stranger with forged user_metadata", stranger, c => CallerClaims.AddForged(c, population))),
            Stand(SignedIn("stranger with forged headers", stranger) with { Headers = CallerClaims.Forged(population).ToJsonString() }),
            Stand(SignedIn("stranger who signed in anonymously", stranger, c => c["is_anonymous"] = true)),
        ];
    }

    /// <summary>
    /// Returns one user without a membership, and for each tenancy members of its second tenant: one in the least and, if there are several
    /// roles, one in the most privileged role.
    /// </summary>
    public static IReadOnlyList<Standing> Outsiders(Population population, IReadOnlyList<Standing> callers) =>
        [
            .. population
                .Strangers.Take(1)
                .Concat(
                    population
                        .Tenants.SelectMany(t => t.Skip(1).Take(1).Select(row => population.Members[(t.Key.Tenants, row[t.Key.Key]!)]))
                        .SelectMany(m => m.Count > 1 ? [m[^1], m[0]] : m)
                )
                .Select(p => callers.First(c => c.Caller.UserId == p.Id))
                .DistinctBy(s => s.User),
        ];

    /// <summary>
    /// Returns the callers of views and functions: <c>anon</c>, the outsiders, and up to four users whose membership does not count.
    /// </summary>
    public static IReadOnlyList<Standing> Attackers(Population population, IReadOnlyList<Standing> callers) =>
        [
            .. callers.Where(c => c.Caller.Role == DatabaseRole.Anon),
            .. Outsiders(population, callers),
            .. callers.Where(c => c.Lapsed.Count > 0).DistinctBy(c => c.User).Take(MostLapsed),
        ];

    // Reads the tenants that are part of a tenant of another tenancy: for example, a workspace of an organisation.
    private static async Task<List<((TableName Tenants, string Key) Part, (TableName Tenants, string Key) Whole)>> PartsAsync(
        NpgsqlConnection connection,
        Population population,
        CancellationToken cancellation
    )
    {
        var parts = new List<((TableName, string), (TableName, string))>();
        foreach (var subject in population.Application.Subjects)
        {
            foreach (var (whole, path) in subject.PartOf)
            {
                await using var command = new NpgsqlCommand(
                    $"select * from (select {subject.Tenant!.ToSql("t")}::text as part, {path.ToSql("t")}::text as whole "
                        + $"from {subject.Name.Sql} as t) as parts where whole is not null",
                    connection
                );
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                while (await reader.ReadAsync(cancellation))
                    parts.Add(((subject.Name, reader.GetString(0)), (whole.Tenants, reader.GetString(1))));
            }
        }
        return parts;
    }

    private static async Task<List<(TenantModel Model, string Tenant, string User, string Role)>> MembershipsAsync(
        NpgsqlConnection connection,
        Population population,
        CancellationToken cancellation
    )
    {
        var found = new List<(TenantModel Model, string Tenant, string User, string Role)>();
        foreach (var model in population.Application.Models)
        {
            if (model.Owner is { } owner)
            {
                found.AddRange(
                    await ReadAsync(
                        model,
                        $"select t.{SqlText.Identifier(model.Key)}::text, t.{SqlText.Identifier(owner)}::text, "
                            + $"'owner' from {model.Tenants.Sql} as t"
                    )
                );
            }

            if (model.Members is not { } members)
            {
                if (model.Claim is not null)
                {
                    found.AddRange(
                        population
                            .Members.Where(m => m.Key.Tenants == model.Tenants)
                            .SelectMany(m => m.Value.Select(p => (model, m.Key.Key, p.Id.ToString(), "")))
                    );
                }

                continue;
            }
            var user = members.UserToSql(population.Application.Find(members.Table).FirstOrDefault(), "m");
            found.AddRange(
                await ReadAsync(
                    model,
                    $"select m.{SqlText.Identifier(members.Tenant)}::text, {user}, "
                        + $"{(members.Role is { } role ? $"m.{SqlText.Identifier(role)}::text" : "''")} "
                        + $"from {members.Table.Sql} as m where {members.Counts ?? "true"}"
                )
            );
        }
        // The list leaves out each membership in a state that does not count, even if no policy checks the state.
        found.RemoveAll(m => population.Uncounted.Contains((m.Model.Tenants, m.Tenant, m.User)));
        return found;

        async Task<List<(TenantModel, string, string, string)>> ReadAsync(TenantModel model, string sql)
        {
            var rows = new List<(TenantModel, string, string, string)>();
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                if (reader.IsDBNull(0) || reader.IsDBNull(1))
                    continue;
                rows.Add((model, reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? "" : reader.GetString(2)));
            }
            return rows;
        }
    }
}
