using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>
/// Negates <c>in</c>, <c>not in</c>, <c>= any</c>, <c>&lt;&gt; all</c> and <c>exists</c>, and removes a <c>not</c> before parentheses.
/// </summary>
public sealed class SetMembership : IRewriter
{
    /// <inheritdoc/>
    public string Name => "in / not in";

    /// <inheritdoc/>
    public string Advice => "As one caller, test a row inside the set and a row outside the set.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context) => Sets(sql).Concat(Words(sql));

    private static IEnumerable<Rewriting> Sets(SqlExpression sql)
    {
        foreach (var comparison in sql.Comparisons().Where(c => c.IsOfSet(sql)))
        {
            var whole = Shown.Shorten(sql.TextOf(new Span(comparison.Left.First, comparison.Right.Last)));
            var now = Shown.Shorten(sql.TextOf(comparison.Operator)).ToLowerInvariant();
            if (now is "in" or "not in")
            {
                yield return new($"{whole}: the opposite", sql.Replace(comparison.Operator, now == "in" ? "not in" : "in"));
            }
            else
            {
                var (any, all) = (sql.Tokens[comparison.Right.First].IsAny(["any", "some"]), "all");
                var set = new Span(comparison.Operator.First, comparison.Right.First);
                if (now is "=" && any)
                    yield return new($"{whole}: the opposite", sql.Replace(set, $"<> {all}"));
                if (now is "<>" && !any)
                    yield return new($"{whole}: the opposite", sql.Replace(set, "= any"));
            }
        }
    }

    private static IEnumerable<Rewriting> Words(SqlExpression sql)
    {
        for (var i = 0; i + 1 < sql.Tokens.Count; i++)
        {
            var (token, next) = (sql.Tokens[i], sql.Tokens[i + 1]);
            if (next.Kind != TokenKind.Open)
                continue;
            var inside = Shown.Shorten(sql.TextOf(new Span(i + 1, sql.PartnerOf(i + 1))));
            if (token.Is("exists"))
                yield return new($"exists {inside}: the opposite", sql.Replace(new Span(i, i), "not exists"));
            if (token.Is("not"))
                yield return new($"not {inside}: without the not", sql.Replace(new Span(i, i), ""));
        }
    }
}
