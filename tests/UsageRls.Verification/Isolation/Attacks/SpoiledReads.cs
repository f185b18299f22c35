using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Lets an outsider (no member of the tenant under attack) write a value that spoils what others read: NULL into an optional column that a
/// policy reads in a list, because NOT IN and &lt;&gt; ALL are never true if the list contains NULL; a text that a policy casts to a type
/// which refuses it, so that the policy fails; or a reference to a row of the tenant under attack, which a policy may take as a reason to
/// hide that row. Members of the tenant under attack must still see their rows.
/// </summary>
internal sealed class SpoiledReads(AttackScene scene)
{
    // Other rows with NULL in the column are deleted first, because one of them would hide the same rows. A write that fails has no effect.
    private sealed record Write(Standing Writer, Spoil Spoil, string Sql)
    {
        public string Before =>
            Spoil is { Kind: SpoilKind.Null, Subject: var subject, Values: [var (column, _)] }
                ? SceneRows.Silently($"delete from {subject.Name.Sql} where {SqlText.Identifier(column.Name)} is null") + "; "
                : "";

        public string After => $"{Before}{Writer.Caller.ToSql()} {SceneRows.IfPossible(Sql)}; reset role";
    }

    /// <summary>
    /// Reads the watched tables as members, before and after each write by an outsider. Returns a breach for each table in which a member
    /// no longer sees a row of its own tenant.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Write[] writes = [.. new SpoiledValues(scene).Find().SelectMany(s => scene.Outsiders.SelectMany(w => Writes(s, w)))];
        if (writes.Length == 0 || scene.Look(DatabaseRole.Authenticated) is not { } look)
            return [];
        var breaches = new List<AttackBreach>();
        foreach (var member in Members())
        {
            string[] scenes = [.. writes.SelectMany(w => (string[])[w.Before, w.After])];
            var done = await scene.Session.TryAllAsync([.. scenes.Select(s => (member.Caller, look with { Scene = s }))], cancellation);
            breaches.AddRange(writes.Select((w, i) => Judge(w, member, done[2 * i], done[(2 * i) + 1])).OfType<AttackBreach>());
        }
        return breaches;
    }

    private IEnumerable<Write> Writes(Spoil spoil, Standing writer)
    {
        var subject = spoil.Subject;
        bool Holds(string privilege) =>
            spoil.Values.All(v => scene.Privileges.Of(writer.Caller.Role, subject.Name, privilege).Contains(v.Column.Name));
        var inserts = OwnRows
            .For(scene, subject, writer)
            .Select(row =>
            {
                var values = new Dictionary<string, RowValue>(row, StringComparer.Ordinal);
                foreach (var (column, value) in spoil.Values)
                    values[column.Name] = value;
                return OwnRows.Insert(scene, subject, writer, values);
            });
        var set = spoil.Values.Select(v => $"{SqlText.Identifier(v.Column.Name)} = {v.Value.ToSql(v.Column.SentType)}");
        return (Holds("INSERT") ? inserts : [])
            .Concat(Holds("UPDATE") ? [$"update {subject.Name.Sql} set {string.Join(", ", set)}"] : [])
            .Select(sql => new Write(writer, spoil, sql));
    }

    // The tenant's members in the most and in the least privileged role.
    private IEnumerable<Standing> Members() =>
        scene
            .Victims.Select(v => scene.Population.Members[(v.Model.Tenants, v.Row[v.Model.Key]!)])
            .SelectMany(members => members.Take(1).Concat(members.TakeLast(1)))
            .Select(scene.Stand)
            .DistinctBy(s => s.User);

    private AttackBreach? Judge(Write write, Standing member, Trial before, Trial after)
    {
        if (write.Spoil.Kind == SpoilKind.Text)
            return before.Outcome.SqlState is null && after.Outcome.SqlState is ['2', '2', ..] ? Unreadable(write, member, after) : null;
        if (before.Outcome.SqlState is not null || after.Outcome.SqlState is not null)
            return null;
        var lines = VisibleKeys.Looked(before).Except(VisibleKeys.Looked(after)).ToHashSet(StringComparer.Ordinal);
        var lost = scene
            .Subjects.Select((s, i) => (Subject: s, Place: i + 1))
            .FirstOrDefault(s =>
                scene
                    .Rows[s.Subject]
                    .Any(r => lines.Contains($"#{s.Place} {r.Key}") && IsOnlyMembers(s.Subject, r.Belongs, member, write.Writer))
            )
            .Subject;
        if (lost is null)
            return null;
        var (columns, subject) = (write.Spoil.Columns, write.Spoil.Subject);
        var isNull = write.Spoil.Kind == SpoilKind.Null;
        return new AttackBreach(
            isNull ? "null-in-list" : "hidden-by-reference",
            Severity.High,
            lost.ToString(),
            write.Writer.ToString(),
            $"writes {(isNull ? $"NULL into {columns} of {subject}" : $"a row of {subject} whose {columns} refers to a row of {lost}")}, "
                + $"and then {member} no longer sees rows of {lost}"
                + (isNull ? ": NOT IN and <> ALL are never true if the list contains NULL" : ""),
            isNull
                ? $"Use NOT EXISTS, leave NULL out of the list (where {columns} is not null), or declare {columns} NOT NULL."
                : $"In the policies of {lost}, count only rows of {subject} that belong to the tenant of the row of {lost}.",
            (after with { Statement = AttackScene.Select(lost) with { Scene = write.After } }).ToSql()
        )
        {
            Responsible = new(
                ResponsibleKind.Object,
                $"column {columns} of {subject}",
                isNull
                    ? "is read in a list, in which one NULL hides rows from every caller"
                    : "refers to rows of any tenant, and hides them from their members"
            ),
        };
    }

    private static AttackBreach Unreadable(Write write, Standing member, Trial after)
    {
        var (columns, subject) = (write.Spoil.Columns, write.Spoil.Subject);
        return new(
            "unreadable-value",
            Severity.High,
            subject.ToString(),
            write.Writer.ToString(),
            $"writes {write.Spoil.Values[0].Value.Text} into {columns} of {subject}, and then {member} can read no row of the table: "
                + after.Outcome.Message,
            $"Let a check constraint on {columns} refuse such values, or compare texts in place of the cast.",
            (after with { Statement = AttackScene.Select(subject) with { Scene = write.After } }).ToSql()
        )
        {
            Responsible = new(
                ResponsibleKind.Object,
                $"column {columns} of {subject}",
                "takes a text that policies cast to a type which refuses it"
            ),
        };
    }

    private static bool IsOnlyMembers(Subject subject, Belonging row, Standing member, Standing writer) =>
        row.Tenant is { } tenant
        && subject.Tenancy is { } model
        && member.IsMember(model, tenant)
        && !writer.IsMember(model, tenant)
        && row.User != writer.User;
}
