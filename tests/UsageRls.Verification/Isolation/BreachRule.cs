using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Tenancy;

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

    /// <summary>The same facts, each with what let the caller through or kept it out; the first of each command alone.</summary>
    public static async Task<IReadOnlyList<Fact>> ExplainAsync(
        NpgsqlConnection connection, StatementLocator statements, Subject subject, IReadOnlyList<Fact> facts, CancellationToken cancellation = default)
    {
        var (rule, explained) = (new ResponsibleRule(connection, statements), new List<Fact>());
        foreach (var same in facts.GroupBy(f => (f.Command, IsReached: f.Reached is not null)))
        {
            var first = same.First();
            explained.Add(first with { Responsible = await OfAsync(rule, subject, first, cancellation) });
            explained.AddRange(same.Skip(1));
        }
        return explained;
    }

    /// <summary>The policy or trigger that makes a statement fail; null where none alone does.</summary>
    public static Task<Responsible?> DefectAsync(NpgsqlConnection connection, StatementLocator statements, Subject subject, Trial broken, CancellationToken cancellation = default) =>
        new DefectiveRule(connection, statements).FindAsync(new Attempted(broken.Caller, subject.Name, Command.Define, broken.Statement.Sql), cancellation);

    private static async Task<Responsible?> OfAsync(ResponsibleRule rule, Subject subject, Fact fact, CancellationToken cancellation)
    {
        if ((fact.Reached ?? fact.Refused) is not { } trial) return null;
        var attempted = new Attempted(fact.Caller.Caller, subject.Name, Enum.Parse<Command>(fact.Command, ignoreCase: true), trial.Statement.Sql)
        { Row = fact.Key is { } key ? $"{WatchedSession.KeyOf(subject)} = {SqlText.Literal(key)}" : null };
        try
        {
            var responsible = fact.Reached is not null ? await rule.OfAccessAsync(attempted, cancellation) : await rule.OfDenialAsync(attempted, cancellation);
            return responsible.Kind == ResponsibleKind.Unknown ? null : responsible;
        }
        catch (PostgresException)
        {
            return null;
        }
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
