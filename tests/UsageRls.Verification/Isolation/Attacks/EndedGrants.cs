using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Gives a stranger (a user without a membership) a row that grants access to a tenant's rows, such as a pass or a share, and ends the
/// grant in each way that the row's columns can record, for example revoked, expired or suspended. The stranger must then no longer see
/// the tenant's rows.
/// </summary>
internal sealed class EndedGrants(AttackScene scene)
{
    // States of a grant that the user has not accepted yet. Such a grant may already give access, so these states are not tested.
    private static readonly string[] s_notYet = ["invited", "pending", "requested", "waiting", "applied"];

    private sealed record Grant(Subject Table, string Key, string State, string Column, string Lasting, string Ended);

    /// <summary>
    /// Reads the watched tables with each grant active and with each grant ended, and returns a breach for each ended grant that still
    /// gives access.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var caller = scene.Stand(scene.Population.Strangers[0]);
        Grant[] grants = [.. scene.Subjects.Where(IsGrant).SelectMany(s => Of(s, caller))];
        if (grants.Length == 0 || scene.Look(DatabaseRole.Authenticated) is not { } look)
            return [];
        string[] scenes = ["", .. grants.SelectMany(g => (string[])[g.Lasting, g.Ended])];
        var done = await scene.Session.TryAllAsync([.. scenes.Select(s => (caller.Caller, look with { Scene = s }))], cancellation);
        var before = VisibleKeys.Looked(done[0]);
        return [.. grants.Select((g, i) => Judge(g, caller, before, done[1 + (2 * i)], done[2 + (2 * i)])).OfType<AttackBreach>()];
    }

    // A table can contain grants if a policy of another table, or a function, names the table, and no foreign key references the table.
    private bool IsGrant(Subject subject) =>
        subject is { Kind: SubjectKind.Tenant or SubjectKind.Personal, Where: null, Table.Key.Count: > 0 }
        && scene.Texts.IsConsulted(subject.Name)
        && !scene.Subjects.Any(s => s.Table.ForeignKeys.Any(k => k.Parent == subject.Name));

    private IEnumerable<Grant> Of(Subject subject, Standing caller)
    {
        var users = SequenceRows.Users(subject).Select(c => (Column: c, Value: RowValue.Literal(caller.User))).ToArray();
        var victims = scene.Victims.Select(v => v.Row[v.Model.Key]).ToHashSet(StringComparer.Ordinal);
        if (users.Length == 0 || scene.Rows[subject].FirstOrDefault(r => victims.Contains(r.Belongs.Tenant)).Key is not { } key)
            yield break;
        var states = subject.Table.Columns.Select(c => StateColumn.Read(subject.Table, c)).OfType<StateColumn>().ToArray();
        var lasting = states
            .Select(s => (s.Column.Name, Value: s.Counting([])))
            .Where(s => s.Value is not null)
            .Select(s => (Column: s.Name, Value: RowValue.Sql(s.Value!)))
            .Concat(users)
            .ToArray();
        foreach (var state in states.Where(s => s.Kind is StateKind.End or StateKind.Ban or StateKind.Flag or StateKind.Word))
        {
            foreach (var (name, value) in state.Candidates(isAsked: false).Where(c => !s_notYet.Contains(c.Name.ToLowerInvariant())))
            {
                yield return new(
                    subject,
                    key,
                    name,
                    state.Column.Name,
                    SceneRows.With(subject, key, lasting),
                    SceneRows.With(
                        subject,
                        key,
                        [.. lasting.Where(v => v.Column != state.Column.Name), (state.Column.Name, RowValue.Sql(value))]
                    )
                );
            }
        }
    }

    private AttackBreach? Judge(Grant grant, Standing caller, IReadOnlySet<string> before, Trial lasting, Trial ended)
    {
        // The grant's row names the stranger, who may see this row.
        var own = $"#{scene.Subjects.ToList().IndexOf(grant.Table) + 1} {grant.Key}";
        var both = VisibleKeys.Looked(lasting).Intersect(VisibleKeys.Looked(ended)).Where(line => line != own);
        if (
            lasting.Outcome.SqlState is not null
            || ended.Outcome.SqlState is not null
            || scene.FirstForbidden(caller, both.ToHashSet(StringComparer.Ordinal), before) is not var (subject, _, why)
            || subject.Kind != SubjectKind.Tenant
        )
        {
            return null;
        }

        return new AttackBreach(
            "ended-grant",
            Severity.High,
            subject.ToString(),
            caller.ToString(),
            $"sees a row of {subject} {why}: a row of {grant.Table} with the caller's id gives access, "
                + $"even if {grant.Column} is {grant.State}",
            $"Check {grant.Column} in each policy and function that reads {grant.Table}.",
            (ended with { Statement = AttackScene.Select(subject) with { Scene = ended.Statement.Scene } }).ToSql()
        );
    }
}
