using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>The conditions of one SQL text on the headers and the token of a request, except on <c>sub</c> and <c>role</c>.</summary>
/// <param name="Fields">The headers and the paths of claims, each with the required value.</param>
internal sealed record JoinedConditions(IReadOnlyList<(bool IsHeader, string[] Path, string Value)> Fields)
{
    /// <summary>
    /// The severity if a request that meets these conditions gets access to rows: the lowest severity of the conditions, because the
    /// request must meet all of them.
    /// </summary>
    public Severity Severity =>
        Fields.Select(f => f.IsHeader ? Severity.Critical : ForgedClaims.SeverityOf(string.Join('.', f.Path), f.Value)).Min();

    /// <summary>The conditions in words, for example <c>the header x-partner: acme and plan = pro in the token</c>.</summary>
    public string Says =>
        string.Join(
            " and ",
            Fields.Select(f => f.IsHeader ? $"the header {f.Path[^1]}: {f.Value}" : $"{string.Join('.', f.Path)} = {f.Value} in the token")
        );

    /// <summary>The headers as JSON, as PostgREST passes them to the database.</summary>
    public string Headers
    {
        get
        {
            var headers = new JsonObject();
            foreach (var (_, path, value) in Fields.Where(f => f.IsHeader))
                headers[path[^1]] = value;
            return headers.ToJsonString();
        }
    }

    /// <summary>Returns the conditions that a text puts on a request; empty if there are fewer than two.</summary>
    public static IEnumerable<JoinedConditions> Find(string text)
    {
        var fields = SqlJson
            .Paths(text)
            .Where(m => ReadsHeader(text[..m.Index]) is not null)
            .Select(m => Field(ReadsHeader(text[..m.Index])!.Value, m, text))
            .Where(f => f.Path[0] is not ("sub" or "role"))
            .DistinctBy(f => (f.IsHeader, string.Join('.', f.Path)))
            .ToArray();
        return fields.Length < 2 ? [] : [new JoinedConditions(fields)];
    }

    /// <summary>Adds the required claims to the claims of a token.</summary>
    public void Put(JsonObject claims)
    {
        foreach (var (_, path, value) in Fields.Where(f => !f.IsHeader))
            SqlJson.Put(claims, path, value);
    }

    private static (bool IsHeader, string[] Path, string Value) Field(bool isHeader, Match chain, string text)
    {
        string[] path = [.. chain.Groups["key"].Captures.Select(c => c.Value)];
        var value = ColumnHints.ComparedWith(text[(chain.Index + chain.Length)..]).FirstOrDefault("true");
        return path is ["email"]
            ? (isHeader, path, ComparedLiterals.Addresses([$"email '{value}'"]).FirstOrDefault(value))
            : (isHeader, path, value);
    }

    // Returns true if the JSON operators after this text read a header, false if they read a claim, and null otherwise.
    private static bool? ReadsHeader(string before)
    {
        var header = before.LastIndexOf("request.headers", StringComparison.Ordinal);
        var claim = Math.Max(
            before.LastIndexOf("jwt(", StringComparison.Ordinal),
            before.LastIndexOf("request.jwt.claims", StringComparison.Ordinal)
        );
        return header < 0 && claim < 0 ? null : header > claim;
    }
}
