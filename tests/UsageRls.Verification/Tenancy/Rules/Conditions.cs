using System.Text;
using System.Text.RegularExpressions;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>A condition on the columns of one row, as <c>status = 'active'</c>.</summary>
/// <param name="Sql">The condition as SQL, with column names but no alias.</param>
/// <param name="Columns">The columns that the condition uses.</param>
public sealed record OwnCondition(string Sql, IReadOnlyList<string> Columns);

/// <summary>Splits the conditions of queries at AND.</summary>
public static partial class Conditions
{
    private static readonly string[] s_ends =
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
        "union",
        "intersect",
        "except",
        ";",
        "join",
        "inner",
        "left",
        "right",
        "full",
        "cross",
        "natural",
        "into",
        "then",
        "loop",
        ",",
    ];

    // Functions and keywords whose value depends only on their arguments and the time.
    private static readonly string[] s_fixed =
    [
        "now",
        "current_date",
        "current_timestamp",
        "localtimestamp",
        "clock_timestamp",
        "statement_timestamp",
        "transaction_timestamp",
        "coalesce",
        "lower",
        "interval",
        "at",
        "time",
        "zone",
        "timezone",
        "date",
        "timestamp",
        "timestamptz",
        "date_trunc",
        "isnull",
        "notnull",
    ];

    /// <summary>
    /// Returns the parts of a query's conditions, split at AND, that use only constants, the current time, and columns of the table that is
    /// looked up.
    /// </summary>
    public static IReadOnlyList<OwnCondition> Find(Lookup lookup)
    {
        var (text, block) = (lookup.Text, lookup.Block);
        var found = new List<OwnCondition>();
        foreach (var i in block.OwnTokens())
        {
            if (!text.Sql.Tokens[i].IsAny(["where", "on"]) || i == block.Range.Last)
                continue;
            var last = SqlNames
                .AtThisLevel(text.Sql, new Span(i + 1, block.Range.Last))
                .TakeWhile(j => !text.Sql.Tokens[j].IsAny(s_ends) && text.Sql.Tokens[j].Kind != TokenKind.Close)
                .Select(j => text.Sql.PartnerOf(j) > j ? text.Sql.PartnerOf(j) : j)
                .DefaultIfEmpty(i)
                .Last();
            found.AddRange(Split(text.Sql, new Span(i + 1, last)).Select(s => OnOne(text, block, s, lookup)).OfType<OwnCondition>());
        }
        return [.. found.DistinctBy(c => c.Sql)];
    }

    /// <summary>
    /// Splits a condition from the intent file at AND, and returns the parts that use columns of the table, each with these columns.
    /// </summary>
    public static IReadOnlyList<OwnCondition> In(string condition, UsageRls.Fixtures.Schema.Table table)
    {
        var sql = new SqlExpression(condition);
        return
        [
            .. Split(sql, new Span(0, sql.Tokens.Count - 1))
                .Select(span => new OwnCondition(
                    sql.TextOf(span),
                    [
                        .. Enumerable
                            .Range(span.First, span.Last - span.First + 1)
                            .Select(i => sql.Tokens[i])
                            .Where(t => t.IsName && table.Find(t.Name) is not null)
                            .Select(t => t.Name)
                            .Distinct(),
                    ]
                ))
                .Where(c => c.Columns.Count > 0),
        ];
    }

    /// <summary>Splits a span of SQL at AND, and removes the parentheses around each part. Conditions joined by OR stay one part.</summary>
    public static IEnumerable<Span> Split(SqlExpression sql, Span span)
    {
        while (!span.IsEmpty && sql.Tokens[span.First].Is("(") && sql.PartnerOf(span.First) == span.Last)
            span = new Span(span.First + 1, span.Last - 1);
        if (span.IsEmpty)
            yield break;
        var level = SqlNames.AtThisLevel(sql, span).ToList();
        if (level.Any(i => sql.Tokens[i].Is("or")))
        {
            yield return span;
            yield break;
        }
        var (from, between, cut) = (span.First, false, false);
        foreach (var i in level)
        {
            if (sql.Tokens[i].Is("between"))
                between = true;
            if (!sql.Tokens[i].Is("and"))
                continue;
            if (between)
            {
                between = false;
                continue;
            }
            foreach (var part in Split(sql, new Span(from, i - 1)))
                yield return part;
            (from, cut) = (i + 1, true);
        }
        if (!cut)
        {
            yield return span;
            yield break;
        }
        foreach (var part in Split(sql, new Span(from, span.Last)))
            yield return part;
    }

    private static OwnCondition? OnOne(RuleText text, QueryBlock block, Span span, Lookup lookup)
    {
        var (tokens, columns, sql) = (text.Sql.Tokens, new List<string>(), new StringBuilder());
        for (var i = span.First; i <= span.Last; i++)
        {
            var token = tokens[i];
            if (token.Is("select") || text.Identities.Contains(token.Name) || token.Text.StartsWith('$'))
                return null;
            if (token.IsName && !SqlNames.IsKeyword(token) && !tokens[i == 0 ? 0 : i - 1].Is("::"))
            {
                var name = SqlNames.At(text.Sql, i, out var end);
                if (
                    end < span.Last
                    && tokens[end + 1].Is("(")
                    && !name[^1].Equals("coalesce", StringComparison.Ordinal)
                    && !s_fixed.Contains(name[^1])
                )
                {
                    return null;
                }

                if (SourceColumns.At(text, block, i).ToList() is [var column])
                {
                    if (column.Table != lookup.Table || column.Source.Alias != lookup.Alias)
                        return null;
                    columns.Add(column.Column);
                    Append(sql, tokens[end], tokens, end);
                    i = end;
                    continue;
                }
                if (!s_fixed.Contains(name[^1]) && !(i > 0 && tokens[i - 1].Is(".")))
                    return null;
            }
            Append(sql, token, tokens, i);
        }
        return columns.Count == 0 ? null : new OwnCondition(Readable(sql.ToString()), [.. columns.Distinct()]);
    }

    private static void Append(StringBuilder sql, Token token, IReadOnlyList<Token> tokens, int at)
    {
        var tight =
            sql.Length == 0
            || token.IsAny([".", "::", ",", ")", "]"])
            || sql[^1] is '.' or '(' or '['
            || (sql.Length > 1 && sql[^1] == ':')
            || (token.Kind == TokenKind.Open && at > 0 && tokens[at - 1].IsName && !SqlNames.IsKeyword(tokens[at - 1]))
            || token.Is("[");
        if (!tight)
            sql.Append(' ');
        sql.Append(token.Kind == TokenKind.Word && (SqlNames.IsKeyword(token) || s_fixed.Contains(token.Name)) ? token.Name : token.Text);
    }

    // PostgreSQL prints a cast after text literals and parentheses around each comparison: remove both for readability.
    private static string Readable(string sql) =>
        Bracketed()
            .Replace(sql.Contains("array", StringComparison.OrdinalIgnoreCase) ? sql : Cast().Replace(sql, "${literal}"), "${condition}");

    [GeneratedRegex("(?<literal>'[^']*')::(text|[a-z_]+\\.[a-z_]+)\\b", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Cast();

    [GeneratedRegex(
        @"(?<=^|\(|\bor |\band |\bnot )\((?<condition>[^()]*( is | = | <> | < | > | <= | >= )[^()]*)\)(?=$|\)| or\b| and\b)",
        RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Bracketed();
}
