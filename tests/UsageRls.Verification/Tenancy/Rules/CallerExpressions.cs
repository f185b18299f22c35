using System.Text.RegularExpressions;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>
/// Finds the expressions that yield the caller's id: <c>auth.uid()</c>, functions that return it, and parameters and variables that hold
/// it.
/// </summary>
internal sealed class CallerExpressions
{
    private readonly IReadOnlyList<RuleText> _policies;
    private readonly IReadOnlyDictionary<Function, RuleText> _bodies;
    private readonly ILookup<string, Function> _functions;

    /// <summary>Finds the parameters and variables that hold the caller's id.</summary>
    public CallerExpressions(
        IReadOnlyList<RuleText> policies,
        IReadOnlyDictionary<Function, RuleText> bodies,
        ILookup<string, Function> functions
    )
    {
        (_policies, _bodies, _functions) = (policies, bodies, functions);
        FindVariables();
        FollowCalls();
    }

    /// <summary>Whether a span of SQL yields the caller's id.</summary>
    public bool IsCaller(RuleText text, Span span)
    {
        var bare = SqlNames.Strip(text.Sql, span);
        if (bare.IsEmpty)
            return false;
        var tokens = text.Sql.Tokens;
        if (bare.First == bare.Last && tokens[bare.First].Text.StartsWith('$'))
            return text.Identities.Contains(tokens[bare.First].Text);
        if (
            text.Sql.TextOf(bare) is var sql
            && sql.Contains("'sub'", StringComparison.Ordinal)
            && !sql.Contains("from", StringComparison.OrdinalIgnoreCase)
        )
        {
            return true;
        }

        if (sql.Contains("request.jwt.claim.sub", StringComparison.Ordinal))
            return true;
        if (!tokens[bare.First].IsName)
            return false;
        var name = SqlNames.At(text.Sql, bare.First, out var end);
        if (end == bare.Last)
            return name.Count == 1 && text.Identities.Contains(name[0]);
        if (!tokens[end + 1].Is("(") || text.Sql.PartnerOf(end + 1) != bare.Last)
            return false;
        if (name is ["auth", "uid"])
            return true;
        return _functions[name[^1]].Any(f => (name.Count == 1 || f.Schema == name[^2]) && f.Arguments.Count == 0 && IsIdentity(f, []));
    }

    /// <summary>
    /// Whether a span of SQL is ANY or SOME of a query that returns only the caller's id: <c>any (select auth.uid())</c>.
    /// </summary>
    public bool IsInSet(RuleText text, Span set) =>
        text.Sql.Tokens[set.First].IsAny(["any", "some"]) && IsCaller(text, new Span(set.First + 1, set.Last));

    private void FindVariables()
    {
        foreach (var body in _bodies.Values)
        {
            for (var i = 1; i < body.Sql.Tokens.Count; i++)
            {
                if (!body.Sql.Tokens[i].IsAny([":=", "default"]))
                    continue;
                var name = body.Sql.Tokens[i - 1].Name;
                // In a declaration, the type stands between the name and the value.
                if (i > 1 && body.Sql.Tokens[i - 2].IsName && !SqlNames.IsKeyword(body.Sql.Tokens[i - 2]))
                    name = body.Sql.Tokens[i - 2].Name;
                if (IsCaller(body, SqlNames.From(body.Sql, i + 1, body.Sql.Tokens.Count - 1)))
                    body.Identities.Add(name);
            }
            foreach (var argument in body.Function!.Arguments.Where(a => a.Length > 0))
            {
                var callerByDefault = $"\\b{Regex.Escape(argument)}\\b[^,]* DEFAULT (\\( SELECT )?auth\\.uid\\(\\)";
                if (Regex.IsMatch(body.Function.Signature, callerByDefault, RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)))
                    body.Identities.Add(argument);
            }
        }
    }

    // Follows calls of any depth: if a call passes the caller's id as an argument, the parameter of the called function holds the id.
    private void FollowCalls()
    {
        var grown = true;
        while (grown)
        {
            grown = false;
            foreach (var text in _policies.Concat(_bodies.Values))
            {
                foreach (var call in text.Calls(new Span(0, text.Sql.Tokens.Count - 1), _functions))
                {
                    if (!_bodies.TryGetValue(call.Function, out var body))
                        continue;
                    for (var i = 0; i < Math.Min(call.Arguments.Count, call.Function.Arguments.Count); i++)
                    {
                        var name = call.Function.Arguments[i].Length > 0 ? call.Function.Arguments[i] : $"${i + 1}";
                        if (!body.Identities.Contains(name) && IsCaller(text, call.Arguments[i]))
                            grown |= body.Identities.Add(name);
                    }
                }
            }
        }
    }

    private bool IsIdentity(Function function, HashSet<Function> seen)
    {
        if (!seen.Add(function) || !_bodies.TryGetValue(function, out var body) || body.Blocks.SelectMany(b => b.Sources).Any())
            return false;
        var text = function.Body;
        return text.Contains("auth.uid()", StringComparison.OrdinalIgnoreCase)
            || text.Contains("'sub'", StringComparison.Ordinal)
            || text.Contains("claim.sub", StringComparison.Ordinal);
    }
}
