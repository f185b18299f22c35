using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A stranger whose request holds what policies ask for.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Severity">
/// Critical where callers choose it themselves, or each can come to have it; less where the server gives it to some.
/// </param>
internal sealed record ForgedCaller(Standing Caller, Severity Severity)
{
    /// <summary>What of its request the API writes into settings beside headers, as cookies: SQL that does; none for nothing.</summary>
    public IReadOnlyList<string> Request { get; init; } = [];

    /// <summary>SQL by which the administrator prepares the database for the request; empty for none.</summary>
    public string Scene { get; init; } = "";
}

/// <summary>
/// Strangers whose requests hold what policies and their functions ask for: headers, cookies, the path,
/// user_metadata and an address of a domain, which the caller chooses; and claims that the server gives out
/// for something else than a membership, as a plan or a second factor.
/// </summary>
internal static partial class ForgedCallers
{
    private const int Most = 16,
        MostClaims = 12,
        MostDomains = 3;

    /// <summary>The callers.</summary>
    public static IReadOnlyList<ForgedCaller> Of(AttackScene scene)
    {
        var (person, texts) = (scene.Population.Strangers[0], scene.Texts.OfPolicies);
        var (stranger, found) = (scene.Stand(person), new List<Caller>());
        var requests = new List<(Caller Caller, string Request)>();
        Caller SignedIn(string name, Action<JsonObject> change) =>
            Caller.SignedIn(
                $"stranger with {name}",
                person.Id,
                claims =>
                {
                    claims["email"] = person.Email;
                    change(claims);
                }
            );

        // Supabase's tokens hold an empty string for the address or number that an account does not have.
        foreach (var claim in (string[])["phone", "email"])
        {
            if (texts.Any(t => t.Contains($"'{claim}'", StringComparison.Ordinal)))
                found.Add(SignedIn($"an empty {claim} in the token", claims => claims[claim] = ""));
        }

        foreach (var address in Addresses(texts))
            found.Add(SignedIn($"the address {address} in the token", claims => claims["email"] = address));
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
                    foreach (var name in names)
                        headers[name] = value;
                    found.Add(SignedIn($"the header {names[0]}: {value}", _ => { }) with { Headers = headers.ToJsonString() });
                }
            }

            requests.AddRange(ForgedRequests.Of(text, values).Select(r => (SignedIn(r.Says, _ => { }), r.Request)));
            foreach (var path in Metadata().Matches(text).Select(m => m.Groups["key"].Value).Distinct(StringComparer.Ordinal))
            {
                Caller With(string says, JsonNode value) =>
                    SignedIn($"{path} = {says} in user_metadata", claims => claims["user_metadata"] = new JsonObject { [path] = value });
                found.AddRange(values.Select(value => With(value, value == "true" ? JsonValue.Create(true) : JsonValue.Create(value))));
                found.AddRange(victims.Select(victim => With($"[{victim}]", new JsonArray(JsonValue.Create(victim)))));
            }
        }
        var claimed = texts
            .Where(t => t.Contains("jwt", StringComparison.OrdinalIgnoreCase))
            .SelectMany(text => Claims(text))
            .Distinct()
            .Select(c =>
                (c.Severity, Caller: SignedIn($"{c.Path} = {c.Value} in the token", claims => Put(claims, c.Path.Split('.'), c.Value)))
            );
        return
        [
            .. found
                .DistinctBy(c => (c.Claims, c.Headers))
                .Take(Most)
                .Select(c => new ForgedCaller(stranger with { Caller = c }, Severity.Critical)),
            .. requests
                .DistinctBy(r => r.Request)
                .Take(Most)
                .Select(r => new ForgedCaller(stranger with { Caller = r.Caller }, Severity.Critical) { Request = [r.Request] }),
            .. claimed
                .DistinctBy(c => c.Caller.Claims)
                .Take(MostClaims)
                .Select(c => new ForgedCaller(stranger with { Caller = c.Caller }, c.Severity)),
            .. texts
                .SelectMany(text =>
                    JoinedConditions.Of(text).Select(j => (Joined: j, Caller: SignedIn(j.Says, j.Put) with { Headers = j.Headers }))
                )
                .DistinctBy(c => (c.Caller.Claims, c.Caller.Headers))
                .Take(Most)
                .Select(c => new ForgedCaller(stranger with { Caller = c.Caller }, c.Joined.Severity)),
            .. new ClaimedDomains(scene, [.. texts.Where(t => t.Contains("email", StringComparison.OrdinalIgnoreCase))])
                .All()
                .Take(texts.Any(IsAboutDomains) ? MostDomains : 0)
                .SelectMany(domain =>
                    // A domain that ends like the tenant's belongs to somebody else. Who has an address of the tenant's may be a colleague.
                    (
                        (IEnumerable<(string Name, Severity Severity)>)
                            [($"not{domain.Name}", Severity.Critical), (domain.Name, Severity.Medium)]
                    ).Select(d => new ForgedCaller(
                        stranger with
                        {
                            Caller = SignedIn($"the address stranger@{d.Name} in the token", c => c["email"] = $"stranger@{d.Name}"),
                        },
                        d.Severity
                    )
                    {
                        Scene = domain.Scene,
                    })
                ),
        ];
    }

    /// <summary>A path of claims, and a value that the text compares it with. Which tenants a claim names is the token's to say.</summary>
    internal static IEnumerable<(string Path, string Value, Severity Severity)> Claims(string text)
    {
        var paths = ClaimChain()
            .Matches(text)
            .Select(m => string.Join('.', m.Groups["key"].Captures.Select(c => c.Value)))
            .Concat(
                ClaimPath().Matches(text).Select(m => m.Groups["path"].Value.Replace(',', '.').Replace(" ", "", StringComparison.Ordinal))
            )
            .ToHashSet(StringComparer.Ordinal);
        var keys = paths.SelectMany(p => p.Split('.')).ToHashSet(StringComparer.Ordinal);
        foreach (
            var path in paths.Where(p => p.Split('.')[0] is not ("user_metadata" or "sub" or "role" or "email" or "aud" or "iss" or "exp"))
        )
        {
            foreach (
                var value in Literals(text)
                    .Where(l => !keys.Contains(l) && (!l.StartsWith('{') || JsonValues.Parse(l) is not null))
                    .SelectMany(l => path == "amr" && JsonValues.Parse(l) is null ? [SignedInBy(l)] : (string[])[l])
                    .Append("true")
            )
            {
                yield return (path, value, SeverityOf(path, value));
            }
        }
    }

    /// <summary>How bad it is if a claim opens rows.</summary>
    internal static Severity SeverityOf(string path, string value) =>
        path is "aal" or "amr" or "email" || path.StartsWith("user_metadata", StringComparison.Ordinal) ? Severity.Critical
        : Staff().IsMatch($"{path} {value}") ? Severity.Medium
        : Severity.High;

    internal static void Put(JsonObject claims, string[] path, string value)
    {
        var at = claims;
        foreach (var key in path[..^1])
        {
            if (at[key] is not JsonObject)
                at[key] = new JsonObject();
            at = (JsonObject)at[key]!;
        }
        at[path[^1]] = value == "true" ? JsonValue.Create(true) : JsonValues.Parse(value) ?? JsonValue.Create(value);
    }

    // The claim of a user who signed in by a method, as a second factor.
    private static string SignedInBy(string method) =>
        new JsonArray(new JsonObject { ["method"] = method, ["timestamp"] = 1_700_000_000 }).ToJsonString();

    private static bool IsAboutDomains(string text) =>
        text.Contains("email", StringComparison.OrdinalIgnoreCase) && text.Contains("domain", StringComparison.OrdinalIgnoreCase);

    /// <summary>An address of each domain that texts about addresses name; an address that they name in full is somebody's.</summary>
    public static IEnumerable<string> Addresses(IEnumerable<string> texts)
    {
        foreach (var text in texts.Where(t => t.Contains("email", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var literal in Literals(text).Select(l => l.Replace("\\", "", StringComparison.Ordinal)))
            {
                var bare = literal.Trim('%', '^', '$', '*', '(', ')').TrimStart('.');
                if (bare.StartsWith('@') && bare.Length > 3)
                    yield return $"stranger{bare}";
                else if (Domain().IsMatch(bare) && bare != "example.com")
                    yield return $"stranger@{bare}";
            }
        }
    }

    private static IEnumerable<string> Literals(string text) =>
        Literal()
            .Matches(text)
            .Select(m => m.Groups["text"].Value)
            .Where(t =>
                t.Length is > 1 and < 80
                && !t.StartsWith("request.", StringComparison.Ordinal)
                && t is not ("user_metadata" or "app_metadata" or "email" or "sub")
            )
            .Distinct(StringComparer.Ordinal);

    [GeneratedRegex("'(?<text>[^']*)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Literal();

    [GeneratedRegex("->>?\\s*'(?<key>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Key();

    [GeneratedRegex(
        """user_metadata('(::text)?\s*\)*\s*->>?\s*'|,)(?<key>[^'},]+)""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex Metadata();

    [GeneratedRegex("""(\s*\)*\s*->>?\s*'(?<key>[^']+)'(::text)?)+""", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex ClaimChain();

    [GeneratedRegex("""#>>?\s*'\{(?<path>[^}]+)\}'""", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex ClaimPath();

    // Whom the platform's own people are called.
    [GeneratedRegex("admin|staff|support|super|internal|platform|operator|employee|system|service", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Staff();

    [GeneratedRegex(@"\A[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Domain();
}
