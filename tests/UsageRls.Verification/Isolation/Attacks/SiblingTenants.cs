using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Gives two tenants one parent, if tenants form a tree: their table has a foreign key to itself. A member of one tenant must not reach the
/// rows of the other one, for example by a recursive query that goes up to the parent and down again.
/// </summary>
internal sealed class SiblingTenants(AttackScene scene, Reachable reachable, IReadOnlySet<Subject> trails, IReadOnlySet<string> leaking)
{
    /// <summary>
    /// Attacks each tenancy whose tenants form a tree. Returns a breach for each caller who sees a sibling's row, and for each view and
    /// function that shows or changes one.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var breaches = new List<AttackBreach>();
        foreach (var model in scene.Population.Tenants.Select(t => t.Key).Where(m => m is { HasTable: true, IsOfUsers: false }))
        {
            var tenants = scene.Subjects.FirstOrDefault(s => s.Name == model.Tenants && s.Kind == SubjectKind.Tenants);
            if (tenants is null || UnderOneParent(tenants, model) is not var (parent, sql))
                continue;
            breaches.AddRange(await LookAsync(model, parent, sql, cancellation));
            breaches.AddRange(await ReachAsync(parent, sql, cancellation));
        }
        return [.. breaches.DistinctBy(b => b.Object)];
    }

    // The column that names a tenant's parent, and SQL that inserts a parent for all tenants; null if tenants form no tree.
    private (string Parent, string Sql)? UnderOneParent(Subject tenants, TenantModel model)
    {
        var key = tenants.Table.ForeignKeys.FirstOrDefault(k =>
            k.Parent == tenants.Name && k is { Columns: [var column], ParentColumns: [var of] } && of == model.Key && column != of
        );
        if (key is null || scene.Proposals.GetValueOrDefault(tenants) is not [var proposal, ..])
            return null;
        var values = proposal.Values.Where(v => v.Key != key.Columns[0]).ToArray();
        var (parent, id) = (SqlText.Identifier(key.Columns[0]), SqlText.Identifier(model.Key));
        var known = scene.Population.Tenants[model].Select(t => SqlText.Literal(t[model.Key]));
        return (
            key.Columns[0],
            $"with usage_rls_parent as (insert into {tenants.Name.Sql} "
                + $"({string.Join(", ", values.Select(v => SqlText.Identifier(v.Key)))}) "
                + $"values ({string.Join(", ", values.Select(v => v.Value.ToSql(tenants.Table.Find(v.Key)!.Type)))}) returning {id}) "
                + $"update {tenants.Name.Sql} as t set {parent} = p.{id} from usage_rls_parent as p "
                + $"where t.{id}::text in ({string.Join(", ", known)})"
        );
    }

    private async Task<IEnumerable<AttackBreach>> LookAsync(TenantModel model, string parent, string sql, CancellationToken cancellation)
    {
        if (scene.Look(DatabaseRole.Authenticated) is not { } look)
            return [];
        var callers = scene.Outsiders.Where(c => c.Caller.Role == DatabaseRole.Authenticated).ToArray();
        var done = await scene.Session.TryAllAsync(
            [.. callers.SelectMany(c => new[] { (c.Caller, look), (c.Caller, look with { Scene = sql }) })],
            cancellation
        );
        return callers.Zip(done.Chunk(2), (caller, looks) => Judge(model, parent, caller, looks[0], looks[1])).OfType<AttackBreach>();
    }

    private AttackBreach? Judge(TenantModel model, string parent, Standing caller, Trial before, Trial after)
    {
        if (
            before.Outcome.SqlState is not null
            || after.Outcome.SqlState is not null
            || scene.FirstForbidden(caller, VisibleKeys.Looked(after), VisibleKeys.Looked(before)) is not var (subject, _, why)
        )
        {
            return null;
        }
        return new AttackBreach(
            "sibling-tenant",
            Severity.Critical,
            subject.ToString(),
            caller.ToString(),
            $"sees a row of {subject} {why}: both are below one parent, which {parent} of {model.Tenants} names",
            $"Let the policies of {subject} follow {parent} in one direction only: never up to the parent and down again.",
            (after with { Statement = AttackScene.Select(subject) with { Scene = after.Statement.Scene } }).ToSql()
        );
    }

    private async Task<IEnumerable<AttackBreach>> ReachAsync(string parent, string sql, CancellationToken cancellation)
    {
        bool IsAffected(string @object, string text) =>
            !leaking.Contains(@object) && scene.Texts.Called(text).Any(t => RuleTexts.Names(t, parent));
        var affected = new Reachable(
            [.. reachable.Views.Where(v => v is { Privilege: "SELECT", IsInvoker: false } && IsAffected(v.Name.ToString(), v.Query))],
            [.. reachable.Functions.Where(f => f.IsDefiner && IsAffected(f.Signature, f.Body))]
        );
        if (affected is { Views: [], Functions: [] })
            return [];
        var run = scene.Reach(trails, sql);
        var objects = await run.RunAsync(affected, Callers.Attackers(scene.Population, scene.Callers), cancellation);
        return objects.SelectMany(o => o.Breaches.Select(b => Create(o, b, parent, sql)));
    }

    private static AttackBreach Create(ReachedObject reached, ReachBreach breach, string parent, string sql)
    {
        var @object = $"{reached.Kind} {reached.Object}";
        return new AttackBreach(
            "sibling-tenant",
            IsolationFindings.IsGrave(reached) ? Severity.Critical : Severity.Medium,
            @object,
            breach.Caller.ToString(),
            $"{breach.What}, where both tenants are below one parent, {breach.Why}",
            $"Let {@object} follow {parent} in one direction only: never up to the parent and down again.",
            (breach.Trial with { Statement = breach.Trial.Statement with { Scene = sql } }).ToSql()
        )
        {
            Responsible = new(ResponsibleKind.Object, @object, "goes up to the parent of tenants and down again"),
        };
    }
}
