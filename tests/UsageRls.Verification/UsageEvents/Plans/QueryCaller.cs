using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>How much of the table a caller may see.</summary>
public enum QueryCallerKind
{
    /// <summary>A member of one small organisation.</summary>
    One,

    /// <summary>A member of three organisations, including the largest.</summary>
    Three,

    /// <summary>A member of two hundred organisations of all sizes.</summary>
    TwoHundred,

    /// <summary>A signed-in user without a membership.</summary>
    Stranger,

    /// <summary>The application's server, as service_role.</summary>
    Service,
}

/// <summary>A caller of the queries, with the values that the queries use.</summary>
/// <param name="Kind">How much of the table the caller may see.</param>
/// <param name="Caller">The role and settings with which the caller queries the database.</param>
/// <param name="User">The caller's user id; for the service role, the author of the events that it inserts.</param>
/// <param name="Organization">The organisation that filtered queries name.</param>
/// <param name="Event">An event of that organisation.</param>
public sealed record QueryCaller(QueryCallerKind Kind, Caller Caller, Guid User, Guid Organization, Guid Event)
{
    /// <summary>Returns all callers for a database into which <see cref="PlanWorld"/> was loaded, or for a copy of that database.</summary>
    public static async Task<IReadOnlyList<QueryCaller>> AllAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var askers = new List<QueryCaller>();
        foreach (var (kind, name, person, rank) in s_askers)
        {
            var (user, organization) = (PlanWorld.Person(person), PlanWorld.Organization(rank));
            await using var command = new NpgsqlCommand(
                "select id from public.usage_events where org_id = $1 order by created_at desc limit 1",
                connection
            )
            {
                Parameters = { new() { Value = organization } },
            };
            var caller = kind == QueryCallerKind.Service ? Caller.ServiceRole : Caller.SignedIn(name, user);
            askers.Add(new QueryCaller(kind, caller, user, organization, (Guid)(await command.ExecuteScalarAsync(cancellation))!));
        }
        return askers;
    }

    /// <inheritdoc/>
    public override string ToString() => Caller.Name;

    // The users and their numbers are those in load.sql.
    private static readonly (QueryCallerKind Kind, string Name, int Person, int Rank)[] s_askers =
    [
        (QueryCallerKind.One, "member of one small organisation", 1, 100),
        (QueryCallerKind.Three, "member of three, the largest among them", 2, 1),
        (QueryCallerKind.TwoHundred, "member of two hundred", 3, 26),
        (QueryCallerKind.Stranger, "stranger", 4, 1),
        (QueryCallerKind.Service, Caller.ServiceRole.Name, 5, 1),
    ];
}
