using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Access.Exhaustive;

/// <summary>A connection that asks a database for many decisions in one round trip, each round trip a transaction that is rolled back.</summary>
public sealed class DecisionSession : IAsyncDisposable
{
    private static readonly Statement s_onEvents = new("");
    private static readonly string s_decide = EmbeddedSql.Read("Access/Exhaustive/decide.sql");
    private static readonly Outcome s_allowed = new(OutcomeKind.Allowed, 1);
    private static readonly Outcome s_filtered = new(OutcomeKind.Filtered);

    // There are a handful of different refusals among tens of thousands.
    private static readonly ConcurrentDictionary<string, Outcome> s_refusals = new(StringComparer.Ordinal);

    private readonly NpgsqlConnection _connection;

    private DecisionSession(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Opens a session.</summary>
    public static async Task<DecisionSession> OpenAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        var connection = await database.Connections.OpenConnectionAsync(cancellation);
        try
        {
            await using var create = new NpgsqlCommand(s_decide, connection);
            await create.ExecuteNonQueryAsync(cancellation);
            return new DecisionSession(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for the decisions of some visits.</summary>
    /// <param name="visits">Callers in worlds that are in the database, or that the scene makes.</param>
    /// <param name="scene">SQL that the administrator runs first, in the same transaction.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SessionProofException">A session was not its caller: nothing it says would count.</exception>
    public async Task<IReadOnlyList<Decision>> DecideAsync(IReadOnlyList<Visit> visits, string scene = "", CancellationToken cancellation = default)
    {
        await using var batch = new NpgsqlBatch(_connection);
        void Add(string sql) => batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        Add("begin");
        // The plans are made once for all visits of a role, as an application's prepared statements are.
        Add("set local plan_cache_mode = force_generic_plan");
        foreach (var statement in SqlScript.Split(scene)) Add(statement.Text);
        batch.BatchCommands.Add(Question(visits));
        Add("rollback");

        var decisions = new List<Decision>(visits.Sum(v => v.Decisions));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) Read(reader, visits[reader.GetInt32(0) - 1], decisions);
        }
        catch (PostgresException fault)
        {
            await using var rollback = new NpgsqlCommand("rollback", _connection);
            await rollback.ExecuteNonQueryAsync(cancellation);
            if (fault.SqlState == "UR002") throw new SessionProofException($"A session is not its caller: it {fault.MessageText}. Every denial would pass.");
            throw;
        }

        return decisions;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static NpgsqlBatchCommand Question(IReadOnlyList<Visit> visits)
    {
        var command = new NpgsqlBatchCommand("select * from pg_temp.usage_rls_decide($1, $2, $3, $4, $5, $6)");
        void Add(Func<Visit, string> column) =>
            command.Parameters.Add(new() { Value = visits.Select(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        static string Array(IEnumerable<Guid?> ids) => '{' + string.Join(',', ids.Select(id => id?.ToString() ?? "null")) + '}';
        Add(v => v.Caller.Role);
        Add(v => v.Caller.Claims ?? "");
        Add(v => v.Caller.UserId?.ToString() ?? "");
        Add(v => Array(v.World.Organizations.Select(o => (Guid?)o.Id)));
        Add(v => Array(v.Targets.Select(id => (Guid?)id)));
        Add(v => Array(v.Authors));
        return command;
    }

    private static void Read(NpgsqlDataReader reader, Visit visit, List<Decision> decisions)
    {
        var before = decisions.Count;
        foreach (var (command, column) in ((Command, int)[])[(Command.Select, 1), (Command.Update, 3), (Command.Delete, 5)])
        {
            var touched = reader.GetFieldValue<Guid[]>(column).ToHashSet();
            var error = reader.GetString(column + 1);
            var untouched = error == "" ? s_filtered : Refusal(error);
            foreach (var row in visit.World.Events)
                decisions.Add(new(visit, command, row, AccessModel.Allows(visit.Caller, command, row, visit.World), touched.Remove(row.Id) ? s_allowed : untouched));
            if (touched.Count > 0)
                throw new InvalidOperationException($"{visit.Caller} reached events that the world does not have: {string.Join(", ", touched)}. The database holds more than was loaded.");
        }

        var errors = reader.GetFieldValue<string[]>(7);
        var rows = from target in visit.Targets from author in visit.Authors select SmallEvent.New(Guid.Empty, target, author);
        foreach (var (row, error) in rows.Zip(errors))
            decisions.Add(new(visit, Command.Insert, row, AccessModel.Allows(visit.Caller, Command.Insert, row, visit.World), error == "" ? s_allowed : Refusal(error)));
        if (decisions.Count - before != visit.Decisions)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{visit.Caller} was to decide {visit.Decisions} times, and {decisions.Count - before} answers came."));
    }

    private static Outcome Refusal(string error) => s_refusals.GetOrAdd(error, static text => ErrorClassifier.Classify(s_onEvents, text[..5], text[6..], null));
}
