using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Builds statements that use the row that the previous statement inserted. If the server generates the row's key, a subquery reads the key
/// back.
/// </summary>
internal sealed class SequenceFollowUps(AttackScene scene, Standing caller, SequenceRows rows, SequenceSteps steps)
{
    // A placeholder for the key: a valid uuid that no row contains.
    private const string ReadBack = "eeeeeeee-ffff-4000-8000-000000000000";

    /// <summary>
    /// Returns the statements that can follow an inserted row: function calls with its values, and inserts of rows that refer to it.
    /// </summary>
    public IEnumerable<SequenceStep> Of(MadeRow made)
    {
        var known = WithKey(made);
        return steps
            .Calls(known)
            .Concat(Children(known))
            .Select(s => s with { Sql = s.Sql.Replace(SqlText.Literal(ReadBack), Key(made), StringComparison.Ordinal) });
    }

    // Adds a placeholder for a key that the server generates; the subquery replaces the placeholder later.
    private MadeRow WithKey(MadeRow made) =>
        scene.Population.Schema.Find(made.Table) is { Key: [var key] } && !made.Values.ContainsKey(key)
            ? made with
            {
                Values = new Dictionary<string, string?>(made.Values, StringComparer.Ordinal) { [key] = ReadBack },
            }
            : made;

    private string Key(MadeRow made) =>
        scene.Population.Schema.Find(made.Table) is { Key: [var key] }
            ? $"(select t.{SqlText.Identifier(key)}::text from {made.Table.Sql} as t where pg_catalog.age(t.xmin) <= 0 limit 1)"
            : "null";

    private IEnumerable<SequenceStep> Children(MadeRow parent) =>
        from subject in scene.Subjects
        where subject.Where is null && subject.Kind != SubjectKind.Shared && subject.Name != parent.Table
        from key in subject.Table.ForeignKeys
        where key.Parent == parent.Table && key.Columns is [_] && parent.Values.GetValueOrDefault(key.ParentColumns[0]) is not null
        let insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT")
        where insertable.Contains(key.Columns[0])
        from proposed in (scene.Proposals.GetValueOrDefault(subject) ?? []).Take(1)
        let values = new Dictionary<string, RowValue>(rows.Mine(subject, proposed.Values, insertable), StringComparer.Ordinal)
        {
            [key.Columns[0]] = RowValue.Literal(parent.Values[key.ParentColumns[0]]),
        }
        select new SequenceStep(OwnRows.Insert(scene, subject, caller, values), $"inserts into {subject.Name} for that row")
        {
            Table = subject.Name,
            IsConsulted = scene.Texts.IsConsulted(subject.Name),
        };
}
