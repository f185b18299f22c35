using Npgsql;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Causes;

/// <summary>Runs one attempt repeatedly, each time with another change of the schema, and rolls back after each run.</summary>
/// <param name="connection">The administrator's connection, inside a transaction.</param>
/// <param name="attempted">The attempt.</param>
internal sealed class Retry(NpgsqlConnection connection, Attempted attempted)
{
    /// <summary>The error of the last run; null if it had none.</summary>
    public PostgresException? Refusal { get; private set; }

    /// <summary>Returns whether the attempt reaches its row after the administrator has run a change.</summary>
    /// <param name="change">The SQL of the change; empty for none.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public Task<bool> SucceedsAsync(string change = "", CancellationToken cancellation = default) =>
        InSavepointAsync(change, async () => await TryAsync(cancellation), cancellation);

    /// <summary>
    /// Runs a query, which must begin with <c>reset role</c>, and returns its first column. If <paramref name="isAfter"/>, runs the attempt
    /// before the query, and rolls it back afterwards. If that attempt fails, the query is not run, and the result is empty.
    /// </summary>
    public async Task<IReadOnlyList<string>> AskAsync(bool isAfter, string query, CancellationToken cancellation = default)
    {
        var answers = new List<string>();
        await InSavepointAsync(
            "",
            async () =>
            {
                if (isAfter && !await TryAsync(cancellation))
                    return false;
                await using var command = new NpgsqlCommand(query, connection);
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                while (await reader.ReadAsync(cancellation))
                    answers.Add(reader.IsDBNull(0) ? "null" : reader.GetString(0));
                return true;
            },
            cancellation
        );
        return answers;
    }

    private async Task<bool> InSavepointAsync(string change, Func<Task<bool>> act, CancellationToken cancellation)
    {
        await RunAsync("savepoint usage_rls_cause", cancellation);
        try
        {
            if (attempted.Scene != "")
                await RunAsync(attempted.Scene, cancellation);
            if (change != "")
                await RunAsync(change, cancellation);
            return await act();
        }
        finally
        {
            await RunAsync(
                "rollback to savepoint usage_rls_cause; release savepoint usage_rls_cause; reset role; "
                    + "select set_config('request.jwt.claims', '', true)",
                cancellation
            );
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellation)
    {
        Refusal = null;
        var (isRead, table) = (attempted.Command is Command.Select or Command.Lock, attempted.Table.Sql);
        try
        {
            await RunAsync(attempted.Caller.ToSql(), cancellation);
            var rows = await RunAsync(
                isRead && attempted.Row is { } row ? $"select 1 from {table} as t where {row}" : attempted.Sql,
                cancellation
            );
            if (isRead || attempted.Row is null || attempted.Command is Command.Insert)
                return rows != 0;
            await RunAsync("reset role", cancellation);
            return await RunAsync($"select 1 from {table} as t where {attempted.Row} and pg_catalog.age(t.xmin) > 0", cancellation) == 0;
        }
        catch (PostgresException refusal)
        {
            Refusal = refusal;
            return false;
        }
    }

    // Returns the number of rows that the statement returned or changed; -1 if the statement has no row count.
    private async Task<long> RunAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        long? rows = null;
        do
        {
            if (reader.FieldCount > 0)
                rows ??= 0;
            while (await reader.ReadAsync(cancellation))
                rows++;
        } while (await reader.NextResultAsync(cancellation));
        return rows ?? reader.RecordsAffected;
    }
}
