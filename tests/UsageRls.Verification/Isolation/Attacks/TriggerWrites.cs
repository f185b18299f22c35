using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Writes valid rows of the caller's own tenant that name another tenant in other columns, which triggers read.</summary>
internal sealed partial class TriggerWrites(AttackScene scene)
{
    private const int MostHints = 8,
        MostFolders = 4;

    /// <summary>Runs the writes as each outsider and returns the triggers that write to another tenant.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var tries = (
            from subject in scene.Subjects
            where subject.Kind != SubjectKind.Shared
            from caller in scene.Outsiders
            from statement in Statements(subject, caller)
                .Select(sql => new Statement(sql))
                .Concat(InOldTables(subject, caller))
                .Concat(Coinciding(subject, caller))
            select (Subject: subject, Caller: caller, Statement: statement)
        ).ToArray();
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Caller.Caller, t.Statement))], cancellation);
        return [.. tries.Zip(done, (tried, trial) => Judge(tried.Subject, tried.Caller, trial)).OfType<AttackBreach>()];
    }

    private AttackBreach? Judge(Subject subject, Standing caller, Trial trial)
    {
        // A scene updates rows itself, so updates do not count if there is one.
        var bad = trial
            .Changes.Where(c => trial.Statement.Scene == "" || c.Command != "update")
            .Select(c => (Change: c, Why: scene.Rule.AgainstChanging(caller, c)))
            .FirstOrDefault(c => c.Why is not null);
        return bad.Why is null
            ? null
            : new AttackBreach(
                "trigger-write",
                Severity.Critical,
                subject.ToString(),
                caller.ToString(),
                $"writes to {subject}, and a trigger {bad.Change.Command}s a row of {bad.Change.Table} "
                    + $"{scene.Rule.Whose(bad.Change.Table, bad.Change.After ?? bad.Change.Before!.Value)}, but {bad.Why}",
                $"Let the trigger on {subject} act only in the tenant of the row that was written, "
                    + "or ask for a membership of the caller in the tenant that it writes to.",
                trial.ToSql()
            )
            {
                Functions = scene.Texts.TriggersOf(subject.Name),
            };
    }

    // A cleanup trigger acts only on rows of some age: first make every row ten years older.
    private IEnumerable<Statement> InOldTables(Subject subject, Standing caller)
    {
        if (!scene.Texts.Triggered(subject.Name).Any(t => Clock().IsMatch(t)))
            return [];
        var old = string.Join(
            "; ",
            scene
                .Subjects.Where(s => s.Where is null)
                .Select(s =>
                    (s.Name, Times: s.Table.Columns.Where(c => c.Category == 'D' && !c.IsGenerated && !s.Table.Key.Contains(c.Name)))
                )
                .Where(s => s.Times.Any())
                .Select(s =>
                    $"update {s.Name.Sql} set "
                    + string.Join(
                        ", ",
                        s.Times.Select(c => $"{SqlText.Identifier(c.Name)} = {SqlText.Identifier(c.Name)} - interval '10 years'")
                    )
                )
        );
        return OwnRows
            .Of(scene, subject, caller)
            .Select(row => new Statement(OwnRows.Insert(scene, subject, caller, row)))
            .Concat(ConditionAttack.Changes(scene, subject, caller.Caller.Role).Select(c => c.Statement))
            .Select(s => s with { Scene = SceneRows.Silently(old) });
    }

    // A trigger may look for rows of any tenant by a value of the new row, and finds none while no row has that value. In the scene, all
    // rows have it.
    private IEnumerable<Statement> Coinciding(Subject subject, Standing caller)
    {
        var texts = scene.Texts.Triggered(subject.Name);
        var statements =
            from own in OwnRows.Of(scene, subject, caller).Take(1)
            from match in texts.SelectMany(t => SameValue().Matches(t)).DistinctBy(m => m.Value)
            let value = own.GetValueOrDefault(match.Groups["new"].Value)
            where value is { IsExpression: false, Text: not null }
            from other in scene.Subjects
            where other != subject && other.Where is null && texts.Any(t => RuleTexts.Names(t, other.Name.Name))
            let column = other.Table.Find(match.Groups["column"].Value)
            where column is { IsGenerated: false, Category: 'S' or 'E' or 'A' } && !other.Table.Key.Contains(column.Name)
            let set = column.Category == 'A' ? $"array[{SqlText.Literal(value.Text)}]::{column.Type}" : value.ToSql(column.Type)
            select new Statement(OwnRows.Insert(scene, subject, caller, own))
            {
                Scene = SceneRows.Silently($"update {other.Name.Sql} set {SqlText.Identifier(column.Name)} = {set}"),
            };
        return statements;
    }

    private IEnumerable<string> Statements(Subject subject, Standing caller)
    {
        var texts = scene.Texts.Triggered(subject.Name);
        if (texts.Count == 0)
            yield break;
        foreach (var (model, row) in scene.Victims)
        {
            var victim = row[model.Key]!;
            var changed = Changed(subject, texts, victim).ToArray();
            foreach (var values in Own(subject, caller))
            {
                var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
                if (insertable.Count == 0)
                    break;
                foreach (
                    var (column, value) in changed.Concat(Paths(subject, caller, texts, victim)).Where(c => insertable.Contains(c.Column))
                )
                {
                    yield return OwnRows.Insert(
                        scene,
                        subject,
                        caller,
                        new Dictionary<string, RowValue>(values, StringComparer.Ordinal) { [column] = RowValue.Literal(value) }
                    );
                }
            }
            foreach (
                var (column, value) in changed.Where(c =>
                    scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE").Contains(c.Column)
                )
            )
            {
                yield return $"update {subject.Name.Sql} set {SqlText.Identifier(column)} = "
                    + $"{SqlText.Literal(value)}::{subject.Table.Find(column)!.Type}";
            }
        }
    }

    // The valid rows that the caller may insert.
    private IEnumerable<IReadOnlyDictionary<string, RowValue>> Own(Subject subject, Standing caller)
    {
        var rows = OwnRows.Of(scene, subject, caller);
        // Use the rows unchanged, and with each value that a trigger checks, as in WHEN (new.state = 'done').
        var hints = ColumnHints
            .Of(subject.Table, scene.Texts.ConditionsOfTriggers(subject.Name))
            .Where(h => !h.IsInDocument && !subject.Table.Key.Contains(h.Column.Name) && h.Column.Name != subject.Tenant?.Column)
            .Take(MostHints)
            .ToArray();
        return rows.Concat(
            rows.SelectMany(row =>
                hints.Select(h => new Dictionary<string, RowValue>(row, StringComparer.Ordinal) { [h.Column.Name] = h.Value })
            )
        );
    }

    // Paths whose first folder is the caller or a tenant of the caller, and whose second is the victim's tenant, or the key of
    // a row of it that the triggers may write to.
    private IEnumerable<(string Column, string Value)> Paths(Subject subject, Standing caller, IReadOnlyList<string> texts, string victim)
    {
        if (!texts.Any(t => Folders().IsMatch(t)))
            yield break;
        var rows =
            from other in scene.Subjects
            where other.Table.Key.Count == 1 && texts.Any(t => RuleTexts.Names(t, other.Name.Name))
            from row in scene.Rows[other].Where(r => r.Belongs.Tenant == victim).Take(1)
            select row.Key;
        string[] folders = [victim, .. rows.Take(MostFolders)];
        if (subject.User is { Steps: [], Expression: not null, Column: var ofUser } && caller.User is { } user)
        {
            foreach (var folder in folders)
                yield return (ofUser, $"{user}/{folder}/file.txt");
        }

        if (subject is { Tenant: { Steps: [], Expression: not null, Column: var ofTenant }, Tenancy: { } model })
        {
            foreach (var (_, tenant) in caller.Memberships.Keys.Where(m => m.Tenants == model.Tenants).Take(1))
            {
                foreach (var folder in folders)
                    yield return (ofTenant, $"{tenant}/{folder}/file.txt");
            }
        }
    }

    [GeneratedRegex(
        @"(?<column>\w+)\s*(=|@>|&&)\s*(array\[\s*)?new\.(?<new>\w+)|new\.(?<new>\w+)\s*=\s*(any\s*\(\s*)?(\w+\.)?(?<column>\w+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex SameValue();

    [GeneratedRegex(@"foldername|split_part|string_to_array", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Folders();

    // The columns that triggers read and that can hold the victim's key, directly or in a JSON document.
    private static IEnumerable<(string Column, string Value)> Changed(Subject subject, IReadOnlyList<string> texts, string victim)
    {
        foreach (var column in subject.Table.Columns.Where(c => !c.IsGenerated && texts.Any(t => RuleTexts.Names(t, c.Name))))
        {
            if (column.BaseType is "json" or "jsonb")
            {
                var document = new JsonObject();
                foreach (var key in texts.SelectMany(t => Keys().Matches(t)).Select(m => m.Groups["key"].Value))
                    document[key] = victim;
                if (document.Count > 0)
                    yield return (column.Name, document.ToJsonString());
            }
            else if (
                column.Name != subject.Tenant?.Column
                && !subject.Table.Key.Contains(column.Name)
                && (column.BaseType == "uuid") == Guid.TryParse(victim, out _)
                && column.Category is 'U' or 'S' or 'N'
            )
            {
                yield return (column.Name, victim);
            }
        }
    }

    [GeneratedRegex(
        @"\b(now|clock_timestamp|transaction_timestamp)\s*\(|\bcurrent_(date|timestamp)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Clock();

    [GeneratedRegex(@"(->>?|\?)\s*'(?<key>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Keys();
}
