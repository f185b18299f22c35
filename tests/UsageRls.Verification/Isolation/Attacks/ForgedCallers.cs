using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Strangers whose requests hold what policies and their functions ask for, where the caller can choose it: headers, user_metadata, an address of a domain.</summary>
internal static partial class ForgedCallers
{
    private const int Most = 16;

    /// <summary>The callers.</summary>
    public static IReadOnlyList<Standing> Of(AttackScene scene)
    {
        var (person, texts) = (scene.Population.Strangers[0], scene.Texts.OfPolicies);
        var (stranger, found) = (scene.Stand(person), new List<Caller>());
        Caller SignedIn(string name, Action<JsonObject> change) => Caller.SignedIn($"stranger with {name}", person.Id, claims =>
        {
            claims["email"] = person.Email;
            change(claims);
        });

        foreach (var address in Addresses(texts)) found.Add(SignedIn($"the address {address} in the token", claims => claims["email"] = address));
        string[] victims = [.. scene.Victims.Select(v => v.Row[v.Model.Key]!)];
        foreach (var text in texts)
        {
            string[] values = [.. Literals(text), "true", .. victims];
            if (text.Contains("request.headers", StringComparison.OrdinalIgnoreCase))
            {
                string[] names = [.. Key().Matches(text).Select(m => m.Groups["key"].Value.ToLowerInvariant()).Distinct()];
                foreach (var value in values.Where(_ => names.Length > 0))
                {
                    var headers = new JsonObject();
                    foreach (var name in names) headers[name] = value;
                    found.Add(SignedIn($"the header {names[0]}: {value}", _ => { }) with { Headers = headers.ToJsonString() });
                }
            }

            foreach (var path in Metadata().Matches(text).Select(m => m.Groups["key"].Value).Distinct(StringComparer.Ordinal))
                foreach (var value in values)
                    found.Add(SignedIn($"{path} = {value} in user_metadata", claims => claims["user_metadata"] = new JsonObject { [path] = value == "true" ? JsonValue.Create(true) : JsonValue.Create(value) }));
        }
        return [.. found.DistinctBy(c => (c.Claims, c.Headers)).Take(Most).Select(c => stranger with { Caller = c })];
    }

    /// <summary>An address of each domain that texts about addresses name; an address that they name in full is somebody's.</summary>
    public static IEnumerable<string> Addresses(IEnumerable<string> texts)
    {
        foreach (var text in texts.Where(t => t.Contains("email", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var literal in Literals(text).Select(l => l.Replace("\\", "", StringComparison.Ordinal)))
            {
                var bare = literal.Trim('%', '^', '$', '*', '(', ')').TrimStart('.');
                if (bare.StartsWith('@') && bare.Length > 3) yield return $"stranger{bare}";
                else if (Domain().IsMatch(bare) && bare != "example.com") yield return $"stranger@{bare}";
            }
        }
    }

    private static IEnumerable<string> Literals(string text) => Literal().Matches(text).Select(m => m.Groups["text"].Value)
        .Where(t => t.Length is > 1 and < 80 && !t.StartsWith("request.", StringComparison.Ordinal) && t is not ("user_metadata" or "app_metadata" or "email" or "sub")).Distinct(StringComparer.Ordinal);

    [GeneratedRegex("'(?<text>[^']*)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Literal();

    [GeneratedRegex("->>?\\s*'(?<key>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Key();

    [GeneratedRegex("""user_metadata('(::text)?\s*\)*\s*->>?\s*'|,)(?<key>[^'},]+)""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Metadata();

    [GeneratedRegex(@"\A[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Domain();
}
