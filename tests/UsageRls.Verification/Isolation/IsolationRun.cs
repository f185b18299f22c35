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
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Tries to reach the rows of every table of an application across tenants: every caller, by every statement path, on rows made from the
/// catalog. What must hold is <see cref="UniversalRule"/>; what members do in their own tenant is observed.
/// </summary>
public sealed class IsolationRun
{
    private readonly Population _population;
    private readonly UniversalRule _rule;
    private readonly ILookup<Subject, (string Key, Belonging Belongs)> _rows;
    private readonly ColumnPrivileges _privileges;
    private readonly IReadOnlyList<Standing> _callers;
    private readonly IReadOnlyDictionary<(TableName Table, string Key), MadeRow> _known;
    private readonly WatchedSession _session;
    private readonly int _major;
    private readonly List<TriedOn> _tried = []; // inserts and deletes, for attacks that begin where they end
    private readonly IsolationCauses _causes;

    private IsolationRun(
        Population population, IReadOnlyList<Subject> watched, ILookup<Subject, (string Key, Belonging Belongs)> rows, ColumnPrivileges privileges,
        IReadOnlyList<Standing> callers, IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known, WatchedSession session, int major, StatementLocator statements)
    {
        _causes = new IsolationCauses(session.Connection, statements);
        (_population, _rows, _privileges, _callers, _known, _session, _major) = (population, rows, privileges, callers, known, session, major);
        _rule = UniversalRule.Of(population, watched, rows);
    }

    /// <summary>Fills an empty clone and tries every table.</summary>
    public static async Task<IsolationReport> RunAsync(
        TestDatabase database, Application application, DatabaseSchema schema, int seed, Action<string>? progress = null,
        IReadOnlyDictionary<TableName, IReadOnlyDictionary<string, string>>? samples = null, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        var population = await Population.CreateAsync(connection, application, schema, seed, samples, cancellation);
        var watched = application.Subjects.ToArray();
        var callers = await Callers.OfAsync(connection, population, cancellation);
        var privileges = await ColumnPrivileges.ReadAsync(connection, DatabaseRole.Api, watched, cancellation);
        var proposals = new Dictionary<Subject, IReadOnlyList<(Belonging, IReadOnlyDictionary<string, RowValue>)>>();
        var faults = new Dictionary<Subject, string>();
        foreach (var subject in watched.Where(s => IsTried(s, privileges)))
        {
            var maker = new Proposals(population, subject);
            proposals[subject] = await maker.MakeAsync(cancellation);
            faults[subject] = maker.Fault;
        }

        await using (var refresh = new NpgsqlCommand(ReachRun.Refresh, connection)) await refresh.ExecuteNonQueryAsync(cancellation);
        var known = await KnownRows.ReadAsync(connection, watched, cancellation);
        var statements = new StatementLocator(database.Template.Migrations.Migrations, ProjectRoot.FromTop(database.Template.Migrations.Folder));
        IsolationReport tried;
        IsolationRun run;
        await using (var session = await WatchedSession.OpenAsync(database, watched, cancellation))
        {
            run = new IsolationRun(population, watched, await session.RowsAsync(cancellation), privileges, callers, known, session, database.Server.Server.Version.Major, statements);
            var reports = new List<TableReport>();
            foreach (var subject in watched)
            {
                var report = await run.TryAsync(subject, proposals.GetValueOrDefault(subject) ?? [], faults.GetValueOrDefault(subject) ?? "", cancellation);
                reports.Add(report);
                progress?.Invoke($"{subject}: {report.State}{(report.Reason == "" ? "" : $", {report.Reason}")}, {report.Attempts} statements");
            }
            var reach = new ReachRun(population, watched, run._rows, known, privileges, run._rule, session);
            var reachable = await Reachable.ReadAsync(connection, [DatabaseRole.Anon, DatabaseRole.Authenticated], cancellation);
            var reached = await run._causes.OfReachedAsync(reachable, await reach.RunAsync(reachable, run.Attackers(), cancellation), cancellation);
            var attributed = await new RootCauses(session.Connection).AttributeAsync(reports, cancellation);
            tried = new IsolationReport(database.Template.Baseline, application, attributed, reached, clock.Elapsed);
        }

        var attacks = new AttackRun(database, connection, population, watched)
        {
            Privileges = privileges,
            Proposals = proposals,
            Trials = run._tried,
            Statements = statements,
            Leaking = tried.Tables.SelectMany(t => t.Breaches.Select(b => (b.Table.Name, b.Command))).ToHashSet(),
        };
        var calls = await StandInCalls.ReadAsync(connection, cancellation);
        return StandInCalls.Judge(tried with { Attacks = await attacks.RunAsync(cancellation), Elapsed = clock.Elapsed }, calls);
    }

    // One of each kind: no token, a stranger, a member of the second tenant of each kind in its first and its last role.
    private IReadOnlyList<Standing> Attackers()
    {
        Person[] people =
        [
            .. _population.Strangers.Take(1),
            .. _population.Tenants.SelectMany(t => t.Skip(1).Take(1).Select(row => _population.Members[(t.Key.Tenants, row[t.Key.Key]!)])).SelectMany(m => m.Count > 1 ? [m[0], m[^1]] : m),
        ];
        return [.. _callers.Where(c => c.Caller.Role == DatabaseRole.Anon), .. people.Select(p => _callers.First(c => c.Caller.UserId == p.Id))];
    }

    private static bool IsTried(Subject subject, ColumnPrivileges privileges) =>
        subject.Kind != SubjectKind.Shared && subject.Excluded is null && (privileges.Reaches(DatabaseRole.Anon, subject.Name) || privileges.Reaches(DatabaseRole.Authenticated, subject.Name));

    private async Task<TableReport> TryAsync(Subject subject, IReadOnlyList<(Belonging, IReadOnlyDictionary<string, RowValue>)> proposals, string fault, CancellationToken cancellation)
    {
        if (subject.Excluded is { } reason) return new(subject, TableState.Excluded, reason);
        if (subject.Kind == SubjectKind.Shared) return new(subject, TableState.Shared, "its rows belong to nobody in particular");
        if (!IsTried(subject, _privileges)) return new(subject, TableState.NotReachable, "no privilege of anon or authenticated");
        if (_population.Unpopulated.FirstOrDefault(u => u.Subject == subject) is { } empty) return new(subject, TableState.NotVerified, $"no row could be made: {empty.Fault.Message}");
        var rows = _rows[subject].ToArray();
        if (rows.Length == 0) return new(subject, TableState.NotVerified, "no row could be made of it");

        var trials = new TableTrials(subject, rows, _privileges, _major) { Proposals = proposals, Find = key => _known.GetValueOrDefault((subject.Name, key)) };
        TableTrial[] tries = [.. _callers.SelectMany((caller, i) => trials.Of(caller, isOdd: i >= _callers.Count - Callers.Odd))];
        var done = await _session.TryAllAsync([.. tries.Select(t => (t.Caller.Caller, t.Statement))], cancellation);
        _tried.AddRange(tries.Zip(done).Where(t => t.First.Path.Command is Command.Insert or Command.Delete).Select(t => new TriedOn(subject, t.First, t.Second)));
        var report = Judge(subject, rows, [.. tries.Zip(done)]);
        // What was not tried does not count as denied.
        var mayInsert = ((string[])[DatabaseRole.Anon, DatabaseRole.Authenticated]).Any(role => _privileges.Of(role, subject.Name, "INSERT").Count > 0);
        if (proposals.Count == 0 && mayInsert && report.State != TableState.Leaks)
            report = report with { State = TableState.NotVerified, Reason = $"no valid row for an insert could be made, so that inserting was not tried: {fault}" };
        return report with
        {
            Breaches = await _causes.OfBreachesAsync(report.Breaches, cancellation),
            Defect = report.Broken is [var broken, ..] ? await _causes.OfDefectAsync(subject, broken, cancellation) : null,
            AgainstIntent = await _causes.OfFactsAsync(subject, report.AgainstIntent, cancellation),
        };
    }

    private TableReport Judge(Subject subject, (string Key, Belonging Belongs)[] rows, IReadOnlyList<(TableTrial Tried, Trial Trial)> trials)
    {
        var (breaches, observed) = (new List<Breach>(), new HashSet<Observed>());
        foreach (var (tried, trial) in trials.Where(t => t.Trial.Outcome.IsAllowed))
        {
            if (Against(subject, rows, tried, trial) is var (what, why, row)) breaches.Add(new Breach(subject, tried.Path.Command, tried.Caller, trial, what, why) { Row = row });
            else observed.UnionWith(Observe(subject, rows, tried, trial));
        }

        Trial[] broken = [.. trials.Where(t => IsDefect(t.Trial.Outcome) && IsMemberOrOwner(subject, t.Tried)).Select(t => t.Trial).DistinctBy(t => t.Outcome.Message)];
        Breach[] grouped = [.. breaches.GroupBy(b => (b.Command, b.Trial.Changes is [var change, ..] ? change.Table : null)).Select(g => g.MinBy(b => b.Trial.Statement.Sql.Length)! with
        {
            Statements = g.Count(),
            Callers = [.. g.Select(b => b.Caller.Caller.Name).Distinct(StringComparer.Ordinal)],
        })];
        var facts = Facts.Of(subject, rows, trials);
        // A caller whose token is odd is denied like others, and need not be allowed like them.
        var ordinary = _callers.Take(_callers.Count - Callers.Odd).ToHashSet();
        Fact[] against = [.. facts.Where(f => IntentRule.Allows(f.Caller, subject, f.Command, f.Row) is { } allowed && allowed != f.Reached is not null && (!allowed || ordinary.Contains(f.Caller))
            && !f.Caller.IsBeside(subject, f.Row))];
        var state = grouped.Length > 0 ? TableState.Leaks : observed.Count == 0 ? TableState.NotVerified : subject.Intent is { Commands.Count: > 0 } ? TableState.Verified : TableState.IsolationVerified;
        var reason = state == TableState.NotVerified ? "nobody reaches a row of their own tenant, so that the denials prove nothing" : "";
        return new TableReport(subject, state, reason) { Attempts = trials.Count, Breaches = grouped, Broken = broken, Observed = [.. observed], Facts = facts, AgainstIntent = against };
    }

    private (string What, string Why, (Subject Table, string Key)? Row)? Against(Subject subject, (string Key, Belonging Belongs)[] rows, TableTrial tried, Trial trial)
    {
        foreach (var change in trial.Changes)
        {
            if (_rule.AgainstChanging(tried.Caller, change) is { } why) return ($"{change.Command}s a row of {change.Table} {_rule.Whose(change.Table, change.After ?? change.Before!.Value)}", why, (change.Table, change.Key));
        }

        if (tried.Path.Command is not (Command.Select or Command.Lock)) return null;
        if (trial.Statement.Result == ResultKind.Ids)
        {
            var seen = trial.Seen.ToHashSet(StringComparer.Ordinal);
            foreach (var (key, belongs) in rows.Where(r => seen.Contains(r.Key)))
            {
                if (_rule.AgainstSeeing(tried.Caller, subject, belongs) is { } why) return ($"sees a row of {subject} {_rule.Whose(subject, belongs)}", why, (subject, key));
            }
            return null;
        }

        // A number tells how many rows were seen, not which.
        if (tried.Aim is not { } aim) return null;
        var mayBe = rows.Where(r => r.Belongs.Tenant == aim.Tenant).ToLookup(r => _rule.AgainstSeeing(tried.Caller, subject, r.Belongs) is null);
        return trial.Outcome.Rows > mayBe[true].Count() && mayBe[false].FirstOrDefault() is { Key: not null } first
            ? ($"counts rows of {subject} {_rule.Whose(subject, first.Belongs)}", _rule.AgainstSeeing(tried.Caller, subject, first.Belongs)!, (subject, first.Key)) : null;
    }

    private static IEnumerable<Observed> Observe(Subject subject, (string Key, Belonging Belongs)[] rows, TableTrial tried, Trial trial)
    {
        var seen = trial.Seen.ToHashSet(StringComparer.Ordinal);
        var reached = tried.Path.Command == Command.Select
            ? trial.Statement.Result == ResultKind.Ids ? rows.Where(r => seen.Contains(r.Key)).Select(r => r.Belongs) : []
            : trial.Changes.Where(c => c.Table == subject).Select(c => c.After ?? c.Before!.Value);
        foreach (var belongs in reached)
        {
            var who = belongs.Tenant is { } tenant && subject.Tenancy is { } model ? tried.Caller.RoleIn(model, tenant) : belongs.User == tried.Caller.User ? "owner" : "a colleague of the owner";
            yield return new Observed(who, tried.Path.Command, belongs.User is not null && belongs.User != tried.Caller.User);
        }
    }

    private static bool IsMemberOrOwner(Subject subject, TableTrial tried) =>
        tried.Path.Command is Command.Select or Command.Insert or Command.Update or Command.Delete
        && (subject.Tenancy is { } model ? tried.Caller.Memberships.Keys.Any(k => k.Tenants == model.Tenants) : tried.Caller.User is not null);

    // Recursion, a function or relation that the caller may not use, a name that is not there, a subquery with several rows, too deep a stack.
    private static bool IsDefect(Outcome outcome) => outcome is { Kind: OutcomeKind.Broken, SqlState: "42P17" or "42883" or "42P01" or "42703" or "21000" or "54001" }
        || (outcome is { Kind: OutcomeKind.Broken, SqlState: "42501", Message: { } message } && message.StartsWith("permission denied for ", StringComparison.Ordinal));
}
