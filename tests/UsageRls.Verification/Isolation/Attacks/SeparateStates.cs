using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Puts members into a state that a separate table stores, such as an ended engagement. If a member in this state can no longer read most
/// of the tenant's tables, each table that the member can still read is reported, because its policies do not check the state.
/// </summary>
internal sealed class SeparateStates(AttackScene scene)
{
    private const int MostHints = 8,
        LeastClosed = 2;

    private sealed record Try(Subject States, Standing Member, string Tenant, string Says, string Scene);

    /// <summary>
    /// Changes one member's row in each table that stores states. If the member can then no longer read most tables, returns a breach for
    /// each table that the member can still read.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var breaches = new List<AttackBreach>();
        foreach (var (model, tenant) in scene.Victims.Where(v => v.Model.Members is not null))
        {
            foreach (var states in scene.Subjects.Where(s => HoldsStates(s, model)))
                breaches.AddRange(await RunAsync(states, tenant[model.Key]!, cancellation));
        }
        return breaches;
    }

    private async Task<IReadOnlyList<AttackBreach>> RunAsync(Subject states, string tenant, CancellationToken cancellation)
    {
        var row = scene.Rows[states].FirstOrDefault(r => r.Belongs.Tenant == tenant && r.Belongs.User is not null);
        if (scene.Callers.FirstOrDefault(c => c.User is { } user && user == row.Belongs.User) is not { } member)
            return [];
        if (scene.Look(member.Caller.Role) is not { } look)
            return [];
        var hints = ColumnHints
            .Find(states.Table, scene.Texts.All.Where(t => RuleTexts.Names(t, states.Name.Name)))
            .Where(h => !states.Table.Key.Contains(h.Column.Name))
            .Take(MostHints);
        Try[] tries =
        [
            new(states, member, tenant, "", SceneRows.Without(states, row.Key)),
            new(states, member, tenant, "a row of the member", ""),
            .. hints.Select(h => new Try(
                states,
                member,
                tenant,
                h.ToString(),
                SceneRows.With(states, row.Key, [(h.Column.Name, h.Value)])
            )),
        ];
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (member.Caller, look with { Scene = t.Scene }))], cancellation);
        var open = done.Select(d => Open(d, states, member, tenant)).ToArray();
        return
        [
            .. tries
                .Zip(done, open)
                .Skip(1)
                .SelectMany(t => Judge(t.First, t.Second, closed: [.. open[0].Except(t.Third)], left: [.. open[0].Intersect(t.Third)]))
                .DistinctBy(b => b.Object),
        ];
    }

    // Returns the tables in which the member sees rows of the tenant that do not belong to this member.
    private HashSet<Subject> Open(Trial look, Subject states, Standing member, string tenant)
    {
        var seen = VisibleKeys.Looked(look);
        return
        [
            .. scene
                .Subjects.Select((s, i) => (Subject: s, Place: i + 1))
                .Where(s => s.Subject != states && s.Subject.Kind is SubjectKind.Tenant or SubjectKind.Tenants)
                .Where(s =>
                    scene
                        .Rows[s.Subject]
                        .Any(r => r.Belongs.Tenant == tenant && r.Belongs.User != member.User && seen.Contains($"#{s.Place} {r.Key}"))
                )
                .Select(s => s.Subject),
        ];
    }

    private static IEnumerable<AttackBreach> Judge(Try tried, Trial look, Subject[] closed, Subject[] left) =>
        closed.Length < LeastClosed || closed.Length <= left.Length
            ? []
            : left.Select(subject =>
            {
                var select = AttackScene.Select(subject) with { Scene = tried.Scene };
                return new AttackBreach(
                    "separate-state",
                    Severity.High,
                    subject.ToString(),
                    tried.Member.ToString(),
                    $"sees rows of {subject} while {tried.States} records {tried.Says}, although the member then "
                        + $"cannot read {string.Join(", ", closed.Select(s => s.ToString()))}",
                    $"Check {tried.States} in each policy of {subject}, as the policies of {closed[0]} do.",
                    (look with { Statement = select }).ToSql()
                )
                {
                    Attempt = new(tried.Member.Caller, subject.Name, Command.Select, select.Sql) { Scene = tried.Scene },
                };
            });

    // Whether a policy of another table, or a function, names the table, and a key of the table allows only one row per member.
    private bool HoldsStates(Subject subject, TenantModel model)
    {
        if (
            subject.Where is not null
            || subject.Name == model.Members!.Table
            || subject.Tenancy != model
            || !scene.Texts.IsConsulted(subject.Name)
        )
        {
            return false;
        }

        var users = SequenceRows.Users(subject);
        IEnumerable<IReadOnlyList<string>> keys =
        [
            subject.Table.Key,
            .. scene.UniqueConstraints[subject.Name].Where(u => !u.IsExclusion).Select(u => u.Columns),
        ];
        return keys.Any(key => key.Any(users.Contains) && key.All(c => users.Contains(c) || c == subject.Tenant?.Column));
    }
}
