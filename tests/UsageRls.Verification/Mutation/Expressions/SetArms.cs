namespace UsageRls.Verification.Mutation.Expressions;

/// <summary>One of several queries joined by UNION, INTERSECT or EXCEPT.</summary>
/// <param name="Word"><c>union</c>, <c>intersect</c> or <c>except</c>.</param>
/// <param name="Query">The tokens of the query.</param>
/// <param name="Gone">The tokens to delete: the query, and the word that joins the query to another query.</param>
public sealed record SetArm(string Word, Span Query, Span Gone);

/// <summary>Finds the queries joined by UNION, INTERSECT or EXCEPT.</summary>
public static class SetArms
{
    private static readonly string[] s_words = ["union", "intersect", "except"];
    private static readonly string[] s_begins = ["select", "values", "table"];
    private static readonly string[] s_ends = ["order", "limit", "offset", "fetch", "loop"];

    /// <summary>
    /// Returns the queries that can be removed so that a valid query remains. The first query of an EXCEPT or INTERSECT is not returned.
    /// </summary>
    public static IEnumerable<SetArm> Find(SqlExpression sql) =>
        sql.Levels().SelectMany(level => Statements(sql, level).SelectMany(s => Find(sql, s)));

    // A statement is the items between two semicolons: a function body may contain several statements.
    private static IEnumerable<IReadOnlyList<Span>> Statements(SqlExpression sql, Level level)
    {
        var items = new List<Span>();
        foreach (var item in level.Items)
        {
            if (!sql.Tokens[item.First].Is(";"))
            {
                items.Add(item);
                continue;
            }

            yield return items;
            items = [];
        }
        yield return items;
    }

    private static IEnumerable<SetArm> Find(SqlExpression sql, IReadOnlyList<Span> items)
    {
        Token At(int item) => sql.Tokens[items[item].First];
        int[] words = [.. Enumerable.Range(0, items.Count).Where(i => At(i).IsAny(s_words))];
        if (words.Length == 0)
            yield break;
        // The first query begins at SELECT, VALUES or TABLE, after a prefix such as WITH or RETURN QUERY, or it is in parentheses.
        var first = Enumerable.Range(0, words[0]).FirstOrDefault(i => At(i).IsAny(s_begins), words[0] - 1);
        if (first < 0)
            yield break;
        var last = Enumerable.Range(words[^1], items.Count - words[^1]).FirstOrDefault(i => At(i).IsAny(s_ends), items.Count) - 1;
        for (var arm = 0; arm <= words.Length; arm++)
        {
            var word = words[Math.Max(arm - 1, 0)];
            var begin = arm == 0 ? first : words[arm - 1] + (IsQuantified(At, words[arm - 1] + 1, items.Count) ? 2 : 1);
            var end = arm == words.Length ? last : words[arm] - 1;
            if (begin > end || (arm == 0 && !At(word).Is("union")))
                continue;
            var query = new Span(items[begin].First, items[end].Last);
            var until = arm == 0 && IsQuantified(At, word + 1, items.Count) ? word + 1 : word;
            yield return new SetArm(
                At(word).Text.ToLowerInvariant(),
                query,
                arm == 0 ? new Span(query.First, items[until].Last) : new Span(items[word].First, query.Last)
            );
        }
    }

    private static bool IsQuantified(Func<int, Token> at, int item, int count) => item < count && at(item).IsAny(["all", "distinct"]);
}
