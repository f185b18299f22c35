using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Access;

/// <summary>An attempt by <c>copy … to stdout</c> or <c>copy … from stdin</c>, undone like every other.</summary>
internal static class CopyAttempt
{
    /// <summary>Begin, copy, look, undo.</summary>
    public const int RoundTrips = 4;

    private const string Look = "select count(*) filter (where age(xmin) <= 0), count(*) from public.usage_events";

    public static bool Is(Statement statement) => statement.Result is ResultKind.CopyIn or ResultKind.CopyOut;

    public static async Task<Attempt> TryAsync(NpgsqlConnection connection, Caller caller, Statement statement, CancellationToken cancellation)
    {
        string[] become = ["savepoint usage_rls_copy", $"set local role {SqlText.Identifier(caller.Role)}", $"select set_config('request.jwt.claims', {SqlText.Literal(caller.Claims ?? "")}, true)"];
        var before = await LookAsync(connection, [], become, cancellation);
        try
        {
            var lines = statement.Result == ResultKind.CopyOut
                ? await CopyOutAsync(connection, statement.Sql, cancellation)
                : await CopyInAsync(connection, statement, cancellation);
            var (written, after) = await LookAsync(connection, ["reset role"], [], cancellation);
            return new Attempt(caller, statement, Outcome.Succeeded(statement, lines), new Effect(written, after - before.Total));
        }
        catch (PostgresException error)
        {
            return new Attempt(caller, statement, ErrorClassifier.Classify(statement, error), Effect.None);
        }
        finally
        {
            await using var undo = new NpgsqlCommand("rollback to savepoint usage_rls_copy", connection);
            await undo.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task<long> CopyOutAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        using var reader = await connection.BeginTextExportAsync(sql, cancellation);
        var lines = 0L;
        while (await reader.ReadLineAsync(cancellation) is not null) lines++;
        return lines;
    }

    private static async Task<long> CopyInAsync(NpgsqlConnection connection, Statement statement, CancellationToken cancellation)
    {
        await using var writer = await connection.BeginTextImportAsync(statement.Sql, cancellation);
        await writer.WriteAsync(statement.Input);
        return statement.Input.Count(c => c == '\n');
    }

    // What the owner sees, with what is to be said in the same round trip before and after the look.
    private static async Task<(long Written, long Total)> LookAsync(
        NpgsqlConnection connection, IEnumerable<string> before, IEnumerable<string> after, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in (string[])[.. before, Look, .. after]) batch.BatchCommands.Add(new(sql));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
