using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Builds writes by a caller, each with a scene (SQL that the administrator runs first) that makes existing rows meet a trigger's
/// condition.
/// </summary>
internal sealed partial class TriggerScenes(AttackScene scene)
{
    /// <summary>Returns the statements, each with its scene.</summary>
    public IEnumerable<Statement> Of(Subject subject, Standing caller) => InOldTables(subject, caller).Concat(Coinciding(subject, caller));

    // A cleanup trigger acts only on rows of some age: the scene makes every row ten years older.
    private IEnumerable<Statement> InOldTables(Subject subject, Standing caller)
    {
        var texts = scene.Texts.Triggered(subject.Name);
        if (!texts.Any(t => Clock().IsMatch(t)))
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
            .For(scene, subject, caller)
            .Select(row => new Statement(OwnRows.Insert(scene, subject, caller, row)))
            .Concat(ConditionAttack.Changes(scene, subject, caller.Caller.Role).Select(c => c.Statement))
            .Concat(Periods(subject, caller, texts))
            .Select(s => s with { Scene = SceneRows.Silently(old) });
    }

    // Sets each column that a trigger reads and that may hold a period, such as the days for which rows are kept, to a short period.
    private IEnumerable<Statement> Periods(Subject subject, Standing caller, IReadOnlyList<string> texts) =>
        from column in subject.Table.Columns
        where column is { Category: 'N' or 'T', IsGenerated: false } && texts.Any(t => RuleTexts.Names(t, column.Name))
        where scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE").Contains(column.Name)
        let value = column.Category == 'N' ? "1" : "1 day"
        select new Statement(
            $"update {subject.Name.Sql} set {SqlText.Identifier(column.Name)} = {SqlText.Literal(value)}::{column.SentType}"
        );

    // A trigger may look for rows of any tenant by a value of the new row, and finds none while no row has that value: the scene writes the
    // value into all rows of a table that the trigger names.
    private IEnumerable<Statement> Coinciding(Subject subject, Standing caller)
    {
        var texts = scene.Texts.Triggered(subject.Name);
        var statements =
            from own in OwnRows.For(scene, subject, caller).Take(1)
            from match in texts.SelectMany(t => SameValue().Matches(t)).DistinctBy(m => m.Value)
            let value = own.GetValueOrDefault(match.Groups["new"].Value)
            where value is { IsExpression: false, Text: not null }
            from other in scene.Subjects
            where other != subject && other.Where is null && texts.Any(t => RuleTexts.Names(t, other.Name.Name))
            let column = other.Table.Find(match.Groups["column"].Value)
            where column is { IsGenerated: false, Category: 'S' or 'E' or 'A' } && !other.Table.Key.Contains(column.Name)
            let set = column.Category == 'A' ? $"array[{SqlText.Literal(value.Text)}]::{column.Type}" : value.ToSql(column.SentType)
            select new Statement(OwnRows.Insert(scene, subject, caller, own))
            {
                Scene = SceneRows.Silently($"update {other.Name.Sql} set {SqlText.Identifier(column.Name)} = {set}"),
            };
        return statements;
    }

    [GeneratedRegex(
        @"(?<column>\w+)\s*(=|@>|&&)\s*(array\[\s*)?new\.(?<new>\w+)|new\.(?<new>\w+)\s*=\s*(any\s*\(\s*)?(\w+\.)?(?<column>\w+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex SameValue();

    [GeneratedRegex(
        @"\b(now|clock_timestamp|transaction_timestamp)\s*\(|\bcurrent_(date|timestamp)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Clock();
}
