using Npgsql;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A user of the test database, created by a sign-up.</summary>
/// <param name="Name">A name for reports: <c>admin of organization 1</c>.</param>
/// <param name="Id">The user's id.</param>
/// <param name="Email">The user's e-mail address.</param>
public sealed record Person(string Name, Guid Id, string Email);

/// <summary>A table for which a required row could not be inserted, so that no statement was run on it.</summary>
/// <param name="Subject">The table.</param>
/// <param name="Fault">The server's error, with a hint on how to avoid it.</param>
public sealed record Unpopulated(Subject Subject, RowNotMadeException Fault);

/// <summary>
/// The tenants, people and rows of a test database, made from its catalog: two tenants of each tenancy with a member in each role, people
/// whose membership does not count, strangers, and rows of each table for each tenant and for several owners.
/// </summary>
/// <param name="Application">The tenancies and tables of the application.</param>
/// <param name="Schema">The tables of the database.</param>
/// <param name="Rows">Inserts further rows, or proposes values for them.</param>
public sealed record Population(Application Application, DatabaseSchema Schema, RowMaker Rows)
{
    /// <summary>The tenants of each tenancy as rows, in the order in which they were inserted.</summary>
    public required ILookup<TenantModel, MadeRow> Tenants { get; init; }

    /// <summary>A name of each tenant for reports: <c>organization 1</c>.</summary>
    public required IReadOnlyDictionary<(TableName Tenants, string Key), string> Names { get; init; }

    /// <summary>All people who signed up.</summary>
    public required IReadOnlyList<Person> People { get; init; }

    /// <summary>The members of each tenant, with the most privileged role first.</summary>
    public required IReadOnlyDictionary<(TableName Tenants, string Key), IReadOnlyList<Person>> Members { get; init; }

    /// <summary>The memberships in a state that does not count, as table of tenants, tenant's key and user's id.</summary>
    public required IReadOnlySet<(TableName Tenants, string Key, string User)> Uncounted { get; init; }

    /// <summary>The memberships in <see cref="Uncounted"/> that are open invitations, which their users may accept.</summary>
    public required IReadOnlySet<(TableName Tenants, string Key, string User)> Invited { get; init; }

    /// <summary>The ids of people who may access the rows of other users, such as moderators.</summary>
    public required IReadOnlySet<string> Staff { get; init; }

    /// <summary>
    /// The claim <c>aal</c> of all users. It is <c>aal2</c> if a policy or function asks for a second factor: else a restrictive policy
    /// such as "a second factor is required" would deny every row, and denials would prove nothing.
    /// </summary>
    public required string Assurance { get; init; }

    /// <summary>People without a membership in any tenant.</summary>
    public required IReadOnlyList<Person> Strangers { get; init; }

    /// <summary>
    /// For each table and each tenant or person, the first row that belongs to them, by table and by the tenant's key or the person's id.
    /// </summary>
    public required IReadOnlyDictionary<(TableName Table, string Of), MadeRow> StandIns { get; init; }

    /// <summary>The tables for which a required row could not be inserted.</summary>
    public required IReadOnlyList<Unpopulated> Unpopulated { get; init; }

    /// <summary>Returns the tenant's first row in each table, followed by the person's first row in each table.</summary>
    public IEnumerable<MadeRow> Related(string? tenant, Person? person) =>
        StandIns.Where(s => s.Key.Of == tenant).Concat(StandIns.Where(s => s.Key.Of == person?.Id.ToString())).Select(s => s.Value);

    /// <summary>
    /// Returns the value with which a membership names a user: the user's id, or the key of the user's row in the table of people; null if
    /// the user has no such row.
    /// </summary>
    public string? NameOf(MembershipTable members, string user) =>
        members.People is { } people ? StandIns.GetValueOrDefault((people.Table, user))?[people.Key] : user;

    /// <summary>Fills a database that has only the rows of its migrations.</summary>
    public static async Task<Population> CreateAsync(
        NpgsqlConnection administrator,
        Application application,
        DatabaseSchema schema,
        int seed,
        IReadOnlyDictionary<TableName, IReadOnlyDictionary<string, string>>? samples = null,
        CancellationToken cancellation = default
    )
    {
        var builder = new PopulationBuilder(application, schema, administrator, new RowMaker(schema, administrator, seed, samples));
        return await builder.BuildAsync(cancellation);
    }
}
