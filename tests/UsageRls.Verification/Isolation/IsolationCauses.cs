using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Finds the policy, grant or function that allows access which must be denied, or denies access which must be allowed.</summary>
/// <param name="connection">The administrator's connection, inside the transaction in which the access was observed.</param>
/// <param name="statements">Locates objects in the statements of the migrations.</param>
internal sealed class IsolationCauses(NpgsqlConnection connection, StatementLocator statements)
{
    private readonly ResponsibleRule _rule = new(connection, statements);

    /// <summary>Returns the breaches, each with the policy, flag, grant or role that causes it.</summary>
    public async Task<IReadOnlyList<Breach>> OfBreachesAsync(IReadOnlyList<Breach> breaches, CancellationToken cancellation = default)
    {
        var explained = new List<Breach>();
        foreach (var breach in breaches)
            explained.Add(breach with { Responsible = await OrNullAsync(() => _rule.OfAccessAsync(Attempt(breach), cancellation)) });
        return explained;
    }

    /// <summary>
    /// Returns the facts. For each command, the first fact of allowed access and the first fact of denied access also have the responsible
    /// object.
    /// </summary>
    public async Task<IReadOnlyList<Fact>> OfFactsAsync(
        Subject subject,
        IReadOnlyList<Fact> facts,
        CancellationToken cancellation = default
    )
    {
        var explained = new List<Fact>();
        foreach (var same in facts.GroupBy(f => (f.Command, IsReached: f.Reached is not null)))
        {
            explained.Add(same.First() with { Responsible = await OfFactAsync(subject, same.First(), cancellation) });
            explained.AddRange(same.Skip(1));
        }
        return explained;
    }

    /// <summary>
    /// Returns the views and functions; each breach also has its cause: how the object bypasses the policies, and where it was created.
    /// </summary>
    public async Task<IReadOnlyList<ReachedObject>> OfReachedAsync(
        Reachable reachable,
        IReadOnlyList<ReachedObject> objects,
        CancellationToken cancellation = default
    )
    {
        var explained = new List<ReachedObject>();
        foreach (var reached in objects)
        {
            var responsible = reached.Breaches.Count == 0 ? null : await OfObjectAsync(reachable, reached, cancellation);
            explained.Add(reached with { Breaches = [.. reached.Breaches.Select(b => b with { Responsible = responsible })] });
        }
        return explained;
    }

    /// <summary>Finds the policy or trigger that makes a statement fail with an error; null if no single object does.</summary>
    public Task<Responsible?> OfDefectAsync(Subject subject, Trial broken, CancellationToken cancellation = default) =>
        new DefectiveRule(connection, statements).FindAsync(
            new Attempted(broken.Caller, subject.Name, Command.Define, broken.Statement.Sql),
            cancellation
        );

    /// <summary>Returns the statement of a breach as an attempt, which the search for the cause of the breach can repeat.</summary>
    public static Attempted Attempt(Breach breach)
    {
        var table = breach.Row?.Table ?? breach.Table;
        var changes = breach
            .Trial.Changes.Where(c => c.Table.Name == table.Name)
            .Select(c => c.Command)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        // If the scene deleted the row, the INSERT restores it, so the recorded changes do not show an insert. An UPDATE of the key appears
        // as a delete and an insert.
        var command =
            breach is { Command: Command.Insert, Trial.Statement.Scene: not "" } ? Command.Insert
            : changes.Length > 1 ? Command.Update
            : changes is [var only] ? Enum.Parse<Command>(only, ignoreCase: true)
            : breach.Command;
        var isOneRow = changes.Length <= 1 && command != Command.Insert;
        return new Attempted(breach.Caller.Caller, table.Name, command, breach.Trial.Statement.Sql)
        {
            Row = isOneRow && breach.Row is { } row ? Row(row.Table, row.Key) : null,
            Scene = breach.Trial.Statement.Scene,
        };
    }

    private async Task<Responsible?> OfFactAsync(Subject subject, Fact fact, CancellationToken cancellation)
    {
        if ((fact.Reached ?? fact.Refused) is not { } trial)
            return null;
        var command = Enum.Parse<Command>(fact.Command, ignoreCase: true);
        var attempted = new Attempted(fact.Caller.Caller, subject.Name, command, trial.Statement.Sql)
        {
            Row = fact.Key is { } key ? Row(subject, key) : null,
            Scene = trial.Statement.Scene,
        };
        var responsible = await OrNullAsync(() =>
            fact.Reached is not null ? _rule.OfAccessAsync(attempted, cancellation) : _rule.OfDenialAsync(attempted, cancellation)
        );
        return responsible is { Kind: ResponsibleKind.Unknown } ? null : responsible;
    }

    private async Task<Responsible?> OfObjectAsync(Reachable reachable, ReachedObject reached, CancellationToken cancellation)
    {
        if (reachable.Functions.FirstOrDefault(f => f.Signature == reached.Object) is { } function)
        {
            var does = function.IsDefiner
                ? "runs with the privileges of its owner, to whom policies do not apply"
                : "runs with the privileges of its caller";
            return new(ResponsibleKind.Object, $"function {reached.Object}", does)
            {
                Place = statements.Creation(function.IsProcedure ? "procedure" : "function", function.Name),
            };
        }
        if (reachable.Views.FirstOrDefault(v => v.Name.ToString() == reached.Object) is not { } view)
            return null;
        var facts = await RelationFacts.ReadAsync(connection, view.Name, view.Role, cancellation);
        var acts = reached.Breaches.Any(b => b.Trial.Changes.Count > 0) ? await TriggersAsync(view, cancellation) : "";
        return new(
            ResponsibleKind.Object,
            $"{facts.KindWord} {reached.Object}",
            acts == "" ? facts.ActsAs : $"passes writes to the trigger function {acts}, which changes the rows"
        )
        {
            Place = statements.Creation(facts.KindWord, view.Name.Name),
        };
    }

    private async Task<string> TriggersAsync(ReachableView view, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(string_agg(distinct t.tgfoid::regproc::text, ', '), '') from pg_catalog.pg_trigger t "
                + "where t.tgrelid = $1::regclass and not t.tgisinternal",
            connection
        );
        command.Parameters.Add(new() { Value = view.Name.Sql });
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static string Row(Subject table, string key) => $"{WatchedSession.KeyOf(table)} = {SqlText.Literal(key)}";

    // A breach is reported even if its cause cannot be found.
    private static async Task<Responsible?> OrNullAsync(Func<Task<Responsible>> find)
    {
        try
        {
            return await find();
        }
        catch (PostgresException)
        {
            return null;
        }
    }
}
