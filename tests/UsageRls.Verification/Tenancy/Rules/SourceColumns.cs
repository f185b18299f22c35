using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>Resolves names in a query to columns.</summary>
public static class SourceColumns
{
    /// <summary>Returns the column to which the name at a token refers, with its table; empty if the name is no column.</summary>
    public static IEnumerable<SourceColumn> At(RuleText text, QueryBlock block, int at)
    {
        var tokens = text.Sql.Tokens;
        if (!tokens[at].IsName || SqlNames.IsKeyword(tokens[at]) || (at > 0 && (tokens[at - 1].Is(".") || tokens[at - 1].Is("::"))))
            yield break;
        var name = SqlNames.At(text.Sql, at, out var end);
        if (end + 1 < tokens.Count && tokens[end + 1].Is("("))
            yield break;
        if (block.Resolve(name) is { } column)
            yield return column;
    }

    /// <summary>Returns the column if an operand is a plain column, with its table; otherwise null.</summary>
    public static SourceColumn? Find(RuleText text, QueryBlock block, Span operand)
    {
        var bare = SqlNames.Strip(text.Sql, operand);
        if (bare.IsEmpty || !text.Sql.Tokens[bare.First].IsName)
            return null;
        var name = SqlNames.At(text.Sql, bare.First, out var end);
        return end == bare.Last ? block.Resolve(name) : null;
    }

    /// <summary>Returns the column if an operand is a plain column, or <c>any (column)</c> for an array; otherwise null.</summary>
    public static SourceColumn? FindWithElements(RuleText text, QueryBlock block, Span operand) =>
        Find(
            text,
            block,
            !operand.IsEmpty && text.Sql.Tokens[operand.First].IsAny(["any", "some"]) ? new Span(operand.First + 1, operand.Last) : operand
        );
}
