using System.Diagnostics;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents.Catalog;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>The result of a run over all queries and callers.</summary>
/// <param name="Verdicts">A verdict for each that is answered.</param>
/// <param name="Refused">The queries that were refused because a privilege is missing, a sentence for each.</param>
/// <param name="Loading">How long it took to make the world.</param>
/// <param name="Reading">How long it took to read the plans.</param>
public sealed record PlanReport(IReadOnlyList<PlanVerdict> Verdicts, IReadOnlyList<string> Refused, TimeSpan Loading, TimeSpan Reading);

/// <summary>Every query by every caller in a big world, against the owner's.</summary>
public static class PlanRun
{
    private static readonly string s_indexes = EmbeddedSql.Read("UsageEvents/Plans/indexes.sql");

    /// <summary>The world that plans are held to: of so many organisations that nobody who asks is a member of most.</summary>
    public static PlanWorld World { get; } = new(Events: 100_000, Organizations: 5_000);

    /// <summary>Fills an empty database and reads every plan in it.</summary>
    /// <param name="database">The database, after the migrations.</param>
    /// <param name="contract">What the catalog must say; see <see cref="PlanVerdict.Of"/>.</param>
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

    /// <summary>Reads the plans of all queries, or of some, in a database that is filled.</summary>
    /// <param name="database">The database.</param>
    /// <param name="contract">The contract for the catalog; where it is exact, so are the plans.</param>
    /// <param name="queries">Which queries.</param>
    /// <param name="refused">Called for each query that is refused because a privilege is missing.</param>
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
                        PlanVerdict.Of(
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
