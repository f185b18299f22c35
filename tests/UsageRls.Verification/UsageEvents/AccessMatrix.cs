using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// The access matrix: every caller runs each statement path on each kind of row that the path can use, and each result is compared with
/// the intent.
/// </summary>
/// <param name="Baseline">The grant baseline that the database started from.</param>
/// <param name="Verdicts">One judged attempt for each cell.</param>
/// <param name="Rules">The policies, row level security flags and grants of the table during the run, as lines of text.</param>
/// <param name="RoundTrips">About how many round trips the run took after it had loaded the world.</param>
/// <param name="Elapsed">How long the run took after it had loaded the world.</param>
public sealed record AccessMatrix(
    GrantBaseline Baseline,
    IReadOnlyList<JudgedAttempt> Verdicts,
    IReadOnlyList<string> Rules,
    int RoundTrips,
    TimeSpan Elapsed
)
{
    /// <summary>The time when an earlier run kept the outcomes; null if the attempts ran in this run.</summary>
    public DateTimeOffset? KeptAt { get; private init; }

    // At most this many cells run in one transaction. VACUUM runs between these transactions, because it cannot run inside them. Without
    // VACUUM, the query that reads the effect of each statement would skip more and more rolled-back rows.
    private const int PartSize = 1_000;

    private static readonly string s_rules = EmbeddedSql.Read("UsageEvents/rules.sql");

    /// <summary>Loads the world of <see cref="Cast"/> into an empty clone, and runs the selected cells of the matrix.</summary>
    /// <param name="database">A clone with no rows.</param>
    /// <param name="model">The intent.</param>
    /// <param name="paths">The statement paths to run; all if null.</param>
    /// <param name="isTried">Selects the cells to run; all if null.</param>
    /// <param name="kept">The outcomes that earlier runs kept; if null, every cell runs.</param>
    /// <param name="part">The name under which the outcomes of this matrix are kept.</param>
    /// <param name="cancellation">Cancels the run.</param>
    public static async Task<AccessMatrix> RunAsync(
        TestDatabase database,
        AccessModel model,
        IReadOnlyList<StatementPath>? paths = null,
        Func<Cell, bool>? isTried = null,
        KeptAttempts? kept = null,
        string part = "",
        CancellationToken cancellation = default
    )
    {
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        await WorldLoader.LoadAsync(connection, Cast.World, cancellation);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var rights = await Privileges.ReadAsync(connection, [.. DatabaseRole.Api, database.Owner], cancellation);
        var rules = await RulesAsync(connection, cancellation);
        Cell[] cells =
        [
            .. Cell.Enumerate(model, database.Owner, rights, database.Server.Server.Version.Major, paths).Where(isTried ?? (_ => true)),
        ];
        var (verdicts, roundTrips) = (new List<JudgedAttempt>(cells.Length), 2);
        var known = kept?.Find(part, cells);
        verdicts.AddRange(cells.Zip(known ?? [], (cell, attempt) => new JudgedAttempt(cell, attempt)));
        foreach (var some in known is null ? cells.Chunk(PartSize) : [])
        {
            var (attempts, trips) = await TryAsync(database, some, cancellation);
            verdicts.AddRange(some.Zip(attempts, (cell, attempt) => new JudgedAttempt(cell, attempt)));
            await using var vacuum = new NpgsqlCommand("vacuum public.usage_events", connection);
            await vacuum.ExecuteNonQueryAsync(cancellation);
            roundTrips += trips + 1;
        }
        if (known is null)
            kept?.Add(part, cells, verdicts.Select(v => v.Attempt));
        return new AccessMatrix(database.Template.Baseline, verdicts, rules, roundTrips, clock.Elapsed) { KeptAt = kept?.At };
    }

    private static async Task<(IReadOnlyList<Attempt> Attempts, int RoundTrips)> TryAsync(
        TestDatabase database,
        Cell[] cells,
        CancellationToken cancellation
    )
    {
        const int openAndClose = 2;
        await using var session = await AttemptSession.OpenAsync(database, UsageEventsIntent.Table, cancellation);
        var attempts = await session.TryAllAsync([.. cells.Select(c => (c.Caller, c.Statement))], cancellation);
        return (attempts, session.RoundTrips + openAndClose);
    }

    private static async Task<IReadOnlyList<string>> RulesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var rules = new List<string>();
        await using var command = new NpgsqlCommand(s_rules, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rules.Add(reader.GetString(0));
        return rules;
    }
}
