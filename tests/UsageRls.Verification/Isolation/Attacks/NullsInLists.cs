using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Lets an outsider (no member of the tenant under attack) write NULL into an optional column that a policy reads in a list: NOT IN and
/// &lt;&gt; ALL are never true if the list contains NULL. Members of the tenant under attack must still see their rows.
/// </summary>
internal sealed partial class NullsInLists(AttackScene scene)
{
    // Other rows with NULL in the column are deleted first, because one of them would hide the same rows.
    private sealed record Write(Standing Writer, Subject Subject, string Column, string Sql)
    {
        public string Before => SceneRows.Silently($"delete from {Subject.Name.Sql} where {SqlText.Identifier(Column)} is null");

        public string After => $"{Before}; {Writer.Caller.ToSql()} {Sql}; reset role";
    }

    /// <summary>
    /// Reads the watched tables as members, before and after each write by an outsider. Returns a breach for each table in which a member
    /// no longer sees a row of its own tenant.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Write[] writes = [.. ListedColumns().SelectMany(c => scene.Outsiders.SelectMany(w => Writes(c.Subject, c.Column, w)))];
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

    // The optional columns that are named together with their table in the SQL that decides about a table, if this SQL excludes a list.
    private IEnumerable<(Subject Subject, Column Column)> ListedColumns()
    {
        var texts = scene
            .Subjects.Select(s => scene.Texts.Deciding(s.Name))
            .Where(t => t.Any(ExcludedList().IsMatch))
            .SelectMany(t => t)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var columns =
            from subject in scene.Subjects
            where subject.Where is null && texts.Length > 0
            from column in subject.Table.Columns
            where column is { IsNotNull: false, IsGenerated: false }
            where texts.Any(t => RuleTexts.Names(t, subject.Name.Name) && RuleTexts.Names(t, column.Name))
            select (subject, column);
        return columns;
    }

    private IEnumerable<Write> Writes(Subject subject, Column column, Standing writer)
    {
        bool Holds(string privilege) => scene.Privileges.Of(writer.Caller.Role, subject.Name, privilege).Contains(column.Name);
        var inserts = OwnRows.For(scene, subject, writer).Select(r => OwnRows.Insert(scene, subject, writer, r, column.Name, null));
        var update = $"update {subject.Name.Sql} set {SqlText.Identifier(column.Name)} = null";
        return (Holds("INSERT") ? inserts : [])
            .Concat(Holds("UPDATE") ? [update] : [])
            .Select(sql => new Write(writer, subject, column.Name, sql));
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
        return lost is null
            ? null
            : new AttackBreach(
                "null-in-list",
                Severity.High,
                lost.ToString(),
                write.Writer.ToString(),
                $"writes NULL into {write.Column} of {write.Subject}, and then {member} no longer sees rows of {lost}: NOT IN and <> ALL "
                    + "are never true if the list contains NULL",
                $"Use NOT EXISTS, leave NULL out of the list (where {write.Column} is not null), or declare {write.Column} NOT NULL.",
                (after with { Statement = AttackScene.Select(lost) with { Scene = write.After } }).ToSql()
            )
            {
                Responsible = new(
                    ResponsibleKind.Object,
                    $"column {write.Column} of {write.Subject}",
                    "is read in a list, in which one NULL hides rows from every caller"
                ),
            };
    }

    private static bool IsOnlyMembers(Subject subject, Belonging row, Standing member, Standing writer) =>
        row.Tenant is { } tenant
        && subject.Tenancy is { } model
        && member.IsMember(model, tenant)
        && !writer.IsMember(model, tenant)
        && row.User != writer.User;

    // NOT IN with a subquery, or <> ALL with anything but a list of literals; also as PostgreSQL prints these: NOT (… IN (SELECT …)).
    [GeneratedRegex(
        @"\bnot\s+in\s*\(\s*select\b|\bnot\s*\(.{0,200}?(\bin\s*\(\s*select\b|=\s*any\s*(?>\(+\s*)(?!'|array\s*\[))"
            + @"|(<>|!=)\s*all\s*(?>\(+\s*)(?!'|array\s*\[)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex ExcludedList();
}
