using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Isolation;

/// <summary>Names what let breaches through.</summary>
internal static class BreachRule
{
    /// <summary>The same breaches, each with the policy, flag, grant or role behind it.</summary>
    /// <param name="connection">The administrator's connection, inside the transaction in which they were seen.</param>
    /// <param name="statements">Finds the statements of the migrations.</param>
    /// <param name="breaches">The breaches.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<IReadOnlyList<Breach>> ExplainAsync(
        NpgsqlConnection connection, StatementLocator statements, IReadOnlyList<Breach> breaches, CancellationToken cancellation = default)
    {
        var (rule, explained) = (new ResponsibleRule(connection, statements), new List<Breach>());
        foreach (var breach in breaches) explained.Add(breach with { Responsible = await OfAsync(rule, breach, cancellation) });
        return explained;
    }

    private static async Task<Responsible?> OfAsync(ResponsibleRule rule, Breach breach, CancellationToken cancellation)
    {
        var command = breach.Trial.Changes is [var change, ..] && Enum.TryParse<Command>(change.Command, ignoreCase: true, out var changing) ? changing : breach.Command;
        var table = breach.Row?.Table ?? breach.Table;
        try
        {
            return await rule.OfAccessAsync(new Attempted(breach.Caller.Caller, table.Name, command, breach.Trial.Statement.Sql)
            {
                Row = breach.Row is { } row && command != Command.Insert ? $"{WatchedSession.KeyOf(row.Table)} = {SqlText.Literal(row.Key)}" : null,
            }, cancellation);
        }
        catch (PostgresException)
        {
            // A leak is told whether or not its cause can be.
            return null;
        }
    }
}
