using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>Finds the claim of the caller's token that SQL reads.</summary>
/// <param name="bodies">The functions whose SQL could be parsed.</param>
/// <param name="functions">The application's functions, by name.</param>
internal sealed class ClaimReader(IReadOnlyDictionary<Function, RuleText> bodies, ILookup<string, Function> functions)
{
    /// <summary>
    /// Returns the claim that a span of SQL reads, directly or in a function that it calls and that is not in <paramref name="seen"/>; null
    /// if the span reads no claims, or only those about the user's identity and session, such as <c>sub</c> and <c>role</c>.
    /// </summary>
    public ClaimPath? Find(RuleText text, Span span, HashSet<Function> seen)
    {
        for (var i = span.First; i <= span.Last; i++)
        {
            var isToken =
                text.Sql.Tokens[i].Is("jwt")
                || (
                    text.Sql.Tokens[i].Kind == TokenKind.Text
                    && text.Sql.Tokens[i].Text.Contains("request.jwt.claims", StringComparison.Ordinal)
                );
            if (!isToken)
                continue;
            var path = new List<string>();
            for (var j = i + 1; j < span.Last; j++)
            {
                if (text.Sql.Tokens[j].IsAny(["->", "->>", "#>", "#>>"]) && text.Sql.Tokens[j + 1].Kind == TokenKind.Text)
                    path.AddRange(text.Sql.Tokens[j + 1].Text.Trim('\'').Trim('{', '}').Split(',', StringSplitOptions.TrimEntries));
                else if (text.Sql.Tokens[j].IsAny(["and", "or", "=", "in", "when", "then", "else", "jwt"]))
                    break;
            }
            if (path.Count > 0 && path[^1] is not ("sub" or "role" or "aal" or "email" or "is_anonymous" or "amr" or "session_id"))
            {
                return new ClaimPath(
                    path,
                    text.Sql.TextOf(span).Contains("array_elements", StringComparison.OrdinalIgnoreCase)
                        || text.Sql.TextOf(span).Contains('?', StringComparison.Ordinal)
                );
            }
        }
        foreach (var call in text.Calls(span, functions))
        {
            if (!seen.Add(call.Function) || !bodies.TryGetValue(call.Function, out var body))
                continue;
            if (Find(body, new Span(0, body.Sql.Tokens.Count - 1), seen) is { } claim)
                return claim;
        }
        return null;
    }
}
