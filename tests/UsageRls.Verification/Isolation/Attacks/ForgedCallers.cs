using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Forges requests with values that policies and their functions check. A caller can choose headers, cookies, the path, the method,
/// user_metadata and addresses; the server issues further claims, for reasons other than a membership. A stranger (a user without a
/// membership) sends all these requests. A member of another tenant sends forged headers, cookies, paths and methods, because a policy may
/// also require a membership in some tenant.
/// </summary>
internal sealed partial class ForgedCallers
{
    private const int Most = 16,
        MostClaims = 12,
        MostDomains = 3;

    private readonly AttackScene _scene;
    private readonly Standing _sender;
    private readonly string _email;
    private readonly IReadOnlyList<string> _texts;
    private readonly string[] _victims;

    private ForgedCallers(AttackScene scene, Standing sender)
    {
        (_scene, _sender, _texts) = (scene, sender, scene.Texts.OfPolicies);
        _email = scene.Population.People.First(p => p.Id == sender.Caller.UserId).Email;
        _victims = [.. scene.Victims.Select(v => v.Row[v.Model.Key]!)];
    }

    /// <summary>Returns the forged callers; the number of requests in each group is limited.</summary>
    public static ForgedCallerSet Create(AttackScene scene)
    {
        var stranger = new ForgedCallers(scene, scene.Stand(scene.Population.Strangers[0]));
        var members = scene.Outsiders.Where(o => o.Memberships.Count > 0).Take(1).Select(m => new ForgedCallers(scene, m));
        return ForgedCallerSet.Join([
            stranger.Chosen(),
            .. members
                .Prepend(stranger)
                .SelectMany(s => (ForgedCallerSet[])[ForgedCallerSet.First(s.Headers(), Most), ForgedCallerSet.First(s.Requests(), Most)]),
            ForgedCallerSet.First(stranger.Claimed(), MostClaims),
            ForgedCallerSet.First(stranger.Joined(), Most),
            ForgedCallerSet.First(stranger.Domains(), 2 * MostDomains),
        ]);
    }

    // Values that a user chooses for its own account: an empty claim, an address, or user_metadata.
    private ForgedCallerSet Chosen() => ForgedCallerSet.First(Empty().Concat(Addresses()).Concat(Metadata()), Most);

    // Supabase's tokens contain an empty string for the address or phone number that an account does not have.
    private IEnumerable<ForgedCaller> Empty() =>
        from claim in (string[])["phone", "email"]
        where _texts.Any(t => t.Contains($"'{claim}'", StringComparison.Ordinal))
        select SignedIn($"an empty {claim} in the token", claims => claims[claim] = "");

    private IEnumerable<ForgedCaller> Addresses() =>
        ComparedLiterals
            .Addresses(_texts)
            .Select(address => SignedIn($"the address {address} in the token", claims => claims["email"] = address));

    private IEnumerable<ForgedCaller> Metadata() =>
        from text in _texts
        from path in MetadataKey().Matches(text).Select(m => m.Groups["key"].Value).Distinct(StringComparer.Ordinal)
        from value in Values(text)
            .Select(v => (Says: v, Value: v == "true" ? JsonValue.Create(true) : (JsonNode)JsonValue.Create(v)))
            .Concat(_victims.Select(v => (Says: $"[{v}]", Value: (JsonNode)new JsonArray(JsonValue.Create(v)))))
        select SignedIn(
            $"{path} = {value.Says} in user_metadata",
            claims => claims["user_metadata"] = new JsonObject { [path] = value.Value.DeepClone() }
        );

    private IEnumerable<ForgedCaller> Headers()
    {
        foreach (var text in _texts.Where(t => t.Contains("request.headers", StringComparison.OrdinalIgnoreCase)))
        {
            string[] names = [.. SqlJson.Keys(text).Select(k => k.ToLowerInvariant()).Distinct()];
            foreach (var value in Values(text).Where(_ => names.Length > 0))
            {
                var headers = new JsonObject();
                foreach (var name in names)
                    headers[name] = value;
                yield return Sent($"the header {names[0]}: {value}", headers.ToJsonString());
            }
        }
    }

    private IEnumerable<ForgedCaller> Requests() =>
        from text in _texts
        from request in ForgedRequests.Create(text, [.. Values(text)])
        select Sent(request.Says) with
        {
            Request = [request.Request],
        };

    private IEnumerable<ForgedCaller> Claimed() =>
        from text in _texts
        where text.Contains("jwt", StringComparison.OrdinalIgnoreCase)
        from claim in ForgedClaims.In(text)
        select SignedIn(
            $"{claim.Path} = {claim.Value} in the token",
            claims => SqlJson.Put(claims, claim.Path.Split('.'), claim.Value)
        ) with
        {
            Severity = claim.Severity,
        };

    private IEnumerable<ForgedCaller> Joined() =>
        from text in _texts
        from joined in JoinedConditions.Find(text)
        let forged = SignedIn(joined.Says, joined.Put)
        select forged with
        {
            Caller = forged.Caller with { Caller = forged.Caller.Caller with { Headers = joined.Headers } },
            Severity = joined.Severity,
        };

    // A domain that only ends with the tenant's domain belongs to somebody else, so a breach with such an address is critical. The owner of
    // an address in the tenant's own domain may be a colleague, so a breach with that address is medium.
    private IEnumerable<ForgedCaller> Domains() =>
        from domain in new ClaimedDomains(_scene, [.. _texts.Where(ComparedLiterals.IsAboutAddresses)]).All()
        where _texts.Any(t => ComparedLiterals.IsAboutAddresses(t) && t.Contains("domain", StringComparison.OrdinalIgnoreCase))
        from name in (string[])[$"not{domain.Name}", domain.Name]
        select SignedIn($"the address stranger@{name} in the token", c => c["email"] = $"stranger@{name}") with
        {
            Scene = domain.Scene,
            Severity = name == domain.Name ? Severity.Medium : Severity.Critical,
        };

    // A policy may also compare the value with the sender's own tenant.
    private IEnumerable<string> Values(string text) =>
        [.. ComparedLiterals.In(text), "true", .. _victims, .. _sender.Memberships.Keys.Select(m => m.Key).Take(1)];

    private ForgedCaller SignedIn(string name, Action<JsonObject> change) =>
        new(
            _sender with
            {
                Caller = Caller.SignedIn(
                    $"{_sender.Caller.Name} with {name}",
                    _sender.Caller.UserId!.Value,
                    claims =>
                    {
                        claims["email"] = _email;
                        change(claims);
                    }
                ),
            },
            Severity.Critical
        );

    // Builds a request with the sender's own token.
    private ForgedCaller Sent(string name, string headers = Caller.NoHeaders) =>
        new(
            _sender with
            {
                Caller = _sender.Caller with { Name = $"{_sender.Caller.Name} with {name}", Headers = headers },
            },
            Severity.Critical
        );

    [GeneratedRegex(
        """user_metadata('(::text)?\s*\)*\s*->>?\s*'|,)(?<key>[^'},]+)""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex MetadataKey();
}
