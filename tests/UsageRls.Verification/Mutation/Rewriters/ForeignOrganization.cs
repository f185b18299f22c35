using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>One organisation's id left in a policy: instead of the caller's own, or beside them as a back door.</summary>
public sealed class ForeignOrganization : IRewriter
{
    /// <inheritdoc/>
    public string Name => "foreign organisation";

    /// <inheritdoc/>
    public string Advice => "Try a caller who is no member of that organisation: read its rows, and record in it.";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context)
    {
        var id = $"'{context.Constants.Organization}'::uuid";
        var organizations = context.Table is { } table
            ? context.Subject.ColumnsOf(table).Where(c => c.References is "organizations" or "public.organizations").Select(c => c.Name).ToHashSet(StringComparer.Ordinal)
            : [];
        foreach (var name in organizations)
            yield return new($"or {name} is a fixed organisation", $"({sql.Text}) or {SqlText.Identifier(name)} = {id}");

        foreach (var comparison in sql.Comparisons())
        {
            if (!ColumnReference.Is(sql, comparison.Left) || !organizations.Contains(sql.Tokens[comparison.Left.Last].Name)) continue;
            var whole = new Span(comparison.Left.First, comparison.Right.Last);
            yield return new($"{Shown.Of(sql.TextOf(whole))}: a fixed organisation", sql.Replace(whole, $"{sql.TextOf(comparison.Left)} = {id}"));
        }
    }
}
