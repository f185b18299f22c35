using Npgsql;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Deployed;

/// <summary>Applies the differences of a deployed database to a clone; a statement that fails does not stop the others.</summary>
internal static class ChangedClone
{
    /// <summary>Whether an item belongs to the whole server, and not only to the clone.</summary>
    public static bool IsOfServer(CatalogItem item) => item.Kind is "role" or "membership";

    /// <summary>Runs a script on a clone.</summary>
    /// <returns>The changes that could not be made, each with the reason.</returns>
    public static async Task<IReadOnlyList<NotTried>> MakeAsync(
        TestDatabase clone,
        IReadOnlyList<ScriptStep> script,
        bool mayChangeRoles,
        CancellationToken cancellation = default
    )
    {
        var notTried = new List<NotTried>();
        await using var connection = await clone.Connections.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using (var settings = new NpgsqlCommand("set local check_function_bodies = off; set local search_path = ''", connection))
            await settings.ExecuteNonQueryAsync(cancellation);
        foreach (var step in script)
        {
            if (step.Sql is null)
                notTried.Add(new NotTried(step.Item, "no SQL statement makes this change"));
            else if (IsOfServer(step.Item) && !mayChangeRoles)
                notTried.Add(new NotTried(step.Item, "it belongs to the whole server, which others use"));
            else if (await FaultAsync(connection, transaction, step.Sql, cancellation) is { } fault)
                notTried.Add(new NotTried(step.Item, fault));
        }
        await transaction.CommitAsync(cancellation);
        return notTried;
    }

    private static async Task<string?> FaultAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string sql,
        CancellationToken cancellation
    )
    {
        await transaction.SaveAsync("step", cancellation);
        try
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
            return null;
        }
        catch (PostgresException fault)
        {
            await transaction.RollbackAsync("step", cancellation);
            return $"{fault.SqlState} {fault.MessageText}";
        }
    }
}
