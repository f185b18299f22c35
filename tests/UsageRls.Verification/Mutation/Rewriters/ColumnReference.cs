using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>A reference to a column in an expression.</summary>
/// <param name="Token">The index of the token with the column's name; the tokens of a qualifier precede this token.</param>
/// <param name="Column">The referenced column.</param>
internal sealed record ColumnReference(int Token, TargetColumn Column)
{
    private static readonly string[] s_notNames =
    [
        "null",
        "true",
        "false",
        "current_user",
        "session_user",
        "user",
        "select",
        "not",
        "any",
        "all",
        "exists",
        "array",
        "case",
        "default",
    ];

    /// <summary>Whether a span is only a name, with or without qualifiers.</summary>
    public static bool Is(SqlExpression sql, Span span)
    {
        for (var i = span.First; i <= span.Last; i++)
        {
            var even = (i - span.First) % 2 == 0;
            if (even ? !sql.Tokens[i].IsName || sql.Tokens[i].IsAny(s_notNames) : !sql.Tokens[i].Is("."))
                return false;
        }
        return (span.Last - span.First) % 2 == 0;
    }

    /// <summary>Returns the references in an expression to columns of the tables in scope.</summary>
    public static IEnumerable<ColumnReference> In(SqlExpression sql, RewriteContext context)
    {
        var sources = Sources(sql, context);
        for (var i = 0; i < sql.Tokens.Count; i++)
        {
            if (
                !sql.Tokens[i].IsName
                || TextAt(sql, i + 1) is "." or "("
                || TextAt(sql, i - 1).Equals("as", StringComparison.OrdinalIgnoreCase)
            )
            {
                continue;
            }

            var name = sql.Tokens[i].Name;
            var qualifier = TextAt(sql, i - 1) == "." ? sql.Tokens[i - 2].Name : null;
            var column = sources
                .Where(s => qualifier is null || s.Alias == qualifier)
                .SelectMany(s => context.Target.ColumnsOf(s.Table))
                .FirstOrDefault(c => c.Name == name);
            if (column is not null)
                yield return new ColumnReference(i, column);
        }
    }

    // Returns the tables that column names can refer to: first the policy's own table, then each table in the expression, with its alias if
    // it has one.
    private static List<(string Alias, TargetTable Table)> Sources(SqlExpression sql, RewriteContext context)
    {
        var sources = new List<(string, TargetTable)>();
        if (context.Table is { } own)
            sources.Add((own.Name, own));
        for (var i = 0; i < sql.Tokens.Count; i++)
        {
            if (
                !sql.Tokens[i].IsName
                || TextAt(sql, i + 1) == "."
                || !(sql.Tokens[Math.Max(0, i - 1)].IsAny(["from", "join", ","]) || TextAt(sql, i - 1) == ".")
            )
            {
                continue;
            }

            var table = context.Target.Tables.FirstOrDefault(t =>
                t.Name == sql.Tokens[i].Name && (TextAt(sql, i - 1) != "." || sql.Tokens[i - 2].Name == t.Schema)
            );
            if (table is null)
                continue;
            var at = i + (TextAt(sql, i + 1).Equals("as", StringComparison.OrdinalIgnoreCase) ? 2 : 1);
            var isAlias =
                at < sql.Tokens.Count
                && sql.Tokens[at].IsName
                && !sql.Tokens[at].IsAny(["where", "join", "on", "group", "order", "limit", "union", "inner", "left"]);
            sources.Add((isAlias ? sql.Tokens[at].Name : table.Name, table));
        }
        return sources;
    }

    private static string TextAt(SqlExpression sql, int at) => at >= 0 && at < sql.Tokens.Count ? sql.Tokens[at].Text : "";
}
