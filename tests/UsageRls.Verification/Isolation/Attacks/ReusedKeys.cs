using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Deletes a tenant as the administrator, and lets an outsider (no member of this tenant) insert a tenant with the same key. The outsider
/// must not see rows that were kept of the deleted tenant.
/// </summary>
internal sealed class ReusedKeys(AttackScene scene)
{
    /// <summary>
    /// Attacks each tenancy in which signed-in users may insert a tenant with a key of their choice, and in which rows can outlive their
    /// tenant. Returns the breaches.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var breaches = new List<AttackBreach>();
        foreach (var (model, tenant) in scene.Victims)
        {
            if (
                scene.Subjects.FirstOrDefault(s => s is { Kind: SubjectKind.Tenants, Where: null } && s.Tenancy == model) is not { } tenants
                || !scene.Privileges.Of(DatabaseRole.Authenticated, tenants.Name, "INSERT").Contains(model.Key)
                || !scene.Subjects.Any(s => CanOutlive(s, model))
                || scene.Look(DatabaseRole.Authenticated) is not { } look
            )
            {
                continue;
            }

            var key = RowValue.Literal(tenant[model.Key]).ToSql(tenants.Table.Find(model.Key)!.Type);
            var deletion = $"delete from {tenants.Name.Sql} where {SqlText.Identifier(model.Key)} = {key}";
            var kept = await KeptAsync(model, tenant[model.Key]!, deletion, cancellation);
            if (kept.Count == 0)
                continue;
            foreach (var caller in scene.Outsiders)
            {
                string[][] ways = [.. Ways(tenants, tenant[model.Key]!, caller)];
                var done = await scene.Session.TryAllAsync(
                    [.. ways.Prepend([]).Select(w => (caller.Caller, look with { Scene = deletion, Before = w }))],
                    cancellation
                );
                var before = VisibleKeys.Looked(done[0]);
                breaches.AddRange(done.Skip(1).Select(d => Judge(tenants, caller, kept, before, d)).OfType<AttackBreach>().Take(1));
            }
        }
        return breaches;
    }

    // Whether the table's rows name a tenant, and no foreign key deletes the rows with the tenant or forbids to delete the tenant.
    private static bool CanOutlive(Subject subject, TenantModel model) =>
        subject is { Kind: SubjectKind.Tenant, Where: null, Tenant: { Steps: [], Expression: null, Column: var column } }
        && subject.Tenancy == model
        && !subject.Table.ForeignKeys.Any(k => k.Parent == model.Tenants && k.Columns.Contains(column));

    // Returns the rows of the tenant that are left after the deletion, as lines of AttackScene.Look; none if the deletion fails.
    private async Task<IReadOnlySet<string>> KeptAsync(TenantModel model, string tenant, string deletion, CancellationToken cancellation)
    {
        var rows = scene
            .Subjects.Select((s, i) => (Subject: s, Place: i + 1))
            .Where(s => CanOutlive(s.Subject, model))
            .Select(s =>
                $"select '#{s.Place} ' || {WatchedSession.KeyOf(s.Subject)} from {WatchedSession.From(s.Subject)} as t "
                + $"where {s.Subject.Tenant!.ToSql("t")} = {SqlText.Literal(tenant)}"
            );
        var kept = new HashSet<string>(StringComparer.Ordinal);
        await scene.Session.ExecuteAsync("savepoint usage_rls_kept", cancellation);
        try
        {
            await scene.Session.ExecuteAsync(deletion, cancellation);
            await using var command = new NpgsqlCommand(string.Join(" union all ", rows), scene.Session.Connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                kept.Add(reader.GetString(0));
        }
        catch (PostgresException)
        {
            // Nobody can delete such a tenant.
        }
        await scene.Session.ExecuteAsync("rollback to savepoint usage_rls_kept; release savepoint usage_rls_kept", cancellation);
        return kept;
    }

    // Inserts a tenant with the key; and then also the caller's own membership in the most privileged role.
    private IEnumerable<string[]> Ways(Subject tenants, string key, Standing caller)
    {
        var model = tenants.Tenancy!;
        if (OwnRows.For(scene, tenants, caller) is not [var row, ..])
            yield break;
        var founding = OwnRows.Insert(scene, tenants, caller, row, model.Key, key);
        yield return [founding];
        if (
            model.Members is not { } members
            || scene.Subjects.FirstOrDefault(s => s.Name == members.Table && s.Where is null) is not { } memberships
            || scene.Privileges.Of(caller.Caller.Role, memberships.Name, "INSERT").Count == 0
            || (scene.Proposals.GetValueOrDefault(memberships) ?? []).FirstOrDefault(p => p.Of.Tenant == key) is not { } proposed
        )
        {
            yield break;
        }

        yield return
        [
            founding,
            OwnRows.Insert(scene, memberships, caller, proposed.Values, members.User, scene.Population.NameOf(members, caller.User!)),
        ];
    }

    private AttackBreach? Judge(Subject tenants, Standing caller, IReadOnlySet<string> kept, IReadOnlySet<string> before, Trial after)
    {
        if (
            after.Outcome.SqlState is not null
            || scene.FirstForbidden(caller, VisibleKeys.Looked(after).Intersect(kept).ToHashSet(StringComparer.Ordinal), before)
                is not var (seen, _, why)
        )
        {
            return null;
        }

        var key = tenants.Tenancy!.Key;
        return new AttackBreach(
            "reused-key",
            Severity.High,
            seen.ToString(),
            caller.ToString(),
            $"sees a row of {seen} {why}: after this tenant is deleted, the caller inserts a row of {tenants} with the same {key}",
            $"Revoke INSERT on {key} of {tenants} from authenticated so that the server generates it, or delete the rows of {seen} with "
                + "their tenant.",
            (
                after with
                {
                    Statement = AttackScene.Select(seen) with { Scene = after.Statement.Scene, Before = after.Statement.Before },
                }
            ).ToSql()
        )
        {
            Responsible = new(
                ResponsibleKind.Object,
                $"privilege INSERT on {key} of {tenants}",
                "lets clients choose the key of a deleted tenant"
            ),
        };
    }
}
