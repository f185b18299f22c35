using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Negates a comparison or an IS test, or includes or excludes the boundary value (<c>&lt;</c> to <c>&lt;=</c>).</summary>
public sealed class ComparisonOperator : IRewriter
{
    private static readonly Dictionary<string, string[]> s_others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["="] = ["<>"],
        ["<>"] = ["="],
        ["!="] = ["="],
        ["<"] = ["<=", ">="],
        ["<="] = ["<", ">"],
        [">"] = [">=", "<="],
        [">="] = [">", "<"],
        ["~~"] = ["!~~"],
        ["!~~"] = ["~~"],
        ["~~*"] = ["!~~*"],
        ["!~~*"] = ["~~*"],
        ["~"] = ["!~"],
        ["!~"] = ["~"],
        ["~*"] = ["!~*"],
        ["!~*"] = ["~*"],
        ["like"] = ["not like"],
        ["not like"] = ["like"],
        ["ilike"] = ["not ilike"],
        ["not ilike"] = ["ilike"],
        ["is distinct from"] = ["is not distinct from"],
        ["is not distinct from"] = ["is distinct from"],
    };

    /// <inheritdoc/>
    public string Name => "comparison";

    /// <inheritdoc/>
    public string Advice => "Test a value on each side of the comparison, and the boundary value.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context) => Operators(sql).Concat(NullTests(sql));

    private static IEnumerable<Rewriting> Operators(SqlExpression sql) =>
        from comparison in sql.Comparisons()
        where !comparison.IsOfSet(sql)
        let now = Shown.Shorten(sql.TextOf(comparison.Operator))
        from other in s_others.GetValueOrDefault(now, [])
        select new Rewriting(
            $"{Shown.Shorten(sql.TextOf(new Span(comparison.Left.First, comparison.Right.Last)))}: {now} to {other}",
            sql.Replace(comparison.Operator, other)
        );

    private static IEnumerable<Rewriting> NullTests(SqlExpression sql)
    {
        for (var i = 1; i < sql.Tokens.Count - 1; i++)
        {
            if (!sql.Tokens[i].Is("is"))
                continue;
            var negated = sql.Tokens[i + 1].Is("not");
            var word = i + (negated ? 2 : 1);
            if (word >= sql.Tokens.Count || !sql.Tokens[word].IsAny(["null", "true", "false", "unknown"]))
                continue;
            var test = sql.Tokens[word].Text.ToLowerInvariant();
            yield return new(
                $"{Shown.Shorten(sql.TextOf(Operand(sql, i - 1)))} is {(negated ? "not " : "")}{test}: the opposite",
                sql.Replace(new Span(i, word), $"is {(negated ? "" : "not ")}{test}")
            );
        }
    }

    // Finds the operand that ends at this token: a name with its qualifiers, a call, or an expression in parentheses.
    private static Span Operand(SqlExpression sql, int last)
    {
        var first = sql.Tokens[last].Kind == TokenKind.Close ? sql.PartnerOf(last) : last;
        while (
            first > 0
            && (sql.Tokens[first - 1].Is(".") || (sql.Tokens[first - 1].IsName && (sql.Tokens[first].Is(".") || sql.Tokens[first].Is("("))))
        )
        {
            first--;
        }

        return new Span(first, last);
    }
}
