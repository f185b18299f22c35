using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Deletes a row to which a tenant's row refers by a foreign key with ON DELETE SET NULL or SET DEFAULT, if this action changes the column
/// that names the row's tenant. Afterwards outsiders (no members of that tenant) must not see the row, and members must still see it.
/// </summary>
/// <remarks>Changes of rows that name no tenant are found when each table is tested alone.</remarks>
internal sealed class EmptiedReferences(AttackScene scene)
{
    private sealed record Reference(Subject Subject, ForeignKey Key, (string Key, Belonging Belongs) Row, string Deletion);

    /// <summary>
    /// Reads the watched tables before and after each deletion by the administrator. Returns a breach for each table with a foreign key
    /// that opens rows to outsiders, or hides them from members.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Reference[] references = [.. scene.Subjects.Where(s => s is { Kind: SubjectKind.Tenant, Where: null }).SelectMany(Find)];
        if (references.Length == 0 || scene.Look(DatabaseRole.Authenticated) is not { } look)
            return [];
        var breaches = new List<AttackBreach>();
        foreach (var caller in scene.Outsiders)
        {
            string[] scenes = ["", .. references.Select(r => r.Deletion)];
            var done = await scene.Session.TryAllAsync([.. scenes.Select(s => (caller.Caller, look with { Scene = s }))], cancellation);
            var before = VisibleKeys.Looked(done[0]);
            breaches.AddRange(references.Zip(done.Skip(1), (r, after) => Judge(r, caller, before, after)).OfType<AttackBreach>());
        }
        foreach (var reference in references.Where(r => r.Key.Columns.Count > 1 && r.Key.Parent != r.Subject.Tenancy?.Members?.Table))
        {
            if (!breaches.Any(b => b.Object == reference.Subject.ToString()) && await LossAsync(reference, look, cancellation) is { } loss)
                breaches.Add(loss);
        }
        return breaches;
    }

    // A member of the row's tenant, who sees the row, must see it after the deletion.
    private async Task<AttackBreach?> LossAsync(Reference reference, Statement look, CancellationToken cancellation)
    {
        var (subject, key, row) = (reference.Subject, reference.Key, reference.Row);
        if (scene.Callers.FirstOrDefault(c => row.Belongs.Tenant is { } t && c.IsMember(subject.Tenancy!, t)) is not { } member)
            return null;
        var done = await scene.Session.TryAllAsync(
            [.. ((string[])["", reference.Deletion]).Select(s => (member.Caller, look with { Scene = s }))],
            cancellation
        );
        var line = $"#{scene.Subjects.Index().First(s => s.Item == subject).Index + 1} {row.Key}";
        var isLost = VisibleKeys.Looked(done[0]).Contains(line) && !VisibleKeys.Looked(done[1]).Contains(line);
        return isLost && done[1].Outcome.SqlState is null
            ? Create(
                reference,
                subject,
                member,
                done[1],
                $"no longer sees a row of {subject} of its own tenant, after a row of {key.Parent} is deleted"
            )
            : null;
    }

    private IEnumerable<Reference> Find(Subject subject) =>
        from key in subject.Table.ForeignKeys
        where key.OnDelete is "set null" or "set default" && CanChangeTenant(subject, key)
        from row in scene.Rows[subject].Where(IsOfVictim).Where(r => Deletion(subject, key, r) != "").Take(1)
        let deletion = Deletion(subject, key, row)
        select new Reference(subject, key, row, deletion);

    // Whether the key contains the column that names the tenant, or a column that leads to the tenant.
    private static bool CanChangeTenant(Subject subject, ForeignKey key) =>
        (subject.Tenant?.Steps is [var first, ..] ? first.Columns : [subject.Tenant?.Column ?? ""]).Any(c =>
            key.Columns.Contains(c) && (key.OnDelete == "set default" || subject.Table.Find(c) is { IsNotNull: false })
        );

    private bool IsOfVictim((string Key, Belonging Belongs) row) => scene.Victims.Any(v => v.Row[v.Model.Key] == row.Belongs.Tenant);

    // Deletes the row to which a row refers. If it refers to none, it first gets a reference to another row of its tenant.
    private string Deletion(Subject subject, ForeignKey key, (string Key, Belonging Belongs) row)
    {
        var own = scene.Known.GetValueOrDefault((subject.Name, row.Key));
        var isSet = own is not null && key.Columns.All(c => own.Values.GetValueOrDefault(c) is not null);
        var related = scene.Population.Related(row.Belongs.Tenant, null).FirstOrDefault(r => r.Table == key.Parent);
        if ((isSet ? own : related) is not { } source || scene.Population.Schema.Find(key.Parent) is not { } parent)
            return "";
        var values = key
            .Columns.Zip(
                key.ParentColumns,
                (c, at) => (Own: c, At: at, Value: RowValue.Literal(source.Values.GetValueOrDefault(isSet ? c : at)))
            )
            .ToArray();
        var named = values.Select(v => $"{SqlText.Identifier(v.At)} = {v.Value.ToSql(parent.Find(v.At)!.Type)}");
        var delete = $"delete from {key.Parent.Sql} where {string.Join(" and ", named)}";
        return isSet ? delete : $"{SceneRows.With(subject, row.Key, values.Select(v => (v.Own, v.Value)))}; {delete}";
    }

    private AttackBreach? Judge(Reference reference, Standing caller, IReadOnlySet<string> before, Trial after)
    {
        var key = reference.Key;
        return
            after.Outcome.SqlState is not null || scene.FirstForbidden(caller, VisibleKeys.Looked(after), before) is not var (seen, _, why)
            ? null
            : Create(reference, seen, caller, after, $"sees a row of {seen} {why}, after a row of {key.Parent} is deleted");
    }

    private static AttackBreach Create(Reference reference, Subject seen, Standing caller, Trial after, string what)
    {
        var (subject, key) = (reference.Subject, reference.Key);
        var select = AttackScene.Select(seen) with { Scene = reference.Deletion };
        return new AttackBreach(
            "emptied-reference",
            Severity.High,
            subject.ToString(),
            caller.ToString(),
            $"{what}: the foreign key {key.Name} then changes the tenant of rows of {subject}",
            $"Let ON DELETE of {key.Name} change no column that leads to the tenant: list the other columns, as in "
                + "ON DELETE SET NULL (<column>), or use CASCADE or RESTRICT.",
            (after with { Statement = select }).ToSql()
        )
        {
            Responsible = new(ResponsibleKind.Object, $"foreign key {key.Name} on {subject.Name}", "takes rows away from their tenant"),
        };
    }
}
