using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Uses every view and function that the API's roles can reach, with and without the rows that the caller must not see: the result must not
/// differ. Changes that a call makes must obey <see cref="UniversalRule"/>.
/// </summary>
/// <param name="population">The tenants, users and rows.</param>
/// <param name="subjects">The watched tables (those whose changes the session records), in the session's order.</param>
/// <param name="rows">The rows of the watched tables.</param>
/// <param name="known">The column values of each row, by table and key.</param>
/// <param name="privileges">The roles' privileges on the tables.</param>
/// <param name="rule">The universal rule.</param>
/// <param name="session">The session in which statements run and are rolled back.</param>
internal sealed class ReachRun(
    Population population,
    IReadOnlyList<Subject> subjects,
    ILookup<Subject, (string Key, Belonging Belongs)> rows,
    IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known,
    ColumnPrivileges privileges,
    UniversalRule rule,
    WatchedSession session
)
{
    /// <summary>
    /// The trails: append-only tables. No statement that a caller runs on such a table updates or deletes a row of the table.
    /// </summary>
    public IReadOnlySet<Subject> Trails { get; init; } = new HashSet<Subject>();

    /// <summary>
    /// Whether rows that the caller sees without a view or function count as public. True for runs on rows that were made to meet
    /// conditions of policies or functions, because such a condition may make a row public.
    /// </summary>
    public bool AreVisibleRowsPublic { get; init; }

    /// <summary>SQL by which the administrator changes rows before all calls; empty if no rows are changed.</summary>
    public string Scene { get; init; } = "";

    /// <summary>The id of a user, to call each function for this user only; null for all calls.</summary>
    public string? User { get; init; }

    private readonly Dictionary<
        (string Object, string Kind),
        (int Attempts, int Worked, string? Error, List<ReachBreach> Breaches)
    > _objects = [];

    private readonly HashSet<(string Object, string Caller)> _used = [];
    private readonly ReachStatements _statements = new(population, subjects, rows, known, privileges);

    /// <summary>Uses all views and functions as each caller, and returns the result for each view and function.</summary>
    public async Task<IReadOnlyList<ReachedObject>> RunAsync(
        Reachable reachable,
        IReadOnlyList<Standing> callers,
        CancellationToken cancellation
    )
    {
        await BeginSceneAsync(cancellation);
        foreach (var caller in callers)
        {
            if (await session.SweepAsync(cancellation))
                await BeginSceneAsync(cancellation);
            await TryAsync(reachable, caller, cancellation);
        }
        await session.ExecuteAsync("rollback to savepoint usage_rls_scene; release savepoint usage_rls_scene", cancellation);
        return
        [
            .. _objects.Select(o => new ReachedObject(o.Key.Object, o.Key.Kind, o.Value.Attempts, Merge(o.Value.Breaches))
            {
                UsedBy = [.. _used.Where(u => u.Object == o.Key.Object).Select(u => u.Caller).Order(StringComparer.Ordinal)],
                Reason = o.Value.Worked == 0 ? $"no call succeeded: {o.Value.Error}" : "",
            }),
        ];
    }

    private async Task BeginSceneAsync(CancellationToken cancellation)
    {
        await session.ExecuteAsync($"savepoint usage_rls_scene; set local statement_timeout = '5s'; {Scene}", cancellation);
        if (Scene != "")
            await session.RememberAsync(cancellation); // the scene's own changes are no changes of a call
    }

    private static ReachBreach[] Merge(List<ReachBreach> breaches) =>
        [
            .. breaches
                .GroupBy(b => b.What.Split(' ')[0])
                .Select(g =>
                    g.OrderBy(b => b.IsByErrorAlone || b.IsOnPublished)
                        .ThenBy(b => b.IsWithinTenant)
                        .ThenBy(b => b.Trial.Statement.Sql.Length)
                        .First() with
                    {
                        Callers = [.. g.Select(b => b.Caller.Caller.Name).Distinct(StringComparer.Ordinal)],
                    }
                ),
        ];

    private async Task TryAsync(Reachable reachable, Standing caller, CancellationToken cancellation)
    {
        var forbidden = Forbidden(caller);
        var victims = population
            .People.Select(p => p.Id.ToString())
            .Where(id => id != caller.User && !caller.Colleagues.Contains(id))
            .ToArray();
        var uses = _statements.Of(reachable, caller, forbidden, User);
        if (uses.Count == 0)
            return;

        Task<IReadOnlyList<Trial>> RunAsync(IEnumerable<Statement> statements) =>
            session.TryAllAsync([.. statements.Select(s => (caller.Caller, s))], cancellation);
        var look = _statements.LookEverywhere(caller.Caller.Role);
        Statement Look(params string[] calls) => new(look!) { Result = ResultKind.Ids, Before = calls };
        var visible = look is null ? new HashSet<string>() : VisibleKeys.Looked((await RunAsync([Look()]))[0]);
        (Subject, int, string Key)[] hidden = [.. forbidden.Where(f => !visible.Contains($"#{f.Place} {f.Key}"))];
        string[] published = AreVisibleRowsPublic ? [.. forbidden.Except(hidden).Select(f => f.Key)] : [];

        var before = await RunAsync(uses.Select(u => u.Statement));
        await session.ExecuteAsync("savepoint usage_rls_without", cancellation);
        await TakeAwayAsync(AreVisibleRowsPublic ? hidden : forbidden, victims, cancellation);
        var without = await RunAsync(uses.Select(u => u.Statement));
        await session.ExecuteAsync("rollback to savepoint usage_rls_without; release savepoint usage_rls_without", cancellation);

        var judge = new ReachJudge(rule, rows, known) { Trails = Trails };
        var breaches = uses.Select((use, i) => (Use: i, Breach: judge.JudgeChanges(use.Object, caller, published, before[i]))).ToList();
        int[] others = [.. breaches.Where(b => b.Breach is null).Select(b => b.Use)];

        // A result that differs without the hidden rows proves nothing if it also differs between two calls with the same rows.
        int[] differing = [.. others.Where(i => !ReachJudge.IsSame(before[i], without[i]))];
        foreach (var (i, again) in differing.Zip(await RunAsync(differing.Select(i => uses[i].Statement))))
            breaches.Add((i, judge.JudgeResult(uses[i].Object, caller, hidden, (before[i], without[i], again))));

        int[] looked = look is null ? [] : [.. others.Where(i => uses[i].MayWrite && before[i].Outcome.SqlState is null)];
        var copies = new CopiedTexts(subjects, known, hidden);
        foreach (var (i, after) in looked.Zip(await RunAsync(looked.Select(i => Look(uses[i].Statement.Sql)))))
        {
            ReachBreach? Copied() =>
                copies.Find(before[i], without[i], visible, VisibleKeys.Looked(after)) is { } copy
                    ? new(
                        uses[i].Object,
                        caller,
                        after,
                        $"copies \"{copy.Text}\" from a row of {copy.From} that the caller must not see",
                        $"into a row of {copy.To} that the caller sees"
                    )
                    : null;
            breaches.Add((i, judge.JudgeLook(uses[i].Object, caller, hidden, after) ?? Copied()));
        }

        for (var i = 0; i < uses.Count; i++)
            Record(uses[i], caller, before[i], [.. breaches.Where(b => b.Use == i).Select(b => b.Breach).OfType<ReachBreach>()]);
    }

    // Returns the rows that the caller must not see, each with the place of its table in the list of tables.
    private (Subject Subject, int Place, string Key)[] Forbidden(Standing caller) =>
        [
            .. from subject in subjects.Index()
            from row in rows[subject.Item]
            where rule.AgainstSeeing(caller, subject.Item, row.Belongs) is not null
            select (subject.Item, subject.Index + 1, row.Key),
        ];

    private void Record(ReachUse use, Standing caller, Trial trial, IEnumerable<ReachBreach> breaches)
    {
        var (attempts, worked, error, found) = _objects.GetValueOrDefault((use.Object, use.Kind), (0, 0, null, []));
        var isWorking = trial.Outcome.Kind is OutcomeKind.Allowed or OutcomeKind.Filtered;
        if (isWorking)
            _used.Add((use.Object, caller.Caller.Name));
        found.AddRange(breaches);
        _objects[(use.Object, use.Kind)] = (attempts + 1, worked + (isWorking ? 1 : 0), isWorking ? error : trial.Outcome.Message, found);
    }

    private async Task TakeAwayAsync((Subject Subject, int Place, string Key)[] forbidden, string[] victims, CancellationToken cancellation)
    {
        await session.ExecuteAsync("set local session_replication_role = replica", cancellation);
        foreach (var table in forbidden.GroupBy(f => f.Subject))
        {
            var keys = string.Join(", ", table.Select(f => SqlText.Literal(f.Key)));
            await session.ExecuteAsync(
                $"delete from {WatchedSession.From(table.Key)} as t where {WatchedSession.KeyOf(table.Key)} in ({keys})",
                cancellation
            );
        }

        await session.ExecuteAsync(
            $"""
            delete from auth.users where id = any ({SqlText.Literal($"{{{string.Join(',', victims)}}}")}::uuid[]);
            set local session_replication_role = origin;
            {Refresh}
            """,
            cancellation
        );
    }

    /// <summary>SQL that refreshes materialized views and statistics after rows have changed.</summary>
    public const string Refresh = """
        do $$ declare v text; begin
          for v in select c.oid::regclass::text from pg_catalog.pg_class c where c.relkind = 'm' loop
            execute 'refresh materialized view ' || v; end loop;
          for v in select c.oid::regclass::text from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'auth', 'storage', 'realtime') loop
              execute 'analyze ' || v; end loop;
        end $$
        """;
}
