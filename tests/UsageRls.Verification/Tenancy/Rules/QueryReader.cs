using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>Finds the queries in a policy's condition or a function's body, in SQL or PL/pgSQL.</summary>
public sealed class QueryReader
{
    private static readonly string[] s_ends = ["union", "intersect", "except", ";", "then", "loop"];
    private static readonly string[] s_afterFrom =
    [
        "where",
        "group",
        "having",
        "order",
        "limit",
        "offset",
        "fetch",
        "for",
        "window",
        "returning",
        "into",
        "set",
        "union",
        "intersect",
        "except",
        ";",
        "then",
        "loop",
    ];

    private static readonly string[] s_noAlias =
    [
        "on",
        "using",
        "join",
        "inner",
        "left",
        "right",
        "full",
        "cross",
        "natural",
        "outer",
        "lateral",
        "tablesample",
        .. s_afterFrom,
    ];

    private readonly SqlExpression _sql;
    private readonly Func<string?, string, Table?> _tables;
    private readonly List<QueryBlock> _blocks = [];

    private QueryReader(SqlExpression sql, Func<string?, string, Table?> tables)
    {
        _sql = sql;
        _tables = tables;
    }

    /// <summary>Returns the queries in a function's body.</summary>
    /// <param name="sql">The function's body.</param>
    /// <param name="tables">
    /// Returns the table with a schema and a name, or null if there is no such table. The schema is null if the SQL names none.
    /// </param>
    public static IReadOnlyList<QueryBlock> Body(SqlExpression sql, Func<string?, string, Table?> tables)
    {
        var reader = new QueryReader(sql, tables);
        reader.Region(0, sql.Tokens.Count - 1, null);
        return reader._blocks;
    }

    /// <summary>Returns a policy's condition as the first block, followed by the queries in it.</summary>
    public static IReadOnlyList<QueryBlock> Condition(SqlExpression sql, Table table, Func<string?, string, Table?> tables)
    {
        var reader = new QueryReader(sql, tables);
        var root = new QueryBlock(sql, null) { Range = new Span(0, sql.Tokens.Count - 1) };
        root.Sources.Add(new Source(table, table.Name.Name));
        reader._blocks.Add(root);
        reader.Region(0, sql.Tokens.Count - 1, root);
        return reader._blocks;
    }

    private void Region(int first, int last, QueryBlock? around)
    {
        QueryBlock? block = null;
        var (cases, from) = (0, false);
        for (var i = first; i <= last; i++)
        {
            var token = _sql.Tokens[i];
            if (token.Kind == TokenKind.Open)
            {
                Region(i + 1, _sql.PartnerOf(i) - 1, block ?? around);
                i = _sql.PartnerOf(i);
                continue;
            }
            if (token.Is("case"))
                cases++;
            if (token.Is("end") && cases > 0)
                cases--;
            if (block is not null && cases == 0 && token.IsAny(s_ends))
                (block.Range, block) = (new Span(block.Range.First, i - 1), null);
            if (token.IsAny(["select", "perform", "delete"]) || IsUpdate(i, first))
            {
                if (block is not null)
                    block.Range = new Span(block.Range.First, i - 1);
                block = new QueryBlock(_sql, around) { Range = new Span(i, last) };
                _blocks.Add(block);
                from = false;
                if (token.Is("update"))
                    Sources(i + 1, last, block);
            }
            else if (token.Is("from") && block is not null && !from && !_sql.Tokens[i - 1].Is("distinct"))
            {
                from = true;
                if (_sql.Tokens[block.Range.First].IsAny(["select", "perform"]))
                    block.Outputs = new Span(block.Range.First + 1, i - 1);
                Sources(i + 1, last, block);
            }
        }
        // Without FROM, the whole query is the select list.
        foreach (var whole in _blocks.Where(b => b.Outputs.IsEmpty && b.Sources.Count == 0 && _sql.Tokens[b.Range.First].Is("select")))
            whole.Outputs = new Span(whole.Range.First + 1, whole.Range.Last);
    }

    private bool IsUpdate(int at, int first) =>
        _sql.Tokens[at].Is("update") && (at == first || !_sql.Tokens[at - 1].IsAny(["for", "do", "no", "key"]));

    private void Sources(int first, int last, QueryBlock block)
    {
        var wantsTable = true;
        for (var i = first; i <= last; i++)
        {
            var token = _sql.Tokens[i];
            if (token.IsAny(s_afterFrom))
                return;
            if (token.Kind == TokenKind.Open)
            {
                if (wantsTable && !_sql.Tokens[i + 1].IsAny(["select", "with", "values"]))
                    Sources(i + 1, _sql.PartnerOf(i) - 1, block);
                if (_sql.Tokens[i - 1].Is("using"))
                    block.JoinedBy.AddRange(NamesIn(i + 1, _sql.PartnerOf(i) - 1));
                i = _sql.PartnerOf(i);
                wantsTable = false;
            }
            else if (token.Is(",") || token.Is("join"))
            {
                wantsTable = true;
            }
            else if (token.Is("on") || token.Is("using"))
            {
                wantsTable = false;
            }
            else if (
                wantsTable
                && token.IsName
                && !token.IsAny(["only", "lateral", "inner", "left", "right", "full", "outer", "cross", "natural"])
            )
            {
                i = Source(i, last, block);
                wantsTable = false;
            }
        }
    }

    private int Source(int at, int last, QueryBlock block)
    {
        var name = SqlNames.At(_sql, at, out var end);
        if (end < last && _sql.Tokens[end + 1].Kind == TokenKind.Open)
            return end;
        var alias = name[^1];
        var next = end + 1 <= last && _sql.Tokens[end + 1].Is("as") ? end + 2 : end + 1;
        if (next <= last && _sql.Tokens[next].IsName && !_sql.Tokens[next].IsAny(s_noAlias))
            (alias, end) = (_sql.Tokens[next].Name, next);
        if (_tables(name.Count > 1 ? name[^2] : null, name[^1]) is { } table)
            block.Sources.Add(new Source(table, alias));
        return end;
    }

    private IEnumerable<string> NamesIn(int first, int last) =>
        Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(i => _sql.Tokens[i]).Where(t => t.IsName).Select(t => t.Name);
}
