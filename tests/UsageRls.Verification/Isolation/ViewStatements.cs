using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Builds the statements to run on a view, for a privilege that a role has on the view.</summary>
internal static class ViewStatements
{
    /// <summary>Returns the statements for one view, privilege and caller.</summary>
    public static IEnumerable<Statement> Create(
        ReachableView view,
        Population population,
        IReadOnlyList<Subject> subjects,
        ILookup<Subject, (string Key, Belonging Belongs)> rows,
        IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known,
        Standing caller
    )
    {
        var columns = string.Join(", ", view.Columns.Select(SqlText.Identifier));
        if (view.Privilege == "SELECT")
        {
            yield return new Statement($"select {columns} from {view.Name.Sql}") { Result = ResultKind.Ids };
            yield return new Statement($"select count(*) from {view.Name.Sql}") { Result = ResultKind.Ids };
            yield break;
        }

        // A write through an updatable view changes a row of its base table.
        if (!view.IsWritable)
            yield break;
        if (view.Privilege == "DELETE")
        {
            yield return new Statement($"delete from {view.Name.Sql}");
            yield break;
        }

        var below = Below(view, subjects, rows, known).ToArray();
        foreach (var (table, row) in below)
        {
            var values = view
                .Columns.Where(c => row.Values.ContainsKey(c) && table.Find(c) is { IsGenerated: false, Identity: Identity.None })
                .Select(c => (Column: c, Value: new TypedValue(row.Values[c], table.Find(c)!.SentType)))
                .ToArray();
            if (values.Length == 0)
                continue;
            if (view.Privilege == "UPDATE")
            {
                // A trigger may find the row to write by the new key: give each other row the key of this row.
                if (table.Key is [var key] && values.FirstOrDefault(v => v.Column == key) is (not null, var id))
                {
                    foreach (var other in below.Where(b => b.Table == table && b.Row != row))
                    {
                        var where = id with { Text = other.Row.Values[key] };
                        yield return new Statement(
                            $"update {view.Name.Sql} set {SqlText.Identifier(key)} = {id.Sql} where {SqlText.Identifier(key)} = {where.Sql}"
                        );
                    }
                }
                foreach (var (column, value) in values.Take(4))
                {
                    yield return new Statement($"update {view.Name.Sql} set {SqlText.Identifier(column)} = {value.Sql}");
                    // All rows may hold the same number, so the update above may change nothing: add 1.
                    if (table.Find(column) is { Category: 'N' })
                        yield return new Statement($"update {view.Name.Sql} set {SqlText.Identifier(column)} = {value.Sql} + 1");
                }
                continue;
            }

            // The INSERT leaves out a key of one column, so that it adds a copy of the row.
            var sent = values.Where(v => table.Key.Count != 1 || !table.Key.Contains(v.Column)).ToArray();
            if (sent.Length > 0)
                yield return Insert(view, sent);
            var own =
                population
                    .Schema.Find(table.Name)
                    ?.ForeignKeys.Where(k => k.Parent == TableName.Users)
                    .SelectMany(k => k.Columns)
                    .ToHashSet(StringComparer.Ordinal)
                ?? [];
            if (caller.User is { } me && sent.Any(v => own.Contains(v.Column)))
                yield return Insert(view, [.. sent.Select(v => own.Contains(v.Column) ? (v.Column, v.Value with { Text = me }) : v)]);
        }
    }

    private static Statement Insert(ReachableView view, (string Column, TypedValue Value)[] values) =>
        new(
            $"insert into {view.Name.Sql} ({string.Join(", ", values.Select(v => SqlText.Identifier(v.Column)))}) "
                + $"values ({PathVariables.Join(values)})"
        );

    // Returns, from each likely base table, one row of each of up to three tenants or users. The likely base tables are the two tables that
    // share the most column names with the view; tables that the view's query names come first.
    private static IEnumerable<(Table Table, MadeRow Row)> Below(
        ReachableView view,
        IReadOnlyList<Subject> subjects,
        ILookup<Subject, (string Key, Belonging Belongs)> rows,
        IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known
    ) =>
        subjects
            .OrderByDescending(s => RuleTexts.Names(view.Query, s.Name.Name))
            .ThenByDescending(s => s.Table.Columns.Count(c => view.Columns.Contains(c.Name)))
            .Take(2)
            .SelectMany(s =>
                rows[s]
                    .DistinctBy(r => r.Belongs.Tenant ?? r.Belongs.User)
                    .Take(3)
                    .Select(r => (s.Table, Row: known.GetValueOrDefault((s.Name, r.Key))))
            )
            .Where(r => r.Row is not null)
            .Select(r => (r.Table, r.Row!));
}
