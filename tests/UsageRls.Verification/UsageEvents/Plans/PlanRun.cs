using System.Diagnostics;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents.Catalog;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>The result of reading the plans of all queries for all callers.</summary>
/// <param name="Verdicts">The verdict on each plan.</param>
/// <param name="Refused">The queries that a missing privilege or a policy refused, as texts with the caller and the error message.</param>
/// <param name="Loading">How long it took to load the world.</param>
/// <param name="Reading">How long it took to read the plans.</param>
public sealed record PlanReport(IReadOnlyList<PlanVerdict> Verdicts, IReadOnlyList<string> Refused, TimeSpan Loading, TimeSpan Reading)
{
    /// <summary>Whether the report may be kept: no query was refused, and no plan has a fault that fails the run.</summary>
    public bool Holds => Refused.Count == 0 && Verdicts.All(v => !v.IsBinding || v.Faults.Count == 0);
}

/// <summary>
/// Reads the plan of every query for every caller in a large world, except inserts by a user without memberships, and compares the plan
/// with the owner's plan.
/// </summary>
public static class PlanRun
{
    private static readonly string s_indexes = EmbeddedSql.Read("UsageEvents/Plans/indexes.sql");

    /// <summary>
    /// The world in which plans are judged: with so many organisations that each caller is a member of only a small part of them.
    /// </summary>
    public static PlanWorld World { get; } = new(Events: 100_000, Organizations: 5_000);

    /// <summary>Loads the world into an empty database and reads every plan.</summary>
    /// <param name="database">The database, after the migrations.</param>
    /// <param name="contract">
    /// The required catalog entries; if the contract is exact, every plan fault fails the run; see <see cref="PlanVerdict.From"/>.
    /// </param>
    /// <param name="cancellation">Ends the run.</param>
    public static async Task<PlanReport> RunAsync(TestDatabase database, CatalogContract contract, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        await World.LoadAsync(database, cancellation);
        var loading = watch.Elapsed;
        var refused = new List<string>();
        var verdicts = await ReadAsync(database, contract, PlanQuery.All, refused.Add, cancellation);
        return new PlanReport(verdicts, refused, loading, watch.Elapsed - loading);
    }

    /// <summary>Reads the plans of the given queries in a database into which the world is loaded.</summary>
    /// <param name="database">The database.</param>
    /// <param name="contract">The required catalog entries; if the contract is exact, every plan fault fails the run.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="refused">Called for each query that a missing privilege or a policy refuses.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<IReadOnlyList<PlanVerdict>> ReadAsync(
        TestDatabase database,
        CatalogContract contract,
        IEnumerable<PlanQuery> queries,
        Action<string> refused,
        CancellationToken cancellation = default
    )
    {
        var askers = await QueryCaller.AllAsync(database, cancellation);
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var indexes = await IndexesAsync(connection, cancellation);
        var verdicts = new List<PlanVerdict>();
        foreach (var query in queries)
        {
            foreach (var asker in askers.Where(query.IsAnswered))
            {
                try
                {
                    var plan = await PlanReader.ReadAsync(connection, query.As(asker), cancellation);
                    verdicts.Add(
                        PlanVerdict.From(
                            plan,
                            await PlanReader.ReadAsync(connection, query.Baseline(asker, database.Owner), cancellation),
                            indexes,
                            contract
                        )
                    );
                }
                catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
                {
                    refused($"{query.Name}, {asker.Caller.Name}: {fault.MessageText}");
                }
            }
        }
        return verdicts;
    }

    private static async Task<Dictionary<string, string[]>> IndexesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(s_indexes, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var indexes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            indexes[reader.GetString(0)] = reader.GetFieldValue<string[]>(1);
        return indexes;
    }
}
