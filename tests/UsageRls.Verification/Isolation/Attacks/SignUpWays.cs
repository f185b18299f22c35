using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>The data that a new user sends to sign up.</summary>
/// <param name="Email">The e-mail address.</param>
/// <param name="Metadata">The user metadata (<c>raw_user_meta_data</c>).</param>
/// <param name="Scene">SQL that prepares the sign-up, for example a tenant's claim of an e-mail domain; empty if not needed.</param>
internal sealed record SignUpWay(string Email, JsonObject Metadata, string Scene)
{
    /// <summary>The e-mail address of a new user without an invitation.</summary>
    public const string Newcomer = "newcomer@example.net";

    /// <summary>Whether the address is the new user's own, so that the new user can confirm it.</summary>
    public bool IsConfirmed { get; init; } = Email == Newcomer;
}

/// <summary>Builds the sign-ups to run, from the metadata and addresses that triggers and policies read.</summary>
internal sealed partial class SignUpWays(AttackScene scene)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private const int MostLiterals = 6,
        MostRows = 8;

    private readonly IReadOnlyList<string> _triggered = scene.Texts.Triggered(TableName.Users);

    /// <summary>
    /// Returns the sign-ups to run; empty if no policy or function reads sign-up metadata, and no policy or sign-up trigger reads e-mail
    /// addresses.
    /// </summary>
    public IEnumerable<SignUpWay> All()
    {
        var paths = MetadataPaths.OfUserMetadata(scene.Texts.All);
        var readsAddress = _triggered.Concat(scene.Texts.OfPolicies).Any(ComparedLiterals.IsAboutAddresses);
        if (paths.Count == 0 && !readsAddress)
            return [];
        var domains = new ClaimedDomains(scene, _triggered).All().ToArray();
        return scene
            .Victims.SelectMany(v => WithMetadata(paths, v.Model, v.Row, domains))
            .Concat(readsAddress ? domains.SelectMany(WithDomain).Concat(WithKnownAddress()) : []);
    }

    // An address in the claimed domain, which the new user cannot confirm, and addresses in domains of their own that end or begin like it.
    private static IEnumerable<SignUpWay> WithDomain(ClaimedDomain domain) =>
        [
            new($"newcomer@{domain.Name}", [], domain.Scene),
            new($"newcomer@not{domain.Name}", [], domain.Scene) { IsConfirmed = true },
            new($"newcomer@{domain.Name}.example.net", [], domain.Scene) { IsConfirmed = true },
        ];

    // Makes a sign-up for each pair of a metadata path and a value to try at that path. Each other path gets a likely value: the most
    // privileged role, a value with which a trigger compares the field at this path, or the tenant's key.
    private IEnumerable<SignUpWay> WithMetadata(
        IReadOnlyList<IReadOnlyList<string>> paths,
        TenantModel model,
        MadeRow row,
        IReadOnlyList<ClaimedDomain> domains
    )
    {
        var (key, top) = (row[model.Key]!, model.Members?.Roles is [var most, ..] ? most : null);
        (string Value, string Scene)[] values =
        [
            (key, ""),
            .. domains.Select(d => (d.Name, d.Scene)),
            .. Words(model, row).Append("true").Select(word => (word, "")),
        ];
        var ways =
            from path in paths
            from value in values.Concat(Asked(path[^1]).Concat(Held(path[^1])).Concat(Guessable()).Select(word => (Value: word, Scene: "")))
            select new SignUpWay(
                SignUpWay.Newcomer,
                MetadataPaths.Document(
                    paths.Select(other =>
                        (
                            other,
                            other == path ? value.Value
                            : other[^1].Contains("role", StringComparison.OrdinalIgnoreCase) ? top
                            : Compared(other[^1]) ?? key
                        )
                    )
                ),
                value.Scene
            );
        return ways;
    }

    // Returns up to six string literals of policies and their functions whose SQL contains the name: for example, types of accounts.
    private IEnumerable<string> Asked(string name) =>
        scene
            .Texts.OfPolicies.Where(t => RuleTexts.Names(t, name))
            .SelectMany(t => Literal().Matches(t))
            .Select(m => m.Groups["text"].Value)
            .Where(t => t.Length is > 1 and < 40)
            .Distinct(StringComparer.Ordinal)
            .Take(MostLiterals);

    // Returns the first literal with which the triggers compare the JSON field of this name.
    private string? Compared(string name) =>
        _triggered
            .SelectMany(text =>
                Regex
                    .Matches(text, $"'{Regex.Escape(name)}'", RegexOptions.None, s_patience)
                    .SelectMany(m => ColumnHints.ComparedWith(text[(m.Index + m.Length)..]))
            )
            .FirstOrDefault();

    // Returns values of columns with this name in tables that the triggers read; for a name that ends in "id", also ids of members.
    private IEnumerable<string> Held(string name) =>
        scene
            .Known.Values.Where(r => _triggered.Any(t => RuleTexts.Names(t, r.Table.Name)))
            .Select(r => r.Values.GetValueOrDefault(name))
            .OfType<string>()
            .Take(MostRows)
            .Concat(
                name.EndsWith("id", StringComparison.OrdinalIgnoreCase)
                    ? scene
                        .Victims.SelectMany(v => scene.Population.Members[(v.Model.Tenants, v.Row[v.Model.Key]!)].Take(1))
                        .Select(p => p.Id.ToString())
                    : []
            )
            .Distinct(StringComparer.Ordinal);

    // Returns numbers of four to six digits, such as invitation codes, from tables that the triggers read. An attacker can try all of them.
    private IEnumerable<string> Guessable() =>
        scene
            .Known.Values.Where(r => r.Table != TableName.Users && _triggered.Any(t => RuleTexts.Names(t, r.Table.Name)))
            .SelectMany(r => r.Values.Values.OfType<string>())
            .Where(v => ShortNumber().IsMatch(v))
            .Distinct(StringComparer.Ordinal)
            .Take(MostRows);

    // Values for the metadata: roles, texts of the tenant's row, and string literals in the SQL that reads the metadata.
    private IEnumerable<string> Words(TenantModel model, MadeRow row)
    {
        var steps = MetadataPaths.In(scene.Texts.All).SelectMany(p => p).ToHashSet(StringComparer.Ordinal);
        return (model.Members?.Roles.Take(2) ?? [])
            .Concat(
                row.Values.Where(v =>
                        v.Value is { Length: > 1 and < 80 } && scene.Population.Schema.Find(row.Table)?.Find(v.Key) is { Category: 'S' }
                    )
                    .Select(v => v.Value!)
            )
            .Concat(
                scene
                    .Texts.All.Where(t =>
                        t.Contains("meta_data", StringComparison.OrdinalIgnoreCase) || t.Contains("user_metadata", StringComparison.Ordinal)
                    )
                    .SelectMany(t => Literal().Matches(t))
                    .Select(m => m.Groups["text"].Value)
                    .Where(t => t.Length is > 1 and < 40 && !steps.Contains(t))
                    .Distinct(StringComparer.Ordinal)
                    .Take(MostLiterals)
            );
    }

    private IEnumerable<SignUpWay> WithKnownAddress()
    {
        var named = scene
            .Victims.SelectMany(v => v.Row.Values.Values.OfType<string>())
            .Where(v => Domain().IsMatch(v))
            .Select(domain => $"newcomer@{domain.TrimStart('@')}");
        if (_triggered.Any(ComparedLiterals.IsAboutAddresses))
            named = named.Concat(ComparedLiterals.Addresses(_triggered)).Concat(Invited()).Concat(OfMembersProvider());
        return named.Distinct(StringComparer.Ordinal).Select(address => new SignUpWay(address, [], ""));
    }

    // Addresses in the mail domains of members: a shared mail provider does not make a newcomer a colleague.
    private IEnumerable<string> OfMembersProvider() =>
        scene
            .Population.Members.Values.SelectMany(m => m)
            .Select(p => $"newcomer{p.Email[p.Email.IndexOf('@', StringComparison.Ordinal)..]}");

    // Addresses in any table that belong to no user yet, such as the addresses of invitations.
    private IEnumerable<string> Invited() =>
        scene
            .Known.Values.Where(r => r.Table != TableName.Users)
            .SelectMany(r => r.Values)
            .Where(v =>
                v.Value is { } text
                && v.Key.Contains("email", StringComparison.OrdinalIgnoreCase)
                && text.Contains('@', StringComparison.Ordinal)
                && scene.Population.People.All(p => p.Email != text)
            )
            .Select(v => v.Value!)
            .Distinct(StringComparer.Ordinal)
            .Take(MostRows);

    [GeneratedRegex(@"\A\d{4,6}\z", RegexOptions.None, 5_000)]
    private static partial Regex ShortNumber();

    [GeneratedRegex("'(?<text>[^']*)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\A@?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Domain();
}
