using System.Text.RegularExpressions;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>A connection that runs attacks, and rolls back each attack before it runs the next. The connection commits nothing.</summary>
public sealed partial class AttackSession : IAsyncDisposable
{
    // No attack may hang the run, fill its memory or block it on a lock.
    private const string Guard =
        "set local statement_timeout = '2s'; set local lock_timeout = '1s'; set local client_min_messages = 'notice'; set "
        + "local search_path = public, extensions";
    private const int MostLines = 2_000,
        LongestLine = 20_000;

    private readonly List<string> _notices = [];
    private IReadOnlyList<string> _preRequest = [];

    private AttackSession(NpgsqlConnection connection)
    {
        Connection = connection;
        connection.Notice += (_, notice) =>
            _notices.Add(Plain($"notice: {notice.Notice.MessageText} {notice.Notice.Detail} {notice.Notice.Where}"));
    }

    /// <summary>The administrator's connection, inside the session's transaction.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The number of attacks that were run.</summary>
    public int Attacks { get; private set; }

    /// <summary>Opens a connection and begins the transaction.</summary>
    public static async Task<AttackSession> OpenAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        var stage = new AttackSession(await database.Connections.OpenConnectionAsync(cancellation));
        await stage.RunAsync($"begin; {Guard}", cancellation);
        stage._preRequest = await CallerSession.PreRequestAsync(stage.Connection, cancellation);
        return stage;
    }

    /// <summary>Runs SQL as the administrator; its effect lasts until the transaction or a savepoint is rolled back.</summary>
    public async Task RunAsync(string sql, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs the statements of an attack in order, stops at the first error, and rolls back all of these statements.</summary>
    public async Task<Observation> ObserveAsync(IReadOnlyList<AttackStatement> steps, CancellationToken cancellation = default)
    {
        Attacks++;
        var lines = new List<string>();
        string? error = null;
        var before = "savepoint attack; ";
        try
        {
            foreach (var step in steps)
            {
                await RunAsync(before + As(step), cancellation);
                before = "";
                _notices.Clear();
                var heard = step.Caller is null || !step.IsHeard ? [] : lines;
                error = await RequestAsync(step, heard, cancellation);
                heard.AddRange(_notices);
                if (error is not null)
                    break;
            }
        }
        finally
        {
            await RunAsync("rollback to savepoint attack; release savepoint attack; reset session authorization; reset role", cancellation);
        }
        return new Observation(lines, error);
    }

    /// <summary>Rolls back the transaction and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync("rollback");
        }
        catch (NpgsqlException)
        {
            // The connection is lost, so the server rolls back the transaction.
        }
        await Connection.DisposeAsync();
    }

    private static string As(AttackStatement step)
    {
        const string administrator = "reset session authorization; reset role";
        if (step.Caller is not { } caller)
            return $"{administrator}; select set_config('request.jwt.claims', '', true)";
        string[] login = step.IsLogin
            ? [$"set local session authorization {SqlText.Identifier(caller.Role)}", .. caller.Becoming.Skip(1)]
            : [.. caller.Becoming];
        return string.Join("; ", [administrator, .. login, CallerSession.Settings(caller), CallerSession.OlderClaims(caller)]);
    }

    // Calls the db-pre-request function, as the API does, and then runs the statement. A caller with a database login sends no HTTP
    // request, so the function is not called for this caller.
    private async Task<string?> RequestAsync(AttackStatement step, List<string> lines, CancellationToken cancellation)
    {
        foreach (var call in step.Caller is null || step.IsLogin ? [] : _preRequest)
        {
            if (await SayAsync(call, lines, cancellation) is { } refused)
                return refused;
        }
        return await SayAsync(step.Sql, lines, cancellation);
    }

    private async Task<string?> SayAsync(string sql, List<string> lines, CancellationToken cancellation)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, Connection) { AllResultTypesAreUnknown = true };
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            do
            {
                while (await reader.ReadAsync(cancellation))
                {
                    if (lines.Count >= MostLines)
                        continue;
                    var line = string.Join(
                        " | ",
                        Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : reader.GetString(i))
                    );
                    lines.Add(line.Length <= LongestLine ? line : line[..LongestLine]);
                }
            } while (await reader.NextResultAsync(cancellation));
            if (reader.RecordsAffected >= 0)
                lines.Add($"rows: {reader.RecordsAffected}");
            return null;
        }
        catch (PostgresException fault) when (!ErrorClassifier.IsOutage(fault))
        {
            lines.Add(
                Plain(
                    $"error: {fault.SqlState} {fault.MessageText} | {fault.Detail} | {fault.Hint} | {fault.Where} | "
                        + $"{fault.ConstraintName} | {fault.ColumnName} | {fault.Position}"
                )
            );
            return fault.SqlState;
        }
    }

    // The number of the temporary schema differs between sessions and carries no information.
    private static string Plain(string line) => TemporarySchema().Replace(line, "pg_temp");

    [GeneratedRegex("pg_temp_[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex TemporarySchema();
}
