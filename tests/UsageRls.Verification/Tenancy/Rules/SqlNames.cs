using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>Finds names and operands in the tokens of SQL.</summary>
public static class SqlNames
{
    private static readonly string[] s_words =
    [
        "and",
        "or",
        "not",
        "in",
        "is",
        "null",
        "when",
        "then",
        "else",
        "case",
        "end",
        "where",
        "on",
        "select",
        "from",
        "any",
        "all",
        "some",
        "exists",
        "between",
        "like",
        "ilike",
        "distinct",
        "as",
        "return",
        "if",
        "elsif",
        "into",
        "by",
        "having",
        "using",
        "true",
        "false",
        "values",
        "set",
        "array",
    ];

    /// <summary>Returns the name, of one or more parts, that begins at a token.</summary>
    public static IReadOnlyList<string> At(SqlExpression sql, int at, out int end)
    {
        var name = new List<string> { sql.Tokens[at].Name };
        end = at;
        while (end + 2 < sql.Tokens.Count && sql.Tokens[end + 1].Is(".") && sql.Tokens[end + 2].IsName)
            name.Add(sql.Tokens[end += 2].Name);
        return name;
    }

    /// <summary>Whether a token is an SQL keyword and therefore no name.</summary>
    public static bool IsKeyword(Token token) => token.Kind == TokenKind.Word && token.IsAny(s_words);

    /// <summary>Returns the operand that ends before a token; empty if there is none.</summary>
    public static Span Before(SqlExpression sql, int at, int first)
    {
        var from = at;
        while (from > first)
        {
            var token = sql.Tokens[from - 1];
            if (token.Kind == TokenKind.Close)
            {
                from = sql.PartnerOf(from - 1);
                if (sql.Tokens[from].Is("["))
                    continue;
                if (from > first && sql.Tokens[from - 1].IsName && !IsKeyword(sql.Tokens[from - 1]))
                    from = NameStart(sql, from - 1, first);
            }
            else if (token.Kind is TokenKind.Text or TokenKind.Number)
            {
                from--;
            }
            else if (token.IsName && !IsKeyword(token))
            {
                from = NameStart(sql, from - 1, first);
            }
            else
            {
                break;
            }
            if (from > first && sql.Tokens[from - 1].IsAny(["::", "->", "->>", "#>", "#>>"]))
            {
                from--;
                continue;
            }
            break;
        }
        return new Span(from, at - 1);
    }

    /// <summary>Returns the operand that begins at a token; empty if there is none.</summary>
    public static Span From(SqlExpression sql, int at, int last)
    {
        var end = at;
        while (end <= last)
        {
            var token = sql.Tokens[end];
            if (token.Kind == TokenKind.Open)
            {
                end = sql.PartnerOf(end) + 1;
            }
            else if (token.Kind is TokenKind.Text or TokenKind.Number)
            {
                end++;
            }
            else if (token.IsName && (!IsKeyword(token) || token.IsAny(["any", "some", "array", "all"])))
            {
                At(sql, end, out end);
                end++;
                if (end <= last && sql.Tokens[end].Kind == TokenKind.Open)
                    end = sql.PartnerOf(end) + 1;
            }
            else
            {
                break;
            }
            while (end <= last && sql.Tokens[end].Is("["))
                end = sql.PartnerOf(end) + 1;
            if (end > last || !sql.Tokens[end].IsAny(["::", "->", "->>", "#>", "#>>"]))
                break;
            end++;
        }
        return new Span(at, end - 1);
    }

    /// <summary>Returns the operand without the parentheses, casts and SELECT (without FROM) around it.</summary>
    public static Span Strip(SqlExpression sql, Span span)
    {
        while (!span.IsEmpty)
        {
            var inner = span;
            if (sql.Tokens[span.First].Is("(") && sql.PartnerOf(span.First) == span.Last)
            {
                inner = new Span(span.First + 1, span.Last - 1);
            }
            else if (sql.Tokens[span.First].Is("select") && !AtThisLevel(sql, span).Any(i => sql.Tokens[i].Is("from")))
            {
                inner = new Span(
                    span.First + 1,
                    AtThisLevel(sql, span).Where(i => sql.Tokens[i].Is("as")).Select(i => i - 1).DefaultIfEmpty(span.Last).First()
                );
            }
            else if (
                AtThisLevel(sql, span).LastOrDefault(i => sql.Tokens[i].Is("::"), -1) is var cast and > 0
                && IsType(sql, cast + 1, span.Last)
            )
            {
                inner = new Span(span.First, cast - 1);
            }

            if (inner == span)
                break;
            span = inner;
        }
        return span;
    }

    /// <summary>Returns the positions of a span's tokens outside its parentheses, and of the opening parenthesis of each pair.</summary>
    public static IEnumerable<int> AtThisLevel(SqlExpression sql, Span span)
    {
        for (var i = span.First; i <= span.Last; i = Math.Max(i, sql.PartnerOf(i)) + 1)
            yield return i;
    }

    /// <summary>Splits a span at its commas, except those in parentheses.</summary>
    public static IEnumerable<Span> Parts(SqlExpression sql, Span span)
    {
        var from = span.First;
        foreach (var comma in AtThisLevel(sql, span).Where(i => sql.Tokens[i].Is(",")).Append(span.Last + 1))
        {
            if (comma > from)
                yield return new Span(from, comma - 1);
            from = comma + 1;
        }
    }

    /// <summary>Renders a span as SQL, without the alias before columns.</summary>
    public static string Render(SqlExpression sql, Span span, string alias)
    {
        var text = new System.Text.StringBuilder();
        for (var i = span.First; i <= span.Last; i++)
        {
            if (
                i + 2 <= span.Last
                && sql.Tokens[i].IsName
                && sql.Tokens[i].Name == alias
                && sql.Tokens[i + 1].Is(".")
                && !(i > 0 && sql.Tokens[i - 1].Is("."))
            )
            {
                i += 2;
            }

            if (text.Length > 0 && i > span.First && sql.Tokens[i].Start > sql.Tokens[i - 1].End && text[^1] != '(')
                text.Append(' ');
            text.Append(sql.Tokens[i].Text);
        }
        return text.ToString();
    }

    private static int NameStart(SqlExpression sql, int at, int first)
    {
        while (at - 2 >= first && sql.Tokens[at - 1].Is(".") && sql.Tokens[at - 2].IsName)
            at -= 2;
        return at;
    }

    // Whether the rest of a span is the type of a cast: names, dots, a modifier, brackets.
    private static bool IsType(SqlExpression sql, int first, int last)
    {
        for (var i = first; i <= last; i = Math.Max(i, sql.PartnerOf(i)) + 1)
        {
            if (!(sql.Tokens[i].IsName || sql.Tokens[i].Is(".") || sql.Tokens[i].Kind == TokenKind.Open))
                return false;
        }
        return first <= last;
    }
}
