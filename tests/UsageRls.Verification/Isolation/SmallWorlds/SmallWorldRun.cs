using Npgsql;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.SmallWorlds;

/// <summary>
/// Gives two people combinations of memberships in two tenants, and changes and ends memberships as an application's server would, with all
/// triggers enabled. After these changes, runs statements of the first person on the tables of the tenancy, and of both people on the
/// tables that the intent file describes.
/// </summary>
/// <param name="population">The tenants, people and rows of the database.</param>
/// <param name="session">The session in which statements run and are rolled back.</param>
/// <param name="privileges">The roles' privileges on the tables' columns.</param>
/// <param name="rule">The universal rule: who may access which rows if the intent file does not allow more.</param>
/// <param name="causes">Finds the policy, grant or other object that causes each defect.</param>
internal sealed class SmallWorldRun(
    Population population,
    WatchedSession session,
    ColumnPrivileges privileges,
    UniversalRule rule,
    IsolationCauses causes
)
{
    private readonly RoleTrials _tried = new(session, privileges);
    private readonly Dictionary<Subject, List<TableReport>> _wrong = [];
    private int _refused;

    /// <summary>Builds the statements to run on the rows of a table.</summary>
    public required Func<Subject, (string Key, Belonging Belongs)[], TableTrials> Trials { get; init; }

    /// <summary>Runs the worlds (at most 120) and the histories of one tenancy.</summary>
    /// <param name="model">The tenancy.</param>
    /// <param name="reports">
    /// The reports of the tables so far. Statements run only on the tables of this tenancy that these reports call verified.
    /// </param>
    /// <param name="seed">The seed of the random histories.</param>
    /// <param name="cancellation">Cancels the statements.</param>
    public async Task<SmallWorldReport> RunAsync(
        TenantModel model,
        IReadOnlyList<TableReport> reports,
        int seed,
        CancellationToken cancellation
    )
    {
        Subject[] subjects =
        [
            .. reports
                .Where(r => r.State is TableState.IsolationVerified or TableState.Verified && r.Table.Tenancy == model)
                .Select(r => r.Table),
        ];
        if (subjects.Length == 0)
            return new(model, 0, 0, 0) { Reason = "no table of these tenants is verified" };
        if (await SmallWorldScene.PrepareAsync(session.Connection, population, model, subjects, cancellation) is not { } scene)
            return new(model, 0, 0, 0) { Reason = "memberships are not rows of a table, or fewer than two tenants or non-members exist" };
        if (scene.Memberships.Kinds.Count < 2)
            return new(model, 0, 0, 0) { Reason = "no membership can be inserted for another user" };

        var plans = new WorldPlans(scene.Memberships.Kinds, scene.Memberships.IsOneEach);
        var isDescribed = subjects.Any(SmallWorldScene.IsDescribed);
        bool IsWanted(WorldPlan plan) => isDescribed || plan.IsForEveryTable;
        WorldPlan[] all = [.. plans.Worlds().Where(IsWanted)];
        WorldPlan[] worlds = [.. all.Take(WorldPlans.MostWorlds)];
        WorldPlan[] histories = [.. plans.Changes().Concat(plans.Moves()).Concat(plans.Random(seed)).Where(IsWanted)];
        foreach (var plan in worlds.Concat(histories))
            await PlayAsync(scene, plan, cancellation);
        return new(model, worlds.Length, all.Length, histories.Length)
        {
            Attempts = _tried.Sent,
            CutShort = _refused,
            NotTried =
            [
                .. scene.Memberships.Refused.Select(kind => $"{kind}, which the database refuses for another user"),
                .. scene.WithoutRows.Select(subject => $"rows of {subject} by a user who is no member"),
            ],
        };
    }

    /// <summary>Adds the results of the small worlds to a table's report, each defect once.</summary>
    public TableReport Merge(TableReport report)
    {
        foreach (var wrong in _wrong.GetValueOrDefault(report.Table) ?? [])
        {
            report = report with
            {
                State = wrong.Breaches.Count > 0 ? TableState.Leaks : report.State,
                Breaches = [.. report.Breaches.Concat(wrong.Breaches).DistinctBy(b => b.Command)],
                AgainstIntent = [.. report.AgainstIntent.Concat(wrong.AgainstIntent.Where(f => !IsKnown(report, f)))],
                BrokenInWorlds =
                [
                    .. report.BrokenInWorlds.Concat(wrong.Broken).Where(t => report.Broken.Count == 0).DistinctBy(t => t.Outcome.Message),
                ],
            };
        }
        return report;
    }

    private static bool IsKnown(TableReport report, Fact fact) =>
        report.AgainstIntent.Any(f => f.Command == fact.Command && f.Reached is null == fact.Reached is null)
        || report.Breaches.Any(b => string.Equals(b.Command.ToString(), fact.Command, StringComparison.OrdinalIgnoreCase));

    private async Task PlayAsync(SmallWorldScene scene, WorldPlan plan, CancellationToken cancellation)
    {
        var (now, sql) = (new SmallWorld(scene), new List<string> { "savepoint usage_rls_world", scene.Rows });
        var last = plan.Steps.Count - 1;
        for (var i = Math.Min(0, last); i <= last; i++)
        {
            if (i >= 0)
                sql.Add(now.Take(plan.Steps[i]));
            if (i != last && !plan.IsTriedAfterEachStep)
                continue;
            try
            {
                await session.ExecuteAsync(string.Join(";\n", sql), cancellation);
            }
            catch (PostgresException)
            {
                _refused++;
                break;
            }
            sql.Clear();
            await TryAsync(scene, plan, now, cancellation);
        }
        await session.ExecuteAsync("rollback to savepoint usage_rls_world; release savepoint usage_rls_world", cancellation);
    }

    private async Task TryAsync(SmallWorldScene scene, WorldPlan plan, SmallWorld now, CancellationToken cancellation)
    {
        var rows = await session.RememberAsync(cancellation);
        var callers = await now.CallersAsync(population, session.Connection, plan.IsHistory, cancellation);
        var tries = new List<(Subject Subject, TableTrial Trial)>();
        foreach (var subject in scene.Subjects)
        {
            var isDescribed = SmallWorldScene.IsDescribed(subject);
            if (!isDescribed && !plan.IsForEveryTable)
                continue;
            var trials = Trials(subject, [.. rows[subject]]);
            tries.AddRange((isDescribed ? callers : callers.Take(1)).SelectMany(c => trials.Of(c, isOdd: true)).Select(t => (subject, t)));
        }
        var done = await _tried.RunAsync(tries, cancellation);
        foreach (var table in tries.Zip(done).GroupBy(t => t.First.Subject))
        {
            var judge = new TableJudge(rule, table.Key, [.. rows[table.Key]]) { Ordinary = callers.ToHashSet() };
            var report = judge.Judge([
                .. table.Select(t => (t.First.Trial, t.Second with { Statement = now.Set(table.Key, t.Second.Statement) })),
            ]);
            if (report.Breaches.Count + report.AgainstIntent.Count + report.Broken.Count > 0)
                await KeepAsync(table.Key, report, cancellation);
        }
    }

    // Keep the first defect of each kind, because it has a short example: worlds with the fewest memberships run first, then single
    // changes, and last the random histories, which are longer.
    private async Task KeepAsync(Subject subject, TableReport report, CancellationToken cancellation)
    {
        if (!_wrong.TryGetValue(subject, out var known))
            _wrong[subject] = known = [];
        var breaches = report.Breaches.Where(b => !known.Any(k => k.Breaches.Any(o => o.Command == b.Command))).ToArray();
        Fact[] facts = [.. report.AgainstIntent.Where(f => !known.Any(k => IsKnown(k, f))).DistinctBy(f => (f.Command, f.Reached is null))];
        var broken = known.Any(k => k.Broken.Count > 0) ? [] : report.Broken;
        if (breaches.Length + facts.Length + broken.Count == 0)
            return;
        known.Add(
            report with
            {
                Breaches = await causes.OfBreachesAsync(breaches, cancellation),
                AgainstIntent = await causes.OfFactsAsync(subject, facts, cancellation),
                Broken = broken,
            }
        );
    }
}
