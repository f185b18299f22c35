using Npgsql;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Somebody who signed up.</summary>
/// <param name="Name">For a person to read: <c>member of tenant 1 (admin)</c>.</param>
/// <param name="Id">The user's id.</param>
/// <param name="Email">The address.</param>
public sealed record Person(string Name, Guid Id, string Email);

/// <summary>A table for which no row could be made, so that nothing could be tried on it.</summary>
/// <param name="Subject">The table.</param>
/// <param name="Fault">What the server said, and what would mend it.</param>
public sealed record Unpopulated(Subject Subject, RowNotMadeException Fault);

/// <summary>
/// Tenants, people and rows in a database, made from its catalog: two tenants of each kind with a member in each role, people whose
/// membership does not count, strangers, and rows of each table for each tenant and for several owners.
/// </summary>
/// <param name="Application">The tenants, people and rows of a population.</param>
/// <param name="Schema">The tables.</param>
/// <param name="Rows">Makes more rows, or proposes them.</param>
public sealed record Population(Application Application, DatabaseSchema Schema, RowMaker Rows)
{
    /// <summary>The tenants of each kind, in the order in which they were made: the key, and the row.</summary>
    public required ILookup<TenantModel, MadeRow> Tenants { get; init; }

    /// <summary>The name of each tenant for a person: <c>organization 1</c>.</summary>
    public required IReadOnlyDictionary<(TableName Tenants, string Key), string> Names { get; init; }

    /// <summary>Everybody.</summary>
    public required IReadOnlyList<Person> People { get; init; }

    /// <summary>People by the tenant that they were made a member of; the most privileged role first.</summary>
    public required IReadOnlyDictionary<(TableName Tenants, string Key), IReadOnlyList<Person>> Members { get; init; }

    /// <summary>Memberships that were made not to count: the tenant and the user.</summary>
    public required IReadOnlySet<(TableName Tenants, string Key, string User)> Uncounted { get; init; }

    /// <summary>People without a membership in any tenant.</summary>
    public required IReadOnlyList<Person> Strangers { get; init; }

    /// <summary>The first row of each table that belongs to a tenant, by its key, or to a person, by the id.</summary>
    public required IReadOnlyDictionary<(TableName Table, string Of), MadeRow> StandIns { get; init; }

    /// <summary>Tables for which no row could be made.</summary>
    public required IReadOnlyList<Unpopulated> Unpopulated { get; init; }

    /// <summary>Rows of any table that belong to a tenant, else to a person.</summary>
    public IEnumerable<MadeRow> Related(string? tenant, Person? person) =>
        StandIns.Where(s => s.Key.Of == tenant).Concat(StandIns.Where(s => s.Key.Of == person?.Id.ToString())).Select(s => s.Value);

    /// <summary>Fills a database that holds no rows but those of its migrations.</summary>
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
