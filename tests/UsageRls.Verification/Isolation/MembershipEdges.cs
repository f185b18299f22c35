using Npgsql;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Adds users for whom policies are often wrong: a member of two tenants in different roles, and former members who are authors of rows.
/// </summary>
internal static class MembershipEdges
{
    /// <summary>
    /// Returns the population with those of these users whose memberships the database accepts; unchanged if the subject has no tenancy, or
    /// the tenancy lacks a table of tenants, a table of memberships, or two tenants.
    /// </summary>
    public static async Task<Population> AddAsync(
        Population population,
        Subject subject,
        NpgsqlConnection administrator,
        CancellationToken cancellation
    )
    {
        if (
            subject.Tenancy is not { HasTable: true, IsOfUsers: false, Members: { } members } model
            || population.Application.Find(members.Table).FirstOrDefault() is not { } memberships
            || population.Tenants[model].ToArray() is not [var first, var second, ..]
        )
        {
            return population;
        }

        var rows = new PopulationRows(population.Application, administrator, population.Rows);
        IReadOnlyList<string> roles = members.Roles is { Count: > 0 } known ? known : [""];
        async Task<bool> JoinAsync(Person person, MadeRow tenant, string role)
        {
            var given = PopulationTenants.Membership(memberships, members, tenant[model.Key], person, role, state: null, rows.StandIns);
            return await InsertAsync(population, memberships.Name, given, tenant, tenant[model.Key], cancellation);
        }

        var people = new List<Person>();
        var both = await rows.SignUpAsync("member of both", cancellation);
        // The most privileged role can be limited to one member: then the next one.
        if (await JoinAsync(both, first, roles[^1]) && await AnyAsync(roles, role => JoinAsync(both, second, role)))
            people.Add(both);
        foreach (var (name, joinsAnother) in ((string, bool)[])[("former member", false), ("member who moved to another tenant", true)])
        {
            var former = await rows.SignUpAsync(name, cancellation);
            if (!await JoinAsync(former, first, roles[^1]))
                continue;
            if (subject is { Kind: SubjectKind.Tenant, UserColumn: not null })
            {
                var row = GivenValues.For(subject, first[model.Key], former, population.StandIns);
                await InsertAsync(population, subject.Name, row, first, first[model.Key], cancellation);
            }

            await using var leave = new NpgsqlCommand(
                $"delete from {members.Table.Sql} as m where {members.UserToSql(memberships, "m")} = $1",
                administrator
            )
            {
                Parameters = { new() { Value = former.Id.ToString() } },
            };
            await leave.ExecuteNonQueryAsync(cancellation);
            if (!joinsAnother || await JoinAsync(former, second, roles[^1]))
                people.Add(former);
        }
        return population with { People = [.. population.People, .. people] };
    }

    private static async Task<bool> AnyAsync(IEnumerable<string> roles, Func<string, Task<bool>> join)
    {
        foreach (var role in roles)
        {
            if (await join(role))
                return true;
        }
        return false;
    }

    private static async Task<bool> InsertAsync(
        Population population,
        TableName table,
        Dictionary<string, RowValue> given,
        MadeRow tenant,
        string? key,
        CancellationToken cancellation
    )
    {
        try
        {
            await population.Rows.InsertAsync(
                table,
                given,
                foreign => foreign.Parent == tenant.Table ? tenant : population.StandIns.GetValueOrDefault((foreign.Parent, key ?? "")),
                cancellation: cancellation
            );
            return true;
        }
        catch (RowNotMadeException)
        {
            return false; // the application allows no such membership or row
        }
    }
}
