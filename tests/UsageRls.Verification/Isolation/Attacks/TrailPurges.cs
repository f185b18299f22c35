using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Removes rows of an append-only table through other objects: by a function whose delete cascades to the table, or by a change of a
/// setting, such as a retention period, that the table's triggers read. The caller is a member in the least privileged role.
/// </summary>
internal sealed class TrailPurges(AttackScene scene, Reachable reachable, IReadOnlyList<TriedOn> trials)
{
    private const int MostCallsOfFunction = 3,
        MostSettings = 24;

    private sealed record Purge(Subject Trail, Standing Caller, Statement Statement, string Says, string Object)
    {
        public required string Remedy { get; init; }

        // Whether a deleted row with the caller as author counts too: true for a call, because the function does not name the trail.
        public bool CountsOwnRows { get; init; }

        public IReadOnlyList<string> Functions { get; init; } = [];
    }

    /// <summary>Runs the calls, changes the settings, and returns a breach for each function or setting that removed rows.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Purge[] purges =
        [
            .. from trail in Trails.Find(trials)
            from caller in Members(trail)
            from purge in Calls(trail, caller).Concat(Settings(trail, caller))
            select purge,
        ];
        var done = await scene.Session.TryAllAsync([.. purges.Select(p => (p.Caller.Caller, p.Statement))], cancellation);
        return [.. purges.Zip(done, Judge).OfType<AttackBreach>().DistinctBy(b => b.Object)];
    }

    private static AttackBreach? Judge(Purge purge, Trial trial)
    {
        var lost = trial.Changes.FirstOrDefault(c =>
            c.Table == purge.Trail && c.Command == "delete" && (purge.CountsOwnRows || c.Before?.User != purge.Caller.User)
        );
        return lost is null || !trial.Outcome.IsAllowed
            ? null
            : new AttackBreach(
                "lost-rows",
                Severity.High,
                purge.Object,
                purge.Caller.ToString(),
                $"{purge.Says}, which deletes rows of {purge.Trail}, from which nobody may delete (key {lost.Key})",
                purge.Remedy,
                trial.ToSql()
            )
            {
                Functions = purge.Functions,
            };
    }

    private IEnumerable<Standing> Members(Subject trail) =>
        trail.Tenancy is { } model && scene.Population.Tenants[model].FirstOrDefault() is { } tenant
            ? scene.Population.Members[(model.Tenants, tenant[model.Key]!)].TakeLast(1).Select(scene.Stand)
            : [];

    // Functions that name the append-only table are left out, because they may delete its rows on purpose.
    private IEnumerable<Purge> Calls(Subject trail, Standing caller)
    {
        MadeRow[] own = [.. scene.Population.Tenants[trail.Tenancy!].Take(1)];
        var calls = new Calls(own, scene.Population.Schema, caller.Caller.Claims ?? "{}");
        var purges =
            from function in reachable.Functions
            where function is { IsReadOnly: false, IsDefiner: true } && function.Role == caller.Caller.Role
            where !scene.Texts.Called(function.Body).Any(t => RuleTexts.Names(t, trail.Name.Name))
            from sql in calls.Of(function).Take(MostCallsOfFunction)
            select new Purge(trail, caller, new Statement(sql), $"calls {function.Signature}", $"function {function.Signature}")
            {
                CountsOwnRows = true,
                Remedy = $"Declare the foreign keys of {trail} with ON DELETE SET NULL or RESTRICT.",
            };
        return purges;
    }

    private IEnumerable<Purge> Settings(Subject trail, Standing caller)
    {
        if (OwnRows.For(scene, trail, caller) is not [var row, ..])
            return [];
        var insert = OwnRows.Insert(scene, trail, caller, row);
        var triggered = scene.Texts.Triggered(trail.Name);
        var purges =
            from settings in scene.Subjects
            where settings != trail && settings.Where is null && triggered.Any(t => RuleTexts.Names(t, settings.Name.Name))
            from column in scene
                .Privileges.Of(caller.Caller.Role, settings.Name, "UPDATE")
                .Select(settings.Table.Find)
                .OfType<Column>()
                .Where(c => !c.IsGenerated && triggered.Any(t => RuleTexts.Names(t, c.Name)))
                .Take(MostSettings)
            from value in ExtremeValues.Of(column)
            let set = $"{SqlText.Identifier(column.Name)} = {value.ToSql(column.SentType)}"
            select new Purge(
                trail,
                caller,
                new Statement(insert) { Before = [$"update {settings.Name.Sql} set {set}"] },
                $"sets {column.Name} to {value} in {settings}, and adds a row to {trail}",
                settings.ToString()
            )
            {
                Remedy = $"Allow only the tenant's most privileged role to change {column.Name} of {settings}, within fixed limits.",
                Functions = scene.Texts.TriggersOf(trail.Name),
            };
        return purges;
    }
}
