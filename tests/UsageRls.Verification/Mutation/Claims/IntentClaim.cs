using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Isolation;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>
/// A claim that no caller can do more with the rows of a table than the intent file allows, and that each caller with an ordinary token can
/// do everything that it allows. The claim runs only the selected statements.
/// </summary>
/// <param name="scene">The populated database, with all statements to run on the table.</param>
/// <param name="name">The claim as a sentence.</param>
/// <param name="area">One of <see cref="ClaimArea"/>.</param>
/// <param name="ways">Selects the statements that this claim runs.</param>
public sealed class IntentClaim(TableScene scene, string name, string area, Func<TableTrial, bool> ways) : IClaim
{
    // The simplest statements of each command detect most mutants, so the claims on these statements run first. The claim on all statement
    // paths then runs only on the mutants that survived these claims.
    private static readonly string[] s_plain =
    [
        "select … from table",
        "insert … values",
        "update … where key = …",
        "update … without where",
        "update … set tenant = foreign",
        "delete … where key = …",
        "delete without where",
    ];

    private readonly (TableTrial Trial, bool IsOrdinary)[] _trials = [.. scene.Trials.Where(t => ways(t.Trial))];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Area => area;

    /// <inheritdoc/>
    public bool MayFail => Given != "";

    /// <summary>
    /// SQL that the administrator runs before each statement, in place of the statement's own scene; if empty, each statement keeps its own
    /// scene.
    /// </summary>
    public string Given { get; init; } = "";

    /// <summary>Creates the claims of a table. The claim on all statement paths, which takes longest, is last.</summary>
    public static IReadOnlyList<IClaim> For(TableScene scene)
    {
        IClaim Of(string name, string area, Func<TableTrial, bool> ways) => new IntentClaim(scene, name, area, ways);
        static bool IsPlain(TableTrial trial) => s_plain.Contains(trial.Path.Name, StringComparer.Ordinal);
        return
        [
            new AttemptsClaim("Only the owner can run commands on the whole table", ClaimArea.Rights, OfTable(scene)),
            Of("SELECT returns exactly the intended rows", ClaimArea.Reading, t => t.Path.Command == Command.Select && IsPlain(t)),
            Of("UPDATE changes exactly the intended rows", ClaimArea.Rights, t => t.Path.Command == Command.Update && IsPlain(t)),
            Of("DELETE removes exactly the intended rows", ClaimArea.Rights, t => t.Path.Command == Command.Delete && IsPlain(t)),
            Of("INSERT adds exactly the intended rows", ClaimArea.Recording, t => t.Path.Command == Command.Insert && IsPlain(t)),
            .. WhereColleaguesAreSeen(scene, IsPlain),
            Of("No other statement path allows more than the intent", ClaimArea.Rights, _ => true),
        ];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Violation>> CheckAsync(
        AttemptSession session,
        IReadOnlySet<string> known,
        bool first,
        CancellationToken cancellation
    )
    {
        var violations = new List<Violation>();
        var ordinary = _trials.Where(t => t.IsOrdinary).Select(t => t.Trial.Caller).ToHashSet();
        foreach (var caller in _trials.Select(t => t.Trial).GroupBy(t => t.Caller).Select(g => g.ToArray()))
        {
            var trials = await session.WatchAllAsync(
                [.. caller.Select(t => (t.Caller.Caller, Given == "" ? t.Statement : t.Statement with { Scene = Given }))],
                cancellation
            );
            violations.AddRange(
                scene
                    .AgainstIntent([.. caller.Zip(trials)], ordinary)
                    .Where(v => !known.Contains(v.Key))
                    .Select(v => new Violation(v.Key, v.Text))
            );
            if (first && violations.Count > 0)
                break;
        }
        return violations;
    }

    private static IEnumerable<IClaim> WhereColleaguesAreSeen(TableScene scene, Func<TableTrial, bool> isPlain)
    {
        if (OpenMembers(scene) is not { } open)
            return [];
        (string Does, string Area, Command[] Commands)[] claims =
        [
            ("sees", ClaimArea.Reading, [Command.Select]),
            ("inserts", ClaimArea.Recording, [Command.Insert]),
            ("updates and deletes", ClaimArea.Rights, [Command.Update, Command.Delete]),
        ];
        return claims.Select(c => new IntentClaim(
            scene,
            $"The visibility of colleagues' memberships does not change the rows that a caller {c.Does}",
            c.Area,
            t => c.Commands.Contains(t.Path.Command) && isPlain(t)
        )
        {
            Given = open,
        });
    }

    // With this policy, signed-in callers with the SELECT privilege see every row of the table of memberships. So a policy of the mutated
    // table cannot rely on hidden memberships to deny access. In many applications colleagues see each other's memberships.
    private static string? OpenMembers(TableScene scene) =>
        scene.Subject.Tenancy?.Members is { Table: var members } && members != scene.Subject.Name
            ? $"create policy usage_rls_open on {members.Sql} for select to authenticated using (true)"
            : null;

    // Row level security does not restrict commands on a whole table (such as TRUNCATE), so one caller of each database role is enough.
    // LOCK is left out: a role that may update or delete rows may lock the table too.
    private static ClaimedAttempt[] OfTable(TableScene scene)
    {
        var table = scene.Subject.Table;
        var variables = new PathVariables(
            scene.Subject.Name,
            table.Key.Count > 0 ? [.. table.Key.Select(c => table.Find(c)!)] : [table.Columns[0]],
            null,
            null,
            null
        );
        if (scene.Subject.Tenancy is { HasTable: true, IsOfUsers: false } model)
        {
            variables = variables
                .With("tenants", model.Tenants.Sql)
                .With("tenants_name", model.Tenants.Name)
                .With("members_name", model.Members?.Table.Name ?? model.Tenants.Name);
        }

        Caller[] callers = [.. scene.Trials.Select(t => t.Trial.Caller.Caller).Where(c => c.HasReadableClaims).DistinctBy(c => c.Role)];
        return
        [
            .. from path in StatementPath.All
            where path.Rows == PathRows.Table && path.Command != Command.Lock && path.CanFill(variables)
            from caller in callers
            let statement = path.Fill(variables)
            select new ClaimedAttempt(
                $"{caller}: {path}",
                caller,
                statement,
                attempt => attempt.Outcome.IsDenial ? null : attempt.Outcome.ToString()
            ),
        ];
    }
}
