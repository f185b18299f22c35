using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Access;

/// <summary>Every caller, by every statement path, on every kind of row: what happened, against the intent.</summary>
/// <param name="Baseline">The grants the database started from.</param>
/// <param name="Verdicts">One for each cell.</param>
/// <param name="Rules">The policies and grants that applied, a line each.</param>
/// <param name="RoundTrips">How many round trips all the attempts took.</param>
/// <param name="Elapsed">How long they took.</param>
public sealed record AccessMatrix(Baseline Baseline, IReadOnlyList<Verdict> Verdicts, IReadOnlyList<string> Rules, int RoundTrips, TimeSpan Elapsed)
{
    private static readonly string s_rules = EmbeddedSql.Read("Access/rules.sql");

    /// <summary>Loads the cast into an empty clone and tries every cell.</summary>
    /// <param name="database">A clone with no rows.</param>
    /// <param name="paths">The paths to try; all where null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<AccessMatrix> RunAsync(TestDatabase database, IReadOnlyList<StatementPath>? paths = null, CancellationToken cancellation = default)
    {
        await using (var connection = await database.Connections.OpenConnectionAsync(cancellation))
            await WorldLoader.LoadAsync(connection, Cast.World, cancellation);
        await using var session = await AttemptSession.OpenAsync(database, cancellation);
        return await RunAsync(session, database.Template.Baseline, database.Owner, database.Server.Server.Version.Major, paths, cancellation);
    }

    /// <summary>Tries every cell in a session whose database holds the cast.</summary>
    public static async Task<AccessMatrix> RunAsync(
        AttemptSession session, Baseline baseline, string owner, int major, IReadOnlyList<StatementPath>? paths = null, CancellationToken cancellation = default)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var roundTrips = session.RoundTrips;
        var rights = await Privileges.ReadAsync(session.Connection, [.. DatabaseRole.Api, owner], cancellation);
        var cells = Cell.Enumerate(owner, rights, major, paths);
        var attempts = await session.TryAllAsync([.. cells.Select(c => (c.Caller, c.Statement))], cancellation);
        return new AccessMatrix(baseline, [.. cells.Zip(attempts, (cell, attempt) => new Verdict(cell, attempt))], await RulesAsync(session.Connection, cancellation), session.RoundTrips - roundTrips + 2, clock.Elapsed);
    }

    private static async Task<IReadOnlyList<string>> RulesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var rules = new List<string>();
        await using var command = new NpgsqlCommand(s_rules, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rules.Add(reader.GetString(0));
        return rules;
    }
}
