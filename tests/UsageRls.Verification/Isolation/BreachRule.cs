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

    /// <summary>The same views and functions, each breach with what the object does past the policies, and where it was made.</summary>
    public static async Task<IReadOnlyList<ReachedObject>> ExplainAsync(
        NpgsqlConnection connection, StatementLocator statements, Reachable reachable, IReadOnlyList<ReachedObject> objects, CancellationToken cancellation = default)
    {
        var explained = new List<ReachedObject>();
        foreach (var reached in objects)
        {
            var responsible = reached.Breaches.Count == 0 ? null : await OfAsync(connection, statements, reachable, reached, cancellation);
            explained.Add(reached with { Breaches = [.. reached.Breaches.Select(b => b with { Responsible = responsible })] });
        }
        return explained;
    }

    private static async Task<Responsible?> OfAsync(
        NpgsqlConnection connection, StatementLocator statements, Reachable reachable, ReachedObject reached, CancellationToken cancellation)
    {
        if (reachable.Functions.FirstOrDefault(f => f.Signature == reached.Object) is { } function)
        {
            return new(ResponsibleKind.Object, $"function {reached.Object}", function.IsDefiner ? "runs with the privileges of its owner, past the policies" : "does this with its caller's privileges")
            { Place = statements.Creation(function.IsProcedure ? "procedure" : "function", function.Name) };
        }
        if (reachable.Views.FirstOrDefault(v => v.Name.ToString() == reached.Object) is not { } view) return null;
        var facts = await RelationFacts.ReadAsync(connection, view.Name, view.Role, cancellation);
        return new(ResponsibleKind.Object, $"{facts.KindWord} {reached.Object}", facts.ActsAs) { Place = statements.Creation(facts.KindWord, view.Name.Name) };
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
        try
        {
            return await rule.OfAccessAsync(Attempt(breach), cancellation);
        }
        catch (PostgresException)
        {
            // A leak is told whether or not its cause can be.
            return null;
        }
    }

    /// <summary>The statement of a breach, to be tried again.</summary>
    public static Attempted Attempt(Breach breach)
    {
        var table = (breach.Row?.Table ?? breach.Table).Name;
        var changes = breach.Trial.Changes.Where(c => c.Table.Name == table).Select(c => c.Command).Distinct(StringComparer.Ordinal).ToArray();
        // An update of the key looks like a row that went and one that came.
        var command = changes.Length > 1 ? Command.Update : changes is [var only] ? Enum.Parse<Command>(only, ignoreCase: true) : breach.Command;
        return new Attempted(breach.Caller.Caller, table, command, breach.Trial.Statement.Sql)
        { Row = changes.Length <= 1 && breach.Row is { } row && command != Command.Insert ? $"{WatchedSession.KeyOf(row.Table)} = {SqlText.Literal(row.Key)}" : null };
    }
}
