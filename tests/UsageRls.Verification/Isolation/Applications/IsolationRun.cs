using System.Diagnostics;
using Npgsql;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Isolation.Attacks;
using UsageRls.Verification.Isolation.SmallWorlds;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Applications;

/// <summary>
/// Runs statements on each of an application's tables whose rows belong to tenants or users: as every caller, by many statement paths, on
/// rows made from the catalog. <see cref="UniversalRule"/> decides which access is forbidden. Other access is recorded and compared with
/// the intent file.
/// </summary>
public sealed class IsolationRun
{
    private readonly Population _population;
    private readonly IReadOnlyList<Subject> _watched;
    private UniversalRule _rule;
    private readonly ILookup<Subject, (string Key, Belonging Belongs)> _rows;
    private readonly ColumnPrivileges _privileges;
    private readonly IReadOnlyList<Standing> _callers;
    private readonly IReadOnlyDictionary<(TableName Table, string Key), MadeRow> _known;
    private readonly WatchedSession _session;
    private readonly int _major;
    private List<TriedOn> _tried = []; // the inserts, updates and deletes with their outcomes; attacks reuse them
    private readonly IsolationCauses _causes;

    private IsolationRun(
        Population population,
        IReadOnlyList<Subject> watched,
        ILookup<Subject, (string Key, Belonging Belongs)> rows,
        ColumnPrivileges privileges,
        IReadOnlyList<Standing> callers,
        IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known,
        WatchedSession session,
        int major,
        StatementLocator statements
    )
    {
        _causes = new IsolationCauses(session.Connection, statements);
        (_population, _watched, _rows, _privileges, _callers) = (population, watched, rows, privileges, callers);
        (_known, _session, _major) = (known, session, major);
        _rule = UniversalRule.From(population, watched, rows);
    }

    /// <summary>Fills an empty clone with rows, tests its tables, views and functions, and runs the attacks.</summary>
    public static async Task<IsolationReport> RunAsync(
        TestDatabase database,
        Application application,
        DatabaseSchema schema,
        int seed,
        IsolationOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new IsolationOptions();
        var (clock, kept, shard) = (Stopwatch.StartNew(), options.Kept, options.Shard);
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var population = await Population.CreateAsync(connection, application, schema, seed, options.Samples, cancellation);
        var watched = application.Subjects.ToArray();
        var privileges = await ColumnPrivileges.ReadAsync(connection, DatabaseRole.Api, watched, cancellation);
        var proposals = new Dictionary<Subject, IReadOnlyList<ProposedRow>>();
        var faults = new Dictionary<Subject, string>();
        foreach (var subject in watched.Where(s => IsTried(s, privileges)))
        {
            var maker = new Proposals(population, subject);
            proposals[subject] = await maker.MakeAsync(cancellation);
            faults[subject] = maker.Fault;
        }

        // The search for valid rows may have inserted memberships to which these rows refer.
        var callers = await Callers.CreateAsync(connection, population, cancellation);
        await using (var refresh = new NpgsqlCommand(ReachRun.Refresh, connection))
            await refresh.ExecuteNonQueryAsync(cancellation);
        var known = await KnownRows.ReadAsync(connection, watched, cancellation);
        var migrations = database.Template.Migrations;
        var statements = new StatementLocator(migrations.Migrations, ProjectRoot.FromTop(migrations.Folder), options.ByHand);
        IsolationReport tried;
        IsolationRun run;
        Reachable reachable;
        await using (var session = await WatchedSession.OpenAsync(database, watched, cancellation: cancellation))
        {
            var rows = await session.RowsAsync(cancellation);
            var major = database.Server.Server.Version.Major;
            run = new IsolationRun(population, watched, rows, privileges, callers, known, session, major, statements);
            var common = await CommonRows.FindAsync(
                session,
                watched.Where(s => IsTried(s, privileges)),
                callers,
                (subject, caller) =>
                    run.Trials(subject, [.. rows[subject]], proposals.GetValueOrDefault(subject) ?? []).Of(caller, isOdd: true),
                cancellation
            );
            run._rule = UniversalRule.From(population, watched, rows, common);
            var subjects = shard is null ? watched : [.. shard.Take(watched)];
            var tables = run.Plan(subjects, proposals, faults, kept);
            options.First?.Begins(tables.Count(t => t.Tries.Count > 0 && t.Done is null));
            var reports = new Dictionary<Subject, TableReport>();
            foreach (var table in tables.OrderBy(t => t.Done is not null))
            {
                await session.SweepAsync(cancellation);
                var report = await run.TryAsync(table, kept, cancellation);
                reports[table.Subject] = report;
                var reason = report.Reason == "" ? "" : $", {report.Reason}";
                options.Progress?.Invoke($"{table.Subject}: {report.State}{reason}, {report.Attempts} statements");
                if (table.Tries.Count > 0 && table.Done is null)
                    options.First?.Judged(report);
            }
            // Restore the order of the tables, so that the report and the attacks do not depend on which tables were judged first.
            var place = watched.Index().ToDictionary(s => s.Item, s => s.Index);
            run._tried = [.. run._tried.OrderBy(t => place[t.Subject])];
            tried = new IsolationReport(database.Template.Baseline, application, [.. subjects.Select(s => reports[s])], [], clock.Elapsed);
            if (shard is not null)
                return tried with { Kept = kept };
            if (kept?.FindRest() is { } rest)
            {
                var uses = Use.From(await ReachableAsync());
                return StandInCalls.Judge(rest.AddTo(tried) with { Uses = uses, Kept = kept, Elapsed = clock.Elapsed }, await CallsAsync());
            }

            var reach = new ReachRun(population, watched, run._rows, known, privileges, run._rule, session)
            {
                Trails = Trails.Find(run._tried),
            };
            reachable = await ReachableAsync();
            var objects = await reach.RunAsync(reachable, Callers.Attackers(population, callers), cancellation);
            var reached = await run._causes.OfReachedAsync(reachable, objects, cancellation);
            var attributed = await new RootCauses(session.Connection).AttributeAsync(tried.Tables, cancellation);
            (attributed, var worlds) = options.InSmallWorlds
                ? await run.TryWorldsAsync(attributed, proposals, seed, options.Progress, cancellation)
                : (attributed, []);
            tried = tried with { Tables = attributed, Reached = reached, Uses = Use.From(reachable), Worlds = worlds, Kept = kept };
        }

        var attacks = new AttackRun(database, connection, population, watched)
        {
            Privileges = privileges,
            Proposals = proposals,
            Trials = run._tried,
            Statements = statements,
            Reachable = reachable,
            Common = run._rule.Common,
            Leaking = tried.Tables.SelectMany(t => t.Breaches.Select(b => (b.Table.Name, b.Command))).ToHashSet(),
            LeakingObjects = tried.Reached.Where(o => o.Breaches.Count > 0).Select(o => o.Object).ToHashSet(StringComparer.Ordinal),
            GraveObjects = tried.Reached.Where(IsolationFindings.IsGrave).Select(o => o.Object).ToHashSet(StringComparer.Ordinal),
        };
        tried = tried with { Attacks = await attacks.RunAsync(cancellation), Elapsed = clock.Elapsed };
        if (KeptRest.From(tried) is { } held)
            kept?.Add(held);
        return StandInCalls.Judge(tried, await CallsAsync());

        Task<Reachable> ReachableAsync() => Reachable.ReadAsync(connection, [DatabaseRole.Anon, DatabaseRole.Authenticated], cancellation);

        Task<IReadOnlyList<StandInCall>> CallsAsync() => StandInCalls.ReadAsync(connection, cancellation);
    }

    // Builds the statements for each table, and finds the kept outcomes of these statements.
    private PlannedTable[] Plan(
        IEnumerable<Subject> subjects,
        Dictionary<Subject, IReadOnlyList<ProposedRow>> proposals,
        Dictionary<Subject, string> faults,
        KeptTables? kept
    )
    {
        var content = kept is null ? null : KeptContent.From(_watched, _rows, _known);
        return
        [
            .. subjects.Select(subject =>
            {
                var proposed = proposals.GetValueOrDefault(subject) ?? [];
                var rows =
                    IsTried(subject, _privileges) && _population.Unpopulated.All(u => u.Subject != subject) ? _rows[subject].ToArray() : [];
                var trials = Trials(subject, rows, proposed);
                TableTrial[] tries =
                    rows.Length == 0
                        ? []
                        :
                        [
                            .. trials.OneOfEachKind(
                                _callers.SelectMany((caller, i) => trials.Of(caller, isOdd: i >= _callers.Count - Callers.Odd))
                            ),
                        ];
                var key = content is null || tries.Length == 0 ? "" : kept!.Key(subject, tries, content);
                return new PlannedTable(subject, rows, tries)
                {
                    HasProposals = proposed.Count > 0,
                    Fault = faults.GetValueOrDefault(subject) ?? "",
                    Key = key,
                    Done = key == "" ? null : kept!.Find(key, subject, tries, _watched),
                };
            }),
        ];
    }

    // Runs the small worlds: combinations of memberships of two people in two tenants, and changes of these memberships.
    private async Task<(IReadOnlyList<TableReport> Tables, IReadOnlyList<SmallWorldReport> Worlds)> TryWorldsAsync(
        IReadOnlyList<TableReport> reports,
        Dictionary<Subject, IReadOnlyList<ProposedRow>> proposals,
        int seed,
        Action<string>? progress,
        CancellationToken cancellation
    )
    {
        var worlds = new List<SmallWorldReport>();
        foreach (var model in _population.Application.Models)
        {
            var run = new SmallWorldRun(_population, _session, _privileges, _rule, _causes)
            {
                Trials = (subject, rows) => Trials(subject, rows, proposals.GetValueOrDefault(subject) ?? []),
            };
            var clock = Stopwatch.StartNew();
            worlds.Add(await run.RunAsync(model, reports, seed, cancellation));
            progress?.Invoke(FormattableString.Invariant($"{worlds[^1]}, {clock.ElapsedMilliseconds:N0} ms"));
            reports = [.. reports.Select(run.Merge)];
        }
        return (reports, worlds);
    }

    private TableTrials Trials(Subject subject, (string Key, Belonging Belongs)[] rows, IReadOnlyList<ProposedRow> proposals) =>
        new(subject, rows, _privileges, _major) { Proposals = proposals, Find = key => _known.GetValueOrDefault((subject.Name, key)) };

    private async Task<(IReadOnlyList<Trial> Trials, int Sent)> RunAsync(
        Subject subject,
        IReadOnlyList<TableTrial> tries,
        CancellationToken cancellation
    )
    {
        var run = new RoleTrials(_session, _privileges);
        return (await run.RunAsync([.. tries.Select(t => (subject, t))], cancellation), run.Sent);
    }

    private static bool IsTried(Subject subject, ColumnPrivileges privileges) =>
        subject.Kind != SubjectKind.Shared
        && subject.Excluded is null
        && (privileges.Reaches(DatabaseRole.Anon, subject.Name) || privileges.Reaches(DatabaseRole.Authenticated, subject.Name));

    private async Task<TableReport> TryAsync(PlannedTable table, KeptTables? kept, CancellationToken cancellation)
    {
        var (subject, rows, tries) = table;
        if (subject.Excluded is { } reason)
            return new(subject, TableState.Excluded, reason);
        if (subject.Kind == SubjectKind.Shared)
            return new(subject, TableState.Shared, "its rows belong to no tenant or user");
        if (!IsTried(subject, _privileges))
            return new(subject, TableState.NotReachable, "anon and authenticated have no privilege on the table");
        if (_population.Unpopulated.FirstOrDefault(u => u.Subject == subject) is { } empty)
            return new(subject, TableState.NotVerified, $"no row could be inserted: {empty.Fault.Message}");
        if (rows.Length == 0)
            return new(subject, TableState.NotVerified, "no row could be inserted");

        var (done, sent) = table.Done ?? await RunAsync(subject, tries, cancellation);
        if (table.Done is null && table.Key != "")
            kept!.Add(table.Key, subject, done, sent, _watched);
        _tried.AddRange(
            tries
                .Zip(done)
                .Where(t => t.First.Path.Command is Command.Insert or Command.Update or Command.Delete)
                .Select(t => new TriedOn(subject, t.First, t.Second))
        );
        // Callers with unusual tokens must be denied what other callers are denied, but need not be allowed what the intent allows.
        var judge = new TableJudge(_rule, subject, rows) { Ordinary = _callers.Take(_callers.Count - Callers.Odd).ToHashSet() };
        var report = judge.Judge([.. tries.Zip(done)]) with { Attempts = sent };
        // Without a valid row, INSERT was not run: the table does not count as verified.
        string[] roles = [DatabaseRole.Anon, DatabaseRole.Authenticated];
        if (
            !table.HasProposals
            && report.State != TableState.Leaks
            && roles.Any(role => _privileges.Of(role, subject.Name, "INSERT").Count > 0)
        )
        {
            var untried = $"no valid row for an insert was found, so inserts were not tested: {table.Fault}";
            report = report with { State = TableState.NotVerified, Reason = untried };
        }
        if (report.Reason == "" && _rule.Common.Contains(subject.Name))
            report = report with { Reason = CommonRows.Reason };
        if (report.Reason == "" && _population.Rows.IsUnchecked(subject.Name))
        {
            report = report with
            {
                Reason = "its deferrable constraint triggers were disabled while its rows were made, because they require later rows",
            };
        }
        return report with
        {
            Breaches = await _causes.OfBreachesAsync(report.Breaches, cancellation),
            Defect = report.Broken is [var broken, ..] ? await _causes.OfDefectAsync(subject, broken, cancellation) : null,
            AgainstIntent = await _causes.OfFactsAsync(subject, report.AgainstIntent, cancellation),
        };
    }
}
