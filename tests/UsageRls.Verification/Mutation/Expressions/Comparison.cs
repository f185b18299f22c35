namespace UsageRls.Verification.Mutation.Expressions;

/// <summary>A condition with two sides, as <c>a = b</c>, <c>a in (…)</c>, <c>a = any (…)</c>, <c>a is distinct from b</c>.</summary>
/// <param name="Left">The tokens of the left side.</param>
/// <param name="Operator">The tokens of the operator: one token, or several words such as <c>is distinct from</c>.</param>
/// <param name="Right">The tokens of the right side, including <c>any</c>, <c>all</c> or <c>some</c> if present.</param>
public sealed record Comparison(Span Left, Span Operator, Span Right)
{
    private static readonly string[] s_operators =
    [
        "=",
        "<>",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "~~",
        "!~~",
        "~~*",
        "!~~*",
        "~",
        "!~",
        "~*",
        "!~*",
        "@>",
        "<@",
        "&&",
        "?",
        "like",
        "ilike",
    ];

    /// <summary>Reads a condition as a comparison; returns null if the condition is not a comparison.</summary>
    public static Comparison? In(SqlExpression sql, Span condition)
    {
        for (var i = condition.First; i <= condition.Last; i++)
        {
            var token = sql.Tokens[i];
            i = sql.PartnerOf(i);
            var end =
                token.IsAny(s_operators) || token.Is("in") ? i
                : token.Is("not") && Word(sql, i + 1).IsAny(["in", "like", "ilike"]) ? i + 1
                : token.Is("is") && Word(sql, i + 1).Is("distinct") ? i + 2
                : token.Is("is") && Word(sql, i + 1).Is("not") && Word(sql, i + 2).Is("distinct") ? i + 3
                : -1;
            if (end < 0)
                continue;
            var (left, right) = (new Span(condition.First, i - 1), new Span(end + 1, condition.Last));
            return left.IsEmpty || right.IsEmpty ? null : new Comparison(left, new Span(i, end), right);
        }
        return null;
    }

    /// <summary>Whether the right side is a set: a list, a subquery or an array.</summary>
    public bool IsOfSet(SqlExpression sql) => sql.Tokens[Operator.Last].Is("in") || sql.Tokens[Right.First].IsAny(["any", "all", "some"]);

    private static Token Word(SqlExpression sql, int at) => at < sql.Tokens.Count ? sql.Tokens[at] : default;
}
