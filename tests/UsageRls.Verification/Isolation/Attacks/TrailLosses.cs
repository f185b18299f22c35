using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Tests trails (append-only tables). A caller's statement on another table runs again after a change of one row of the trail: either the
/// row's nullable foreign key refers to the row that the statement deletes, or the row belongs to another tenant and names the caller as
/// author. If the statement deletes the trail's row, a cascade or trigger has deleted a row that the caller may not delete.
/// </summary>
internal sealed class TrailLosses(AttackScene scene, IReadOnlyList<TriedOn> trials)
{
    private sealed record Try(TriedOn Tried, Subject Trail, string Row, Statement Statement)
    {
        public required string Told { get; init; }

        public required string Remedy { get; init; }

        public Responsible? Responsible { get; init; }

        public IReadOnlyList<string> Functions { get; init; } = [];
    }

    /// <summary>Repeats the statements and returns a breach for each statement that deletes the changed row of a trail.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Try[] tries = [.. Trails.Find(trials).SelectMany(t => OfReferences(t).Concat(OfAuthors(t)))];
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Tried.Tried.Caller.Caller, t.Statement))], cancellation);
        return [.. tries.Zip(done, Judge).OfType<AttackBreach>()];
    }

    private static AttackBreach? Judge(Try tried, Trial trial) =>
        trial.Changes.Any(c => c.Table == tried.Trail && c.Command == "delete" && c.Key == tried.Row)
            ? new AttackBreach(
                "lost-rows",
                Severity.High,
                tried.Tried.Subject.ToString(),
                tried.Tried.Tried.Caller.ToString(),
                $"deletes rows of {tried.Tried.Subject}, and the same statement deletes {tried.Told} in "
                    + $"{tried.Trail}, from which nobody may delete",
                tried.Remedy,
                trial.ToSql()
            )
            {
                Responsible = tried.Responsible,
                Functions = tried.Functions,
            }
            : null;

    // Makes a colleague's row of the trail refer to the row that the caller deletes. The reference is optional: the column may be null.
    private IEnumerable<Try> OfReferences(Subject trail) =>
        from key in trail.Table.ForeignKeys
        where key.OnDelete == "cascade" && key.Columns.Any(c => trail.Table.Find(c) is { IsNotNull: false })
        let tried = trials.FirstOrDefault(t => t.Subject.Name == key.Parent && t.Subject != trail && Deleted(t).Any())
        where tried is not null
        let parent = Deleted(tried).First()
        let values = scene.Known.GetValueOrDefault((key.Parent, parent.Key))
        let row = scene
            .Rows[trail]
            .FirstOrDefault(r =>
                r.Belongs.Tenant == parent.Before!.Value.Tenant && r.Belongs.User is { } user && user != tried.Tried.Caller.User
            )
        where values is not null && row.Key is not null
        select new Try(
            tried,
            trail,
            row.Key,
            tried.Trial.Statement with
            {
                Scene = SceneRows.With(
                    trail,
                    row.Key,
                    key.Columns.Zip(key.ParentColumns, (column, at) => (column, RowValue.Literal(values.Values.GetValueOrDefault(at))))
                ),
            }
        )
        {
            Told = "rows of colleagues that refer to these rows",
            Remedy = $"Declare {key.Name} with ON DELETE SET NULL or RESTRICT: a row of {trail} must outlive the row that it references.",
            Responsible = new(ResponsibleKind.Object, $"foreign key {key.Name} on {trail.Name}", "deletes rows without regard to policies"),
        };

    // Makes the caller the author of a trail's row in another tenant than the one in which the statement writes: the statement must not
    // delete that row.
    private IEnumerable<Try> OfAuthors(Subject trail)
    {
        if (trail.User is not { Steps: [], Expression: null, Column: var author })
            return [];
        var tries =
            from tried in trials
            where tried.Subject != trail && tried.Tried.Caller.User is not null && tried.Trial.Outcome.IsAllowed
            let written = tried.Trial.Changes.Where(c => c.Table == tried.Subject).ToArray()
            where
                written is [{ Before: { Tenant: not null } before }]
                && scene.Population.People.Any(p => p.Id == tried.Tried.Caller.Caller.UserId)
            where scene.Texts.Triggered(tried.Subject.Name).Any(t => RuleTexts.Names(t, trail.Name.Name))
            group (tried, written[0].Before!.Value.Tenant) by (tried.Subject, tried.Tried.Path.Command) into same
            let first = same.First()
            let row = scene.Rows[trail].FirstOrDefault(r => r.Belongs.Tenant is { } tenant && tenant != first.Tenant)
            where row.Key is not null
            select new Try(
                first.tried,
                trail,
                row.Key,
                first.tried.Trial.Statement with
                {
                    Scene = SceneRows.With(trail, row.Key, [(author, RowValue.Literal(first.tried.Tried.Caller.User))]),
                }
            )
            {
                Told = "the caller's rows of other tenants",
                Remedy = $"Let the trigger on {first.tried.Subject} act only in the tenant of the row that was written.",
                Functions = scene.Texts.TriggersOf(first.tried.Subject.Name),
            };
        return tries;
    }

    // Returns the rows that the statement deletes in its own table, if the caller has the least privileged role.
    private static IEnumerable<RowChange> Deleted(TriedOn tried) =>
        tried.Trial.Changes.Where(c =>
            c is { Command: "delete", Before: { } before }
            && c.Table == tried.Subject
            && Trails.IsLeast(tried.Subject, tried.Tried.Caller, before.Tenant)
        );
}
