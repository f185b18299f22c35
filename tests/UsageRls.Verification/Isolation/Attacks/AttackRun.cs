using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Runs the attacks that need several statements or prepared data, after each table was tested alone.</summary>
/// <param name="database">The database to attack, a clone of the template.</param>
/// <param name="connection">The administrator's connection, which created the tenants, users and rows.</param>
/// <param name="population">The tenants, users and rows.</param>
/// <param name="subjects">The watched tables: those whose changes the session records.</param>
internal sealed class AttackRun(TestDatabase database, NpgsqlConnection connection, Population population, IReadOnlyList<Subject> subjects)
{
    public required ColumnPrivileges Privileges { get; init; }

    public required IReadOnlyDictionary<Subject, IReadOnlyList<ProposedRow>> Proposals { get; init; }

    /// <summary>The inserts, updates and deletes that ran while each table was tested alone.</summary>
    public required IReadOnlyList<TriedOn> Trials { get; init; }

    /// <summary>The tables and commands for which a breach is already known.</summary>
    public required IReadOnlySet<(TableName Table, Command Command)> Leaking { get; init; }

    /// <summary>The views and functions that anonymous and signed-in callers can use.</summary>
    public required Reachable Reachable { get; init; }

    /// <summary>The tables whose rows without a tenant are common to all tenants.</summary>
    public required IReadOnlySet<TableName> Common { get; init; }

    /// <summary>Views and functions that are known to leak.</summary>
    public required IReadOnlySet<string> LeakingObjects { get; init; }

    /// <summary>Those of <see cref="LeakingObjects"/> whose finding fails the run.</summary>
    public required IReadOnlySet<string> GraveObjects { get; init; }

    /// <summary>Locates objects in the statements of the migrations.</summary>
    public required StatementLocator Statements { get; init; }

    /// <summary>Runs every attack and returns the breaches, each with its cause if the cause is found.</summary>
    public async Task<AttackReport> RunAsync(CancellationToken cancellation)
    {
        var texts = await RuleTexts.ReadAsync(connection, cancellation);
        string[] reached = [.. Reachable.Views.Select(v => v.Query).Concat(Reachable.Functions.Select(f => f.Body)).Distinct()];
        var variants = new RowVariants(population, texts, reached);
        await variants.MakeAsync(cancellation);
        var callers = await Callers.CreateAsync(connection, population, cancellation);
        var known = await KnownRows.ReadAsync(connection, subjects, cancellation);
        // A batch holds many statements, and each may query every watched table: so the timeout grows with the number of tables.
        await using var session = await WatchedSession.OpenAsync(database, subjects, Math.Max(5, subjects.Count), cancellation);
        var rows = await session.RowsAsync(cancellation);
        var scene = new AttackScene(population, subjects, rows, known, session)
        {
            Privileges = Privileges,
            Rule = UniversalRule.From(population, subjects, rows, Common),
            Callers = callers,
            Texts = texts,
            Proposals = Proposals,
            UniqueConstraints = await UniqueConstraint.ReadAsync(session.Connection, cancellation),
        };

        var bounds = new List<AttackBound> { new("conditions on rows", variants.Made, Math.Max(variants.Made, variants.Conditions)) };
        var changes = await RuleChanges.ReadAsync(connection, cancellation);
        var changedRows = await ChangedRow.AllowedAsync(scene, variants.States, cancellation);
        var conditions = new ConditionAttack(
            scene,
            variants.Variants,
            changedRows,
            Leaking,
            new ClockScenes(scene, changes, DateTimeOffset.UtcNow)
        );
        IReadOnlyList<AttackBreach> breaches =
        [
            .. await conditions.RunAsync(cancellation),
            .. await new EndedGrants(scene).RunAsync(cancellation),
            .. await new EndedInvitations(scene, Reachable).RunAsync(cancellation),
            .. await new EmptiedReferences(scene).RunAsync(cancellation),
            .. await new StaleClaims(scene).RunAsync(cancellation),
            .. await new ClaimWriters(scene, Reachable).RunAsync(cancellation),
            .. await new SeparateStates(scene).RunAsync(cancellation),
            .. await new TriggerWrites(scene).RunAsync(cancellation),
            .. await new ForgedAuthors(scene, Trials).RunAsync(cancellation),
            .. await new MixedPaths(scene, Leaking).RunAsync(cancellation),
            .. LostRows.Find(population, Trials),
            .. await new TrailLosses(scene, Trials).RunAsync(cancellation),
            .. await new TrailPurges(scene, Reachable, Trials).RunAsync(cancellation),
            .. await new ScheduledJobs(scene, Reachable, database.Owner).RunAsync(cancellation),
            .. await new LastMembers(scene, Trials).RunAsync(cancellation),
            .. await new ReusedKeys(scene).RunAsync(cancellation),
            .. await new ConstraintOracle(scene, Leaking, Trails.AppendOnly(Trials)).RunAsync(cancellation),
            .. await new TriggerOracle(scene).RunAsync(cancellation),
            .. await new TriggerDuplicates(scene).RunAsync(cancellation),
            .. await new ValueOracle(scene, Leaking).RunAsync(cancellation),
            .. await new CrossedKeys(scene, Reachable).RunAsync(cancellation),
            .. await ReturningLoss.RunAsync(scene, Trials, cancellation),
            .. await NumberingLoss.RunAsync(scene, Trials, cancellation),
            .. await new SpoiledReads(scene).RunAsync(cancellation),
            .. await new SharedAnswers(scene, Reachable).RunAsync(cancellation),
            .. await new SharedContents(scene, Trials).RunAsync(cancellation),
            .. await new ReplayedCalls(scene, Reachable).RunAsync(cancellation),
            .. await new RowTraces(scene, Reachable).RunAsync(cancellation),
            .. await new PooledConnections(scene, database).RunAsync(cancellation),
        ];
        var triggers = breaches.Where(b => b.Check == "trigger-write").Select(b => b.Object).ToHashSet(StringComparer.Ordinal);
        var sequences = new SequenceAttack(scene, Reachable, Leaking, GraveObjects, triggers);
        var signUps = new SignUpAttack(scene);
        var tokens = new TokenHookAttack(scene, await TokenHook.ReadAsync(connection, texts, cancellation));
        breaches =
        [
            .. breaches,
            .. await sequences.RunAsync(cancellation),
            .. await signUps.RunAsync(cancellation),
            .. await tokens.RunAsync(cancellation),
        ];
        var twins = new TwinWorlds(scene, Leaking, database.Server.Server.Version.Major);
        breaches = [.. breaches, .. await twins.RunAsync(cancellation)];
        var arms = new ArmCoverage(scene, changes);
        var wholeTables = new WholeTableCommands(scene, Trials, Statements);
        breaches = [.. breaches, .. await arms.RunAsync(cancellation), .. await wholeTables.RunAsync(database, cancellation)];
        var reach = new ReachConditions(scene, Reachable, variants.Variants, changedRows, Trails.Find(Trials), LeakingObjects);
        var shared = new SharedMembers(scene, Reachable, Trails.Find(Trials), LeakingObjects);
        var siblings = new SiblingTenants(scene, Reachable, Trails.Find(Trials), LeakingObjects);
        var equals = new EqualValues(scene, Reachable, Trails.Find(Trials), LeakingObjects);
        var metadata = new ForgedMetadata(scene, Reachable, Trails.Find(Trials), LeakingObjects);
        breaches =
        [
            .. breaches,
            .. await reach.RunAsync(cancellation),
            .. await shared.RunAsync(cancellation),
            .. await siblings.RunAsync(cancellation),
            .. await equals.RunAsync(cancellation),
            .. await metadata.RunAsync(cancellation),
        ];
        if (conditions.Requests.Possible > 0)
            bounds.Add(conditions.Requests);
        if (conditions.Moments > 0)
            bounds.Add(new("moments of the clock", conditions.Moments, conditions.Moments));
        bounds.Add(new("commands on whole tables", wholeTables.Tried, wholeTables.Tried));
        if (twins.Tried > 0)
            bounds.Add(new("statements in twin worlds", twins.Tried, twins.Tried));
        if (tokens.Bound.Possible > 0)
            bounds.Add(tokens.Bound);
        var report = AttackReport.From(breaches, [.. bounds, sequences.Bound, signUps.Bound, arms.Bound]);
        var (causes, explained) = (new AttackCauses(session.Connection, Statements), new List<AttackBreach>());
        foreach (var breach in report.Breaches)
            explained.Add(await causes.ExplainAsync(breach, cancellation));
        return report with { Breaches = await new RootCauses(session.Connection).AttributeAsync(explained, cancellation) };
    }
}
