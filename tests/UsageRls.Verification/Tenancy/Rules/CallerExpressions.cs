using System.Text.RegularExpressions;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>
/// Finds the expressions that yield the caller's id, or the key of the caller's row in a table of people: <c>auth.uid()</c>, queries and
/// functions that return them, and parameters and variables that hold them.
/// </summary>
internal sealed class CallerExpressions
{
    private readonly IReadOnlyList<RuleText> _policies;
    private readonly IReadOnlyDictionary<Function, RuleText> _bodies;
    private readonly ILookup<string, Function> _functions;
    private readonly IReadOnlyList<PersonTable> _people;
    private readonly Dictionary<Function, bool> _returnsPerson = [];

    /// <summary>Finds the parameters and variables that hold the caller's id.</summary>
    public CallerExpressions(
        IReadOnlyList<RuleText> policies,
        IReadOnlyDictionary<Function, RuleText> bodies,
        ILookup<string, Function> functions,
        IReadOnlyList<PersonTable> people
    )
    {
        (_policies, _bodies, _functions, _people) = (policies, bodies, functions, people);
        FindVariables();
        FollowCalls();
    }

    /// <summary>Whether a span of SQL yields the caller's id.</summary>
    public bool IsCaller(RuleText text, Span span)
    {
        var bare = SqlNames.Strip(text.Sql, span);
        if (bare.IsEmpty)
            return false;
        if (text.Blocks.Any(b => b.Range == bare && ReadsPerson(text, b)))
            return true;
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
        return _functions[name[^1]]
            .Any(f => (name.Count == 1 || f.Schema == name[^2]) && f.Arguments.Count == 0 && (IsIdentity(f, []) || ReturnsPerson(f)));
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
            foreach (var into in body.Blocks.Where(b => ReadsPerson(body, b)).SelectMany(b => b.OwnTokens()))
            {
                if (body.Sql.Tokens[into].Is("into"))
                    body.Identities.Add(body.Sql.Tokens[into + 1].Name);
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

    // Whether a query returns the key of the caller's row in a table of people, and reads no other table.
    private bool ReadsPerson(RuleText text, QueryBlock block)
    {
        if (block.Sources is not [var source] || _people.FirstOrDefault(p => p.Table == source.Table.Name) is not { } person)
            return false;
        bool IsUser(Span operand) => SourceColumns.Find(text, block, operand) is { } c && c.Source == source && c.Column == person.User;
        var into = block.OwnTokens().FirstOrDefault(i => text.Sql.Tokens[i].Is("into"), block.Outputs.Last + 1);
        var output = new Span(block.Outputs.First, Math.Min(block.Outputs.Last, into - 1));
        return SourceColumns.Find(text, block, output) is { } key
            && key.Column == person.Key
            && text.Equalities(block).Any(e => (IsUser(e.Left) && IsCaller(text, e.Right)) || (IsUser(e.Right) && IsCaller(text, e.Left)));
    }

    private bool ReturnsPerson(Function function)
    {
        if (_returnsPerson.TryGetValue(function, out var known))
            return known;
        _returnsPerson[function] = false; // ends the search in a function that calls itself
        return _returnsPerson[function] =
            _bodies.TryGetValue(function, out var body)
            && body.Blocks.Where(b => b.Sources.Count > 0).ToList() is [var only]
            && ReadsPerson(body, only);
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
