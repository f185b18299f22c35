using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Inserts a row into a table whose trigger adds a row to an append-only table. The inserted row belongs to the caller's own tenant but
/// names another user. It is a breach if the trigger's row has the other user as author, and the caller may not insert such a row directly
/// into the append-only table.
/// </summary>
internal sealed class ForgedAuthors(AttackScene scene, IReadOnlyList<TriedOn> trials)
{
    private sealed record Try(Subject Subject, Subject Trail, Standing Caller, string Column, string Other, Statement Statement)
    {
        public required Statement Directly { get; init; }
    }

    /// <summary>Runs the inserts, and returns a breach for each table whose trigger writes in another user's name.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Try[] tries =
        [
            .. from trail in Trails.AppendOnly(trials)
            where trail.User is { Steps: [], Expression: null }
            from subject in scene.Subjects
            where subject != trail && subject is { Kind: SubjectKind.Tenant, Where: null }
            where scene.Texts.Triggered(subject.Name).Any(t => RuleTexts.Names(t, trail.Name.Name))
            from caller in scene.Outsiders
            from attempt in Tries(subject, trail, caller)
            select attempt,
        ];
        var done = await scene.Session.TryAllAsync(
            [.. tries.SelectMany(t => new[] { t.Statement, t.Directly }.Select(s => (t.Caller.Caller, s)))],
            cancellation
        );
        return [.. tries.Select((t, i) => Judge(t, done[2 * i], done[(2 * i) + 1])).OfType<AttackBreach>().DistinctBy(b => b.Object)];
    }

    private AttackBreach? Judge(Try tried, Trial trial, Trial directly) =>
        directly.Outcome.IsAllowed
        || !trial.Changes.Any(c => c.Table == tried.Trail && c.Command == "insert" && c.After?.User == tried.Other)
            ? null
            : new AttackBreach(
                "forged-author",
                Severity.High,
                tried.Subject.ToString(),
                tried.Caller.ToString(),
                $"writes another user's id to {tried.Column} of {tried.Subject}, and a trigger adds a row by this user to {tried.Trail}, "
                    + "which the caller may not do directly",
                $"Let the trigger on {tried.Subject} write auth.uid() as the author, or require in WITH CHECK that {tried.Column} is "
                    + "the caller's id.",
                trial.ToSql()
            )
            {
                Functions = scene.Texts.TriggersOf(tried.Subject.Name),
            };

    private IEnumerable<Try> Tries(Subject subject, Subject trail, Standing caller)
    {
        if (
            scene.Victims.SelectMany(v => scene.Population.Members[(v.Model.Tenants, v.Row[v.Model.Key]!)]).FirstOrDefault()
            is not { } victim
        )
        {
            yield break;
        }

        var (other, texts) = (victim.Id.ToString(), scene.Texts.Triggered(subject.Name));
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        if (OwnRows.For(scene, subject, caller) is not [var own, ..] || OwnRows.For(scene, trail, caller) is not [var direct, ..])
            yield break;
        foreach (var column in SequenceRows.Users(subject).Where(c => insertable.Contains(c) && texts.Any(t => RuleTexts.Names(t, c))))
        {
            yield return new(
                subject,
                trail,
                caller,
                column,
                other,
                new Statement(OwnRows.Insert(scene, subject, caller, own, column, other))
            )
            {
                Directly = new Statement(OwnRows.Insert(scene, trail, caller, direct, trail.User!.Column, other)),
            };
        }
    }
}
