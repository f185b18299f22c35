using System.Text.Json.Nodes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Writes valid rows of the caller's own tenant in which a further column that triggers read contains another tenant's key, and runs the
/// writes of <see cref="TriggerScenes"/>.
/// </summary>
internal sealed class TriggerWrites(AttackScene scene)
{
    private const int MostHints = 8;

    /// <summary>
    /// As each outsider (no member of the tenant under attack), runs the writes. Returns a breach for each write by which a row is
    /// added, changed or deleted although the caller may not do so.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var tries = (
            from subject in scene.Subjects
            where subject.Kind != SubjectKind.Shared
            from caller in scene.Outsiders
            from statement in Statements(subject, caller)
                .Select(sql => new Statement(sql))
                .Concat(new TriggerScenes(scene).Of(subject, caller))
            select (Subject: subject, Caller: caller, Statement: statement)
        ).ToArray();
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Caller.Caller, t.Statement))], cancellation);
        return [.. tries.Zip(done, (tried, trial) => Judge(tried.Subject, tried.Caller, trial)).OfType<AttackBreach>()];
    }

    private AttackBreach? Judge(Subject subject, Standing caller, Trial trial)
    {
        // A scene (SQL that the administrator runs first) updates rows itself, so updates do not count for a statement with a scene.
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
                $"Let the trigger on {subject} write only rows of the tenant of the caller's row, "
                    + "or require a membership of the caller in the tenant to which it writes.",
                trial.ToSql()
            )
            {
                Functions = scene.Texts.TriggersOf(subject.Name),
            };
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
                    var (column, value) in changed
                        .Concat(TriggerPaths.Find(scene, subject, caller, victim))
                        .Where(c => insertable.Contains(c.Column))
                )
                {
                    yield return OwnRows.Insert(scene, subject, caller, values, column, value);
                }
            }
            foreach (var insert in Colliding(subject, caller, model, victim))
                yield return insert;
            foreach (
                var (column, value) in changed.Where(c =>
                    scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE").Contains(c.Column)
                )
            )
            {
                yield return $"update {subject.Name.Sql} set {SqlText.Identifier(column)} = "
                    + $"{SqlText.Literal(value)}::{subject.Table.Find(column)!.SentType}";
            }
        }
    }

    // A BEFORE INSERT trigger acts also if ON CONFLICT then inserts nothing: sends a row of the caller with the key of a victim's row.
    private IEnumerable<string> Colliding(Subject subject, Standing caller, TenantModel model, string victim)
    {
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        if (subject.Tenancy != model || subject.Table.Key is not [var key] || !insertable.Contains(key))
            return [];
        var inserts =
            from row in scene.Rows[subject]
            where row.Belongs.Tenant == victim && scene.Known.ContainsKey((subject.Name, row.Key))
            from own in OwnRows.For(scene, subject, caller).Take(1)
            select OwnRows.Insert(scene, subject, caller, own, key, scene.Known[(subject.Name, row.Key)][key]) + " on conflict do nothing";
        return inserts.Take(1);
    }

    // Returns valid rows that the caller may insert.
    private IEnumerable<IReadOnlyDictionary<string, RowValue>> Own(Subject subject, Standing caller)
    {
        var rows = OwnRows.For(scene, subject, caller);
        // Use the rows unchanged, and with single values that a trigger checks, as in WHEN (new.state = 'done').
        var hints = ColumnHints
            .Find(subject.Table, scene.Texts.ConditionsOfTriggers(subject.Name))
            .Where(h => !h.IsInDocument && !subject.Table.Key.Contains(h.Column.Name) && h.Column.Name != subject.Tenant?.Column)
            .Take(MostHints)
            .ToArray();
        return rows.Concat(
            rows.SelectMany(row =>
                hints.Select(h => new Dictionary<string, RowValue>(row, StringComparer.Ordinal) { [h.Column.Name] = h.Value })
            )
        );
    }

    // Returns the columns that triggers read and that can hold the key of the tenant under attack, directly or in a JSON document.
    private static IEnumerable<(string Column, string Value)> Changed(Subject subject, IReadOnlyList<string> texts, string victim)
    {
        foreach (var column in subject.Table.Columns.Where(c => !c.IsGenerated && texts.Any(t => RuleTexts.Names(t, c.Name))))
        {
            if (column.BaseType is "json" or "jsonb")
            {
                var document = new JsonObject();
                foreach (var key in texts.SelectMany(SqlJson.Keys))
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
}
