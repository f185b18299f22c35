using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>
/// A connection that gets many access decisions from a database in one round trip. Each round trip is one rolled-back transaction.
/// </summary>
public sealed class DecisionSession : IAsyncDisposable
{
    private const int WorldsBetweenVacuums = 24;

    private static readonly Statement s_onEvents = EventStatement.Create("");
    private static readonly string s_decide = EmbeddedSql.Read("UsageEvents/Exhaustive/decide.sql");
    private static readonly Outcome s_allowed = new(OutcomeKind.Allowed, 1);
    private static readonly Outcome s_filtered = new(OutcomeKind.Filtered);

    // The outcome of each error text, cached because tens of thousands of refusals have only a few different texts.
    private static readonly ConcurrentDictionary<string, Outcome> s_refusals = new(StringComparer.Ordinal);

    private readonly NpgsqlConnection _connection;

    private int _sinceVacuum;

    private DecisionSession(NpgsqlConnection connection, AccessModel model) => (_connection, Model) = (connection, model);

    /// <summary>The intent that decisions are compared with.</summary>
    public AccessModel Model { get; }

    /// <summary>Opens a connection and creates in <c>pg_temp</c> the functions that the session calls.</summary>
    public static async Task<DecisionSession> OpenAsync(TestDatabase database, AccessModel model, CancellationToken cancellation = default)
    {
        var connection = await database.Connections.OpenConnectionAsync(cancellation);
        try
        {
            await using var create = new NpgsqlBatch(connection);
            foreach (var sql in CallerSession.Function)
                create.BatchCommands.Add(new NpgsqlBatchCommand(sql));
            foreach (var role in (string[])[.. DatabaseRole.Api, database.Owner])
            {
                create.BatchCommands.Add(
                    new NpgsqlBatchCommand(SqlText.Fill(s_decide, new Dictionary<string, string?> { ["function"] = FunctionOf(role) }))
                );
            }

            await create.ExecuteNonQueryAsync(cancellation);
            return new DecisionSession(connection, model);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Gets the database's decisions for the given callers in the given worlds, which are loaded side by side into a database without
    /// other rows.
    /// </summary>
    /// <param name="worlds">The worlds: loaded for this call and rolled back afterwards.</param>
    /// <param name="visits">The callers in these worlds.</param>
    /// <param name="cancellation">Cancels the round trip.</param>
    /// <exception cref="SessionProofException">
    /// A session does not have the role or user id of its caller, so the decisions prove nothing.
    /// </exception>
    public async Task<Answers> DecideAsync(IReadOnlyList<World> worlds, IEnumerable<Visit> visits, CancellationToken cancellation = default)
    {
        var all = worlds is [var only] ? only : WorldBound.SideBySide(worlds);
        Visit[][] byRole = [.. visits.GroupBy(v => v.Caller.Role).Select(g => g.ToArray())];
        await using var batch = new NpgsqlBatch(_connection);
        void Add(string sql) => batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        Add("begin");
        // All visits with the same database role share generic plans, as the executions of an application's prepared statement can.
        Add("set local plan_cache_mode = force_generic_plan");
        foreach (var statement in WorldText.ToStatements(all))
            Add(statement);
        foreach (var some in byRole)
            batch.BatchCommands.Add(Question(some));
        Add("rollback");

        var answers = new Answers(Model);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            foreach (var some in byRole)
            {
                while (await reader.ReadAsync(cancellation))
                    Read(reader, some[reader.GetInt32(0) - 1], all, answers);
                await reader.NextResultAsync(cancellation);
            }
        }
        catch (PostgresException fault) when (_connection.State is System.Data.ConnectionState.Open)
        {
            await using var rollback = new NpgsqlCommand("rollback", _connection);
            await rollback.ExecuteNonQueryAsync(cancellation);
            if (fault.SqlState == "UR002")
                throw new SessionProofException($"A session does not run as its caller: it {fault.MessageText}. Denials prove nothing.");
            throw;
        }

        if ((_sinceVacuum += worlds.Count) >= WorldsBetweenVacuums)
            await VacuumAsync(cancellation);
        return answers;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static string FunctionOf(string role) => "usage_rls_decide_" + role;

    private static NpgsqlBatchCommand Question(Visit[] visits)
    {
        var role = visits[0].Caller.Role;
        var command = new NpgsqlBatchCommand(
            $"select * from pg_temp.{SqlText.Identifier(FunctionOf(role))}($1, $2, $3, $4, $5, $6, $7, $8)"
        )
        {
            Parameters = { new() { Value = role } },
        };
        void Add(Func<Visit, string> column) =>
            command.Parameters.Add(
                new() { Value = visits.Select(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            );
        static string Array(IEnumerable<Guid?> ids) => '{' + string.Join(',', ids.Select(id => id?.ToString() ?? "null")) + '}';
        Add(v => v.Caller.Claims ?? "");
        Add(v => v.Caller.UserId?.ToString() ?? "");
        command.Parameters.Add(new() { Value = visits.Select(v => v.Sees).ToArray() });
        command.Parameters.Add(new() { Value = visits.Select(v => v.Changes).ToArray() });
        Add(v => Array(v.World.Organizations.Select(o => (Guid?)o.Id)));
        Add(v => Array(v.Inserts ? v.Targets.Select(id => (Guid?)id) : []));
        Add(v => Array(v.Authors));
        return command;
    }

    // Rolled-back rows stay in the tables until VACUUM, and would slow every policy that looks up memberships.
    private async Task VacuumAsync(CancellationToken cancellation)
    {
        await using var vacuum = new NpgsqlCommand(
            "vacuum auth.users, public.organizations, public.org_members, public.usage_events",
            _connection
        );
        await vacuum.ExecuteNonQueryAsync(cancellation);
        _sinceVacuum = 0;
    }

    private void Read(NpgsqlDataReader reader, Visit visit, World all, Answers answers)
    {
        var (own, before) = (answers.Own, answers.Own.Count);
        foreach (var command in visit.OnRows)
        {
            var column = command switch
            {
                Command.Select => 1,
                Command.Update => 3,
                _ => 5,
            };
            var touched = reader.GetFieldValue<Guid[]>(column).ToHashSet();
            var error = reader.GetString(column + 1);
            var untouched = error == "" ? s_filtered : Refusal(error);
            foreach (var row in visit.World.Events)
                own.Add(Decision(visit, command, row, touched.Remove(row.Id) ? s_allowed : untouched));
            if (command is not Command.Select)
                continue;

            if (!ReferenceEquals(all, visit.World))
                answers.AddForeign(visit with { World = all }, visit.World, touched, s_allowed, untouched);
            if (touched.Count > 0)
            {
                throw new InvalidOperationException(
                    $"{visit.Caller} saw events that were not loaded: {string.Join(", ", touched)}. The database was not empty."
                );
            }
        }

        var rows =
            from target in visit.Inserts ? visit.Targets : []
            from author in visit.Authors
            select SmallEvent.New(Guid.Empty, target, author);
        foreach (var (row, error) in rows.Zip(reader.GetFieldValue<string[]>(7)))
            own.Add(Decision(visit, Command.Insert, row, error == "" ? s_allowed : Refusal(error)));
        if (own.Count - before != visit.Decisions)
        {
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{visit.Caller}: expected {visit.Decisions} decisions, but got {own.Count - before}."
                )
            );
        }
    }

    private Decision Decision(Visit visit, Command command, UsageEvent row, Outcome outcome) => new(visit, command, row, Model, outcome);

    private static Outcome Refusal(string error) => s_refusals.GetOrAdd(error, static text => ErrorClassifier.Classify(s_onEvents, text));
}
