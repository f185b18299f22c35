using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Deletes or updates a row of another tenant as the administrator, with and without the table's triggers, and then reads tables, views
/// and functions as an outsider (no member of this tenant). What the triggers wrote, such as a history of deleted rows, must not show. Also
/// moves a row of the outsider's tenant to another tenant and then changes it: a copy that triggers keep must move, too.
/// </summary>
internal sealed partial class RowTraces(AttackScene scene, Reachable reachable)
{
    /// <summary>The shortest value that is not equal to another by chance.</summary>
    private const int ShortestValue = 3;

    // Written into a row after its move to another tenant.
    private const string Mark = "usage-rls-moved";

    // SQL that changes a row, with and without triggers; with a mark, only lines that contain it show what the triggers wrote.
    private sealed record Change(string Key, string Verb, string Loud, string? Mark = null)
    {
        public required string Silent { get; init; }
    }

    /// <summary>
    /// Attacks each table whose triggers write to tables. Returns a breach for each table, view and function through which an outsider sees
    /// what such a trigger wrote.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var tries = (
            from subject in scene.Subjects
            where subject.Where is null && subject.Kind is SubjectKind.Tenant or SubjectKind.Personal
            let written = Written(subject)
            where written.Count > 0
            from caller in scene.Outsiders
            from change in Changes(subject, caller)
            from read in Reads(subject, change.Key, caller, written)
            select (Subject: subject, Caller: caller, read.Object, read.Statement, Change: change)
        ).ToArray();
        var done = await scene.Session.TryAllAsync(
            [
                .. tries.SelectMany(t =>
                    new[] { t.Change.Silent, t.Change.Loud, t.Change.Silent }.Select(sql =>
                        (t.Caller.Caller, t.Statement with { Scene = sql })
                    )
                ),
            ],
            cancellation
        );
        return
        [
            .. tries
                .Zip(done.Chunk(3))
                .Select(t =>
                    Seen(t.Second, t.First.Change.Mark) is { } line
                        ? Breach(t.First.Subject, t.First.Change, t.First.Caller, t.First.Object, line, t.Second[1])
                        : null
                )
                .OfType<AttackBreach>()
                .OrderByDescending(b => b.Severity)
                .DistinctBy(b => b.Object),
        ];
    }

    // The names of the tables to which the triggers of a table write.
    private HashSet<string> Written(Subject subject) =>
        scene
            .Texts.Triggered(subject.Name)
            .SelectMany(t => Write().Matches(t))
            .Select(m => m.Groups["table"].Value)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    // The statements that read views and functions whose SQL names a written table, and the written tables themselves.
    private IEnumerable<(string Object, Statement Statement)> Reads(Subject subject, string key, Standing caller, HashSet<string> written)
    {
        bool IsAbout(string text) => scene.Texts.Called(text).Any(t => written.Any(table => RuleTexts.Names(t, table)));
        var affected = new Reachable(
            [.. reachable.Views.Where(v => v is { Privilege: "SELECT", IsInvoker: false } && IsAbout(v.Query))],
            [.. reachable.Functions.Where(f => f is { IsReadOnly: true, IsDefiner: true } && IsAbout(f.Body))]
        );
        var statements = new ReachStatements(scene.Population, scene.Subjects, scene.Rows, scene.Known, scene.Privileges);
        var place = scene.Subjects.Index().First(s => s.Item == subject).Index + 1;
        return statements
            .Of(affected, caller, [(subject, place, key)])
            .Where(u => u.Statement.Result == ResultKind.Ids)
            .Select(u => ($"{u.Kind} {u.Object}", u.Statement))
            .Concat(
                from table in scene.Subjects
                where table != subject && written.Contains(table.Name.Name)
                let columns = scene.Privileges.Of(caller.Caller.Role, table.Name, "SELECT").Order(StringComparer.Ordinal).ToArray()
                where columns.Length > 0
                let list = string.Join(", ", columns.Select(SqlText.Identifier))
                select (table.ToString(), new Statement($"select {list} from {WatchedSession.From(table)}") { Result = ResultKind.Ids })
            );
    }

    private IEnumerable<Change> Changes(Subject subject, Standing caller)
    {
        var changes = new List<(string Key, string Verb, string Sql, string? Mark)>();
        var table = WatchedSession.From(subject);
        string Where(string key) => $"where {WatchedSession.KeyOf(subject)} = {SqlText.Literal(key)}";
        if (scene.Rows[subject].FirstOrDefault(r => scene.Rule.AgainstSeeing(caller, subject, r.Belongs) is not null).Key is { } theirs)
        {
            changes.Add((theirs, "deleted", $"delete from {table} as t {Where(theirs)}", null));
            // The update sets a column to the value that it has.
            if (subject.Table.Columns.FirstOrDefault(c => !c.IsGenerated && !subject.Table.Key.Contains(c.Name)) is { } column)
            {
                var name = SqlText.Identifier(column.Name);
                changes.Add((theirs, "updated", $"update {table} as t set {name} = t.{name} {Where(theirs)}", null));
            }
        }
        if (Moving(subject, caller) is var (own, tenant))
        {
            var move = $"update {table} as t set {SqlText.Identifier(subject.Tenant!.Column)} = {tenant} {Where(own)}";
            var marks = Texts(subject)
                .Select(c =>
                    SceneRows.IfPossible($"update {table} as t set {SqlText.Identifier(c)} = {SqlText.Literal(Mark)} {Where(own)}")
                );
            changes.Add((own, "changed after its move there", string.Join("; ", marks.Prepend(move)), Mark));
        }
        return changes.Select(c => new Change(c.Key, c.Verb, c.Sql, c.Mark)
        {
            Silent = $"alter table {subject.Name.Sql} disable trigger user; {c.Sql}",
        });
    }

    // A row of the caller's tenant, and as SQL another tenant to which a member of both may move it; null if nobody may.
    private (string Key, string Tenant)? Moving(Subject subject, Standing caller)
    {
        if (
            subject
                is not { Kind: SubjectKind.Tenant, Tenancy: { Members: { } members } model, Tenant: { Steps: [], Expression: null } path }
            || !scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE").Contains(path.Column)
            || !scene.Texts.Deciding(subject.Name).Any(t => RuleTexts.Names(t, members.Table.Name))
            || scene.Rows[subject].FirstOrDefault(r => r.Belongs.Tenant is { } t && caller.IsMember(model, t)) is not { Key: { } key }
            || scene.Population.Tenants[model].Select(t => t[model.Key]!).FirstOrDefault(t => !caller.IsMember(model, t)) is not { } other
        )
        {
            return null;
        }

        return (key, RowValue.Literal(other).ToSql(subject.Table.Find(path.Column)!.Type));
    }

    private static IEnumerable<string> Texts(Subject subject) =>
        subject
            .Table.Columns.Where(c => c is { Category: 'S', IsGenerated: false } && !subject.Table.Key.Contains(c.Name))
            .Select(c => c.Name);

    // A line of the result that the triggers caused; null if there is none, or if two equal reads without triggers differ.
    private static string? Seen(Trial[] done, string? mark) =>
        done.All(d => d.Outcome.SqlState is null) && done[0].Seen.SequenceEqual(done[2].Seen)
            ? done[1]
                .Seen.Except(done[0].Seen, StringComparer.Ordinal)
                .FirstOrDefault(l => mark is null || l.Contains(mark, StringComparison.Ordinal))
            : null;

    private AttackBreach Breach(Subject subject, Change change, Standing caller, string @object, string line, Trial trial)
    {
        var row = scene.Known.GetValueOrDefault((subject.Name, change.Key));
        var values = row?.Values.Where(v => !subject.Table.Key.Contains(v.Key)).Select(v => v.Value) ?? [];
        var content = values
            .Prepend(change.Mark)
            .FirstOrDefault(v =>
                v is { Length: >= ShortestValue } and not ("true" or "false") && line.Contains(v, StringComparison.Ordinal)
            );
        return new(
            "row-trace",
            content is null ? Severity.Medium : Severity.Critical,
            @object,
            caller.ToString(),
            $"sees in {@object} what a trigger wrote when a row of {subject} of another tenant was {change.Verb}"
                + (content is null ? "" : $", with the row's value {content}"),
            change.Mark is null
                ? $"Keep the tenant in each row that the triggers of {subject} write, and require the caller's membership in this tenant: "
                    + "do not look for the tenant in a row that may be deleted."
                : $"Let the triggers of {subject} write the row's tenant again with each change, or let nobody change it.",
            trial.ToSql()
        )
        {
            Functions = scene.Texts.TriggersOf(subject.Name),
        };
    }

    [GeneratedRegex(
        @"\b(insert\s+into|update|merge\s+into)\s+(only\s+)?(""?\w+""?\.)?""?(?<table>\w+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Write();
}
