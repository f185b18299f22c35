using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Lets an outsider (no member of the tenant under attack) write a value that spoils what others read: NULL into an optional column that a
/// policy reads in a list, because NOT IN and &lt;&gt; ALL are never true if the list contains NULL; or a text that a policy casts to a
/// type which refuses it, so that the policy fails. Members of the tenant under attack must still see their rows.
/// </summary>
internal sealed partial class SpoiledReads(AttackScene scene)
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    // The end of an expression, with a cast to a type that does not take every text.
    private const string ToOther =
        @"\)*\s*::\s*(uuid|bigint|int\w*|smallint|numeric|real|double|date|time\w*|interval|boolean|inet|jsonb?)\b";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // Texts of "no value" in forms, which such a type refuses.
    private static readonly string[] s_odd = ["", "none"];

    // Other rows with NULL in the column are deleted first, because one of them would hide the same rows. A write that fails has no effect.
    private sealed record Write(Standing Writer, Subject Subject, string Column, RowValue? Text, string Sql)
    {
        public string Before =>
            Text is null ? SceneRows.Silently($"delete from {Subject.Name.Sql} where {SqlText.Identifier(Column)} is null") + "; " : "";

        public string After => $"{Before}{Writer.Caller.ToSql()} {SceneRows.IfPossible(Sql)}; reset role";
    }

    /// <summary>
    /// Reads the watched tables as members, before and after each write by an outsider. Returns a breach for each table in which a member
    /// no longer sees a row of its own tenant.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var nulls = ListedColumns().Select(c => (c.Subject, c.Column, Text: (RowValue?)null));
        var texts = scene
            .Subjects.Where(s => s.Where is null)
            .SelectMany(s => CastTexts(s).Select(c => (Subject: s, c.Column, Text: (RowValue?)c.Text)));
        Write[] writes = [.. nulls.Concat(texts).SelectMany(c => scene.Outsiders.SelectMany(w => Writes(c.Subject, c.Column, c.Text, w)))];
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

    // Texts for the columns, or for the fields of JSON columns, that the SQL which decides about the table casts to another type.
    private IEnumerable<(Column Column, RowValue Text)> CastTexts(Subject subject)
    {
        var deciding = scene.Texts.Deciding(subject.Name);
        foreach (var column in subject.Table.Columns.Where(c => !c.IsGenerated))
        {
            var name = Regex.Escape(column.Name);
            if (column.BaseType is "json" or "jsonb")
            {
                var fields = deciding.SelectMany(t =>
                    Regex
                        .Matches(t, $"""\b{name}"?\s*->>\s*'(?<field>[^']+)'(::text)?{ToOther}""", Options, s_patience)
                        .Select(m => m.Groups["field"].Value)
                );
                foreach (var field in fields.Distinct(StringComparer.Ordinal))
                {
                    foreach (var text in s_odd)
                        yield return (column, RowValue.Literal(new JsonObject { [field] = text }.ToJsonString()));
                }
            }
            else if (column.Category == 'S' && deciding.Any(t => Regex.IsMatch(t, $"""\b{name}"?{ToOther}""", Options, s_patience)))
            {
                foreach (var text in s_odd)
                    yield return (column, RowValue.Literal(text));
            }
        }
    }

    private IEnumerable<Write> Writes(Subject subject, Column column, RowValue? text, Standing writer)
    {
        var value = text ?? RowValue.Null;
        bool Holds(string privilege) => scene.Privileges.Of(writer.Caller.Role, subject.Name, privilege).Contains(column.Name);
        var inserts = OwnRows
            .For(scene, subject, writer)
            .Select(r => new Dictionary<string, RowValue>(r, StringComparer.Ordinal) { [column.Name] = value })
            .Select(r => OwnRows.Insert(scene, subject, writer, r));
        var update = $"update {subject.Name.Sql} set {SqlText.Identifier(column.Name)} = {value.ToSql(column.SentType)}";
        return (Holds("INSERT") ? inserts : [])
            .Concat(Holds("UPDATE") ? [update] : [])
            .Select(sql => new Write(writer, subject, column.Name, text, sql));
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
        if (write.Text is not null)
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

    private static AttackBreach Unreadable(Write write, Standing member, Trial after) =>
        new(
            "unreadable-value",
            Severity.High,
            write.Subject.ToString(),
            write.Writer.ToString(),
            $"writes {write.Text!.Text} into {write.Column} of {write.Subject}, and then {member} can read no row of the table: "
                + after.Outcome.Message,
            $"Let a check constraint on {write.Column} refuse such values, or compare texts in place of the cast.",
            (after with { Statement = AttackScene.Select(write.Subject) with { Scene = write.After } }).ToSql()
        )
        {
            Responsible = new(
                ResponsibleKind.Object,
                $"column {write.Column} of {write.Subject}",
                "takes a text that policies cast to a type which refuses it"
            ),
        };

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
