using Npgsql;
using NpgsqlTypes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Access.Histories;

/// <summary>What everyone sees at one moment of a history.</summary>
/// <param name="World">The world then.</param>
/// <param name="Steps">How many steps had happened.</param>
/// <param name="Seen">What each caller sees.</param>
public sealed record Moment(World World, int Steps, IReadOnlyDictionary<Caller, IReadOnlySet<Guid>> Seen);

/// <summary>A connection that plays whole histories, each in one round trip and one transaction that is rolled back.</summary>
public sealed class HistorySession : IAsyncDisposable
{
    private static readonly string s_functions = EmbeddedSql.Read("Access/Histories/history.sql");

    private readonly NpgsqlConnection _connection;
    private readonly string _owner;

    private HistorySession(NpgsqlConnection connection, string owner) => (_connection, _owner) = (connection, owner);

    /// <summary>Opens a session on a database without rows.</summary>
    public static async Task<HistorySession> OpenAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        var connection = await database.Connections.OpenConnectionAsync(cancellation);
        await using var create = new NpgsqlBatch(connection);
        foreach (var role in DatabaseRole.Api)
        {
            foreach (var statement in SqlScript.Split(SqlText.Fill(s_functions, new Dictionary<string, string?> { ["look"] = LookOf(role) })))
                create.BatchCommands.Add(new NpgsqlBatchCommand(statement.Text));
        }

        await create.ExecuteNonQueryAsync(cancellation);
        return new HistorySession(connection, database.Owner);
    }

    /// <summary>The administrator's connection.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>Everyone who looks: each person who is or was there, one who never was, no token, the service.</summary>
    public static IReadOnlyList<Caller> Callers(World world) =>
        [.. world.Users.Select(u => Caller.SignedIn(WorldText.Person(world, u.Id), u.Id)), Exhaustive.Visit.SignedInStranger, Caller.NoToken, Caller.ServiceRole];

    /// <summary>Plays a history, and lets everyone look before the first step and after each.</summary>
    /// <exception cref="SessionProofException">A session was not its caller.</exception>
    /// <returns>The moments; or, where a step went otherwise than it must, what was wrong with it.</returns>
    public async Task<(IReadOnlyList<Moment> Moments, Mismatch? Wrong)> PlayAsync(History history, CancellationToken cancellation = default)
    {
        var callers = Callers(history.Start).GroupBy(c => c.Role).Select(g => g.ToArray()).ToArray();
        var played = history.Play().ToArray();
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        foreach (var statement in WorldText.ToStatements(history.Start)) batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        foreach (var role in callers) batch.BatchCommands.Add(Look(role));
        foreach (var (_, step, _) in played)
        {
            batch.BatchCommands.Add(Do(step));
            foreach (var role in callers) batch.BatchCommands.Add(Look(role));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("rollback"));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            var moments = new List<Moment> { new(history.Start, 0, await SeenAsync(reader, callers, cancellation)) };
            foreach (var (before, step, after) in played)
            {
                await reader.ReadAsync(cancellation);
                var said = reader.GetString(0);
                await reader.NextResultAsync(cancellation);
                if (!IsAsMeant(step, before, said))
                {
                    var what = $"{step.Describe(before)}: {(said == "" ? "went through" : "refused with " + said)}, and should {(step.Refusal(before) is { Length: > 0 } state ? "be refused with " + state : "go through")}";
                    return (moments, new Mismatch(history.Until(moments.Count - 1), step.By ?? Caller.Owner(_owner), what, step.ToSql()));
                }

                moments.Add(new(after, moments.Count, await SeenAsync(reader, callers, cancellation)));
            }

            return (moments, null);
        }
        catch (PostgresException fault)
        {
            await using var rollback = new NpgsqlCommand("rollback", _connection);
            await rollback.ExecuteNonQueryAsync(cancellation);
            if (fault.SqlState == "UR002") throw new SessionProofException($"A session is not its caller: it {fault.MessageText}. Every denial would pass.");
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static bool IsAsMeant(Step step, World before, string said) =>
        step.Refusal(before) is { Length: > 0 } state ? said.StartsWith(state, StringComparison.Ordinal) : said == "";

    private static string LookOf(string role) => "usage_rls_look_" + role;

    private NpgsqlBatchCommand Do(Step step) => new("select pg_temp.usage_rls_step($1, $2, $3)")
    {
        Parameters = { new() { Value = step.By?.Role ?? _owner }, new() { Value = step.By?.Claims ?? "" }, new() { Value = step.ToSql() } },
    };

    private static NpgsqlBatchCommand Look(Caller[] callers)
    {
        static NpgsqlParameter Texts(IEnumerable<string> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
        return new($"select * from pg_temp.{SqlText.Identifier(LookOf(callers[0].Role))}($1, $2, $3)")
        {
            Parameters = { new() { Value = callers[0].Role }, Texts(callers.Select(c => c.Claims ?? "")), Texts(callers.Select(c => c.UserId?.ToString() ?? "")) },
        };
    }

    private static async Task<IReadOnlyDictionary<Caller, IReadOnlySet<Guid>>> SeenAsync(NpgsqlDataReader reader, Caller[][] callers, CancellationToken cancellation)
    {
        var seen = new Dictionary<Caller, IReadOnlySet<Guid>>();
        foreach (var role in callers)
        {
            while (await reader.ReadAsync(cancellation)) seen.Add(role[reader.GetInt32(0) - 1], reader.GetFieldValue<Guid[]>(1).ToHashSet());
            await reader.NextResultAsync(cancellation);
        }

        return seen;
    }
}
