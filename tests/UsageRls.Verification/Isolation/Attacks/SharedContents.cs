using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Runs again, as an outsider (no member of the tenant under attack), the statements on the outsider's own rows by which a trigger deletes
/// rows that belong to no tenant, such as a content that files of several tenants share. Members of the tenant under attack must still see
/// the shared rows that they saw before by rows of their own.
/// </summary>
internal sealed class SharedContents(AttackScene scene, IReadOnlyList<TriedOn> trials)
{
    /// <summary>
    /// Reads the watched tables as members, before and after each such statement. Returns a breach for each table from which a member loses
    /// a row.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var outsiders = scene.Outsiders.Select(o => o.User).ToHashSet();
        TriedOn[] writes =
        [
            .. trials
                .Where(t => t.Trial.Outcome.IsAllowed && outsiders.Contains(t.Tried.Caller.User) && Deleted(t).Any())
                .DistinctBy(t => (t.Subject, t.Tried.Caller.User)),
        ];
        if (writes.Length == 0 || scene.Look(DatabaseRole.Authenticated) is not { } look)
            return [];
        var stranger = scene.Stand(scene.Population.Strangers[^1]);
        var breaches = new List<AttackBreach>();
        foreach (var member in scene.Victims.SelectMany(v => scene.Population.Members[(v.Model.Tenants, v.Row[v.Model.Key]!)].Take(1)))
        {
            var standing = scene.Stand(member);
            string[] scenes = ["", .. writes.Select(w => $"{w.Trial.Caller.ToSql()} {w.Trial.Statement.Sql}; reset role")];
            var done = await scene.Session.TryAllAsync(
                [(stranger.Caller, look), .. scenes.Select(s => (standing.Caller, look with { Scene = s }))],
                cancellation
            );
            var own = VisibleKeys.Looked(done[1]).Except(VisibleKeys.Looked(done[0])).ToHashSet(StringComparer.Ordinal);
            breaches.AddRange(
                writes
                    .Zip(done.Skip(2))
                    .Where(w => !standing.Colleagues.Contains(w.First.Tried.Caller.User!))
                    .Select(w => Judge(w.First, standing, own, w.Second))
                    .OfType<AttackBreach>()
            );
        }
        return breaches;
    }

    private static IEnumerable<RowChange> Deleted(TriedOn tried) =>
        tried.Trial.Changes.Where(c => c is { Command: "delete", Table.Kind: SubjectKind.Shared } && c.Table != tried.Subject);

    private AttackBreach? Judge(TriedOn write, Standing member, HashSet<string> before, Trial after)
    {
        var seen = VisibleKeys.Looked(after);
        var place = scene.Subjects.Index().ToDictionary(s => s.Item, s => s.Index + 1);
        if (
            after.Outcome.SqlState is not null
            || Deleted(write).FirstOrDefault(c => $"#{place[c.Table]} {c.Key}" is var line && before.Contains(line) && !seen.Contains(line))
                is not { } lost
        )
        {
            return null;
        }

        return new AttackBreach(
            "shared-content",
            Severity.High,
            lost.Table.ToString(),
            write.Tried.Caller.ToString(),
            $"changes rows of {write.Subject} of its own tenant, by which a trigger deletes a row of {lost.Table} that {member} sees and "
                + "uses: other tenants' rows refer to it too",
            $"Let the trigger on {write.Subject} delete a row of {lost.Table} only if no row of any tenant refers to it any more.",
            (after with { Statement = AttackScene.Select(lost.Table) with { Scene = after.Statement.Scene } }).ToSql()
        )
        {
            Functions = scene.Texts.TriggersOf(write.Subject.Name),
        };
    }
}
