using UsageRls.Verification.Isolation;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.Mutation.Mutators;

namespace UsageRls.Verification.Mutation;

/// <summary>The mutants and claims of one table on a populated database, ready to run.</summary>
/// <param name="run">Runs the mutants.</param>
/// <param name="scene">The table, its rows, and the statements of the claims.</param>
/// <param name="mutants">The mutants.</param>
/// <param name="claims">The claims.</param>
public sealed class PreparedMutation(MutationRun run, TableScene scene, IReadOnlyList<Mutant> mutants, IReadOnlyList<IClaim> claims)
{
    /// <summary>
    /// The key under which the report is kept. Two runs have the same key only if their mutants are equal, if the same callers run the
    /// same statements on the same rows with the same intent, and if nothing that the statements and mutants reach has changed.
    /// </summary>
    /// <param name="inputs">The inputs that decide the results of the run.</param>
    /// <param name="sql">The SQL of the database.</param>
    public string Key(RunInputs inputs, TableSql sql)
    {
        var (table, content) = (scene.Subject.Name, scene.Content!);
        var statements = scene.Trials.SelectMany(t => t.Trial.Statement.Before.Append(t.Trial.Statement.Sql));
        var reached = sql.Of(table, statements.Concat(mutants.Select(m => m.Sql)), scene.Trials.Select(t => t.Trial.Statement.Scene));
        return (inputs with { Sql = reached }).Key(
            $"mutation of {table}",
            [
                content.Digest,
                $"{scene.Subject.Kind} {run.MayChangeRoles}",
                .. mutants.SelectMany(m => (string[])[m.Mutator, m.Object, m.Change, m.Sql]),
                .. claims.Select(c => c.Name),
                .. scene.Trials.Select(t => t.Trial.Caller).Distinct().SelectMany(StandingOf),
                .. scene.Trials.SelectMany(t => StatementTexts.For(t.Trial.Caller.Caller, t.Trial.Statement)).Select(content.WithoutTimes),
                .. scene.Trials.Select(t => $"{t.Trial.Path.Name} {t.Trial.Aim} {t.IsOrdinary}"),
            ]
        );
    }

    /// <summary>Runs the mutants; if a claim with a false <see cref="IClaim.MayFail"/> fails without a mutant, runs none.</summary>
    public async Task<MutationReport> RunAsync(CancellationToken cancellation = default) =>
        await run.RunAsync(mutants, cancellation) with
        {
            Table = scene.Subject.Name.ToString(),
        };

    private static IEnumerable<string> StandingOf(Standing caller)
    {
        string Of<T>(IEnumerable<T> all) => string.Join(' ', all.Select(a => $"{a}").Order(StringComparer.Ordinal));
        return
        [
            caller.Caller.Name,
            Of(caller.Memberships),
            Of(caller.Colleagues),
            Of(caller.Below),
            Of(caller.Lapsed),
            Of(caller.Invited),
            Of(caller.LapsedColleagues),
            $"{caller.IsStaff}",
        ];
    }
}
