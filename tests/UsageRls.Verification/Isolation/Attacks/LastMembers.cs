using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Lets a member leave a tenant in which one other member remains. A trigger that deletes empty tenants must not delete this tenant.
/// </summary>
internal sealed class LastMembers(AttackScene scene, IReadOnlyList<TriedOn> trials)
{
    private sealed record Try(TriedOn Tried, string Tenant, Statement Statement);

    /// <summary>
    /// Repeats one delete of the caller's own membership for each membership table with triggers, and returns a breach for each table whose
    /// trigger deletes the tenant.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Try[] tries = [.. trials.Select(Leaving).OfType<Try>().DistinctBy(t => t.Tried.Subject)];
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Tried.Tried.Caller.Caller, t.Statement))], cancellation);
        return [.. tries.Zip(done, Judge).OfType<AttackBreach>()];
    }

    private AttackBreach? Judge(Try tried, Trial trial)
    {
        var model = tried.Tried.Subject.Tenancy!;
        if (!trial.Changes.Any(c => c is { Command: "delete", Table.Kind: SubjectKind.Tenants } && c.Before?.Tenant == tried.Tenant))
            return null;
        return new AttackBreach(
            "lost-rows",
            Severity.High,
            tried.Tried.Subject.ToString(),
            tried.Tried.Tried.Caller.ToString(),
            $"leaves {scene.Population.Names[(model.Tenants, tried.Tenant)]}, and the same statement deletes this "
                + "tenant with all its rows, although another member remains",
            $"Let the trigger on {tried.Tried.Subject} delete from {model.Tenants} only "
                + "if no member remains: an AFTER trigger does not see the deleted row, so the trigger must not subtract one.",
            trial.ToSql()
        )
        {
            Functions = scene.Texts.TriggersOf(tried.Tried.Subject.Name),
        };
    }

    // Builds the delete, if the given trial deleted the caller's own membership. Before the delete, the administrator removes all members
    // of the tenant except the caller and one other member.
    private Try? Leaving(TriedOn tried)
    {
        var caller = tried.Tried.Caller;
        if (
            tried is not { Subject: { Kind: SubjectKind.Memberships, Tenancy: { } model } subject, Tried.Path.Command: Command.Delete }
            || scene.Texts.TriggersOf(subject.Name).Count == 0
            || tried.Trial.Changes.FirstOrDefault(c => c.Table == subject && c.Command == "delete" && c.Before?.User == caller.User)
                is not { Before.Tenant: { } tenant }
            || scene.Population.Members.GetValueOrDefault((model.Tenants, tenant)) is not { Count: > 1 } members
        )
        {
            return null;
        }

        var other = members.First(m => m.Id != caller.Caller.UserId);
        var others = scene
            .Rows[subject]
            .Where(r => r.Belongs.Tenant == tenant && r.Belongs.User != caller.User && r.Belongs.User != other.Id.ToString());
        var statement = tried.Trial.Statement;
        return new(tried, tenant, statement with { Scene = string.Join("; ", others.Select(r => SceneRows.Without(subject, r.Key))) });
    }
}
