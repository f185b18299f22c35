using Npgsql;
using NpgsqlTypes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>The rows that each caller sees at one moment of a history.</summary>
/// <param name="World">The world at that moment.</param>
/// <param name="Steps">The number of steps before that moment.</param>
/// <param name="Seen">The events that each caller sees: their ids, or the marks of events that the history inserted.</param>
public sealed record Moment(World World, int Steps, IReadOnlyDictionary<Caller, IReadOnlySet<Guid>> Seen);

/// <summary>A connection that runs whole histories, each in one round trip and one transaction, which is rolled back.</summary>
public sealed class HistorySession : IAsyncDisposable
{
    private static readonly string s_look = EmbeddedSql.Read("UsageEvents/Histories/look.sql");
    private static readonly string s_play = EmbeddedSql.Read("UsageEvents/Histories/play.sql");

    private readonly NpgsqlConnection _connection;
    private readonly string _owner;

    private HistorySession(NpgsqlConnection connection, AccessModel model, string owner) =>
        (_connection, Model, _owner) = (connection, model, owner);

    /// <summary>The intent that results are compared with.</summary>
    public AccessModel Model { get; }

    /// <summary>Opens a session on a database without rows.</summary>
    public static async Task<HistorySession> OpenAsync(TestDatabase database, AccessModel model, CancellationToken cancellation = default)
    {
        var connection = await database.Connections.OpenConnectionAsync(cancellation);
        await using var create = new NpgsqlBatch(connection);
        var looks = SqlScript
            .Split(s_look)
            .SelectMany(look =>
                DatabaseRole.Api.Select(role =>
                    SqlText.Fill(look.Text, new Dictionary<string, string?> { ["look"] = "usage_rls_look_" + role })
                )
            );
        foreach (var sql in CallerSession.Function.Concat(looks).Concat(SqlScript.Split(s_play).Select(s => s.Text)))
            create.BatchCommands.Add(new NpgsqlBatchCommand(sql));

        await create.ExecuteNonQueryAsync(cancellation);
        return new HistorySession(connection, model, database.Owner);
    }

    /// <summary>The administrator's connection.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>
    /// Returns the callers that read after each step: every user of the world, a stranger, a caller without a token, and the service role.
    /// </summary>
    public static IReadOnlyList<Caller> Callers(World world) =>
        [
            .. world.Users.Select(u => Caller.SignedIn(WorldText.Person(world, u.Id), u.Id)),
            Exhaustive.Visit.SignedInStranger,
            Caller.NoToken,
            Caller.ServiceRole,
        ];

    /// <summary>
    /// Runs a history up to the first insert that the intent denies; every caller reads before the first step and after each step.
    /// </summary>
    /// <exception cref="SessionProofException">The role or user id of a session is not its caller's.</exception>
    /// <returns>
    /// The moments before the first step that the database wrongly accepts or refuses, and a mismatch that describes this step; the
    /// mismatch is null if there is no such step.
    /// </returns>
    public async Task<(IReadOnlyList<Moment> Moments, Mismatch? Wrong)> PlayAsync(History history, CancellationToken cancellation = default)
    {
        var callers = Callers(history.Start).GroupBy(c => c.Role).ToDictionary(g => g.Key, g => g.ToArray());
        var played = history.Play().TakeWhile(p => p.Step is not Records step || step.IsIntended(Model, p.Before)).ToArray();
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        foreach (var statement in WorldText.ToStatements(history.Start))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        batch.BatchCommands.Add(Play(played.Select(p => p.Step), DatabaseRole.Api.Select(role => callers[role])));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("rollback"));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            var (said, seen) = (
                new string[played.Length + 1],
                Array.ConvertAll(new int[played.Length + 1], _ => new Dictionary<Caller, IReadOnlySet<Guid>>())
            );
            while (await reader.ReadAsync(cancellation))
            {
                var moment = reader.GetInt32(0);
                said[moment] = reader.GetString(1);
                seen[moment].Add(callers[reader.GetString(2)][reader.GetInt32(3) - 1], reader.GetFieldValue<Guid[]>(4).ToHashSet());
            }

            var moments = new List<Moment> { new(history.Start, 0, seen[0]) };
            foreach (var (before, step, after) in played)
            {
                var answer = said[moments.Count];
                if (!IsAsIntended(step, before, answer))
                {
                    var what =
                        $"{step.Describe(before)}: {(answer == "" ? "succeeded" : "refused with " + answer)}, but should "
                        + $"{(step.Refusal(before) is { Length: > 0 } state ? "be refused with " + state : "succeed")}";
                    return (moments, new Mismatch(history.Until(moments.Count - 1), step.By ?? Caller.Owner(_owner), what, step.ToSql()));
                }

                moments.Add(new(after, moments.Count, seen[moments.Count]));
            }

            return (moments, null);
        }
        catch (PostgresException fault) when (_connection.State is System.Data.ConnectionState.Open)
        {
            await using var rollback = new NpgsqlCommand("rollback", _connection);
            await rollback.ExecuteNonQueryAsync(cancellation);
            if (fault.SqlState == "UR002")
                throw new SessionProofException($"A session does not run as its caller: it {fault.MessageText}. Denials prove nothing.");
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static bool IsAsIntended(Step step, World before, string said) =>
        step.Refusal(before) is { Length: > 0 } state ? said.StartsWith(state, StringComparison.Ordinal) : said == "";

    private NpgsqlBatchCommand Play(IEnumerable<Step> steps, IEnumerable<Caller[]> callers)
    {
        var command = new NpgsqlBatchCommand("select * from pg_temp.usage_rls_play($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
        void Add(IEnumerable<string> values) =>
            command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        Step[] all = [.. steps];
        Add(all.Select(s => s.By?.Role ?? _owner));
        Add(all.Select(s => s.By?.Claims ?? ""));
        Add(all.Select(s => s.By?.UserId?.ToString() ?? ""));
        Add(all.Select(s => s.ToSql()));
        foreach (var role in callers)
        {
            Add(role.Select(c => c.Claims ?? ""));
            Add(role.Select(c => c.UserId?.ToString() ?? ""));
        }

        return command;
    }
}
