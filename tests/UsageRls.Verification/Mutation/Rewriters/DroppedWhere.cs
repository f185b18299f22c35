using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Removes the WHERE clause of a query in a policy or helper function, so that the query returns all rows.</summary>
public sealed class DroppedWhere : IRewriter
{
    private static readonly string[] s_clauses =
    [
        "group",
        "having",
        "window",
        "order",
        "limit",
        "offset",
        "fetch",
        "for",
        "union",
        "intersect",
        "except",
        ";",
    ];

    /// <inheritdoc/>
    public string Name => "dropped where";

    /// <inheritdoc/>
    public string Advice =>
        "Test with policies that show the caller all rows of the subquery's table, so that only the WHERE clause denies access.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context)
    {
        foreach (var level in sql.Levels())
        {
            var items = level.Items;
            for (var i = 0; i < items.Count; i++)
            {
                if (!level.TokenOf(items[i]).Is("where"))
                    continue;
                var end = i + 1;
                while (end < items.Count && !level.TokenOf(items[end]).IsAny(s_clauses))
                    end++;
                var clause = new Span(items[i].First, items[end - 1].Last);
                yield return new Rewriting($"without {Shown.Shorten(sql.TextOf(clause))}", sql.Replace(clause, ""));
            }
        }
    }
}
