using System.Text.RegularExpressions;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>
/// Marks on everything that belongs to the foreign organisation, in each column that can bear one, so that wherever a
/// part of it comes out, in whatever shape, it is known for what it is.
/// </summary>
public static partial class Canary
{
    // A word that a valid action, name or address can hold, and counts that nothing else here adds up to.
    internal const string Word = "canary7f3a";
    private const int Input = 86_753_091,
        Output = 13_371_337;

    /// <summary>The victim: an organisation that the attackers have nothing to do with.</summary>
    public static Guid Organization => Cast.Foreign.Id;

    /// <summary>The victim's member.</summary>
    public static Caller Victim { get; } = Caller.SignedIn("member of the foreign organisation", Cast.Foreigner.Id);

    /// <summary>Who tries: a member of another organisation, a user who is a member of none, and a request without a token.</summary>
    public static IReadOnlyList<Caller> Attackers { get; } =
    [.. Cast.Callers("owner").Where(c => c.Name is "member" or "member of none" or "no token" or "anon role with a user's claims")];

    /// <summary>The attacker who can do most: a member of another organisation.</summary>
    public static Caller Member { get; } = Attackers.First(c => c.Name == "member");

    /// <summary>The event whose id an attacker knows, and puts in; so its coming back tells nothing.</summary>
    public static UsageEvent Event { get; } = Cast.World.Events.First(e => e.OrgId == Organization && e.UserId == Cast.Foreigner.Id);

    private static readonly UsageEvent s_unknown = Cast.World.Events.First(e => e.OrgId == Cast.Foreign.Id && e.UserId is null);

    /// <summary>The cast's world, with what is foreign marked.</summary>
    public static World World { get; } =
        Cast.World with
        {
            Organizations =
            [
                .. Cast.World.Organizations.Select(o => o.Id == Organization ? o with { Name = $"Globex {Word}", Slug = Word } : o),
            ],
            Users = [.. Cast.World.Users.Select(u => u.Id == Cast.Foreigner.Id ? u with { Email = $"{Word}@example.org" } : u)],
            Events = [.. Cast.World.Events.Select(e => e.OrgId == Organization ? Mark(e) : e)],
        };

    /// <summary>An event that the victim records while everybody watches, so that triggers fire.</summary>
    public static string Insert { get; } =
        """insert into public.usage_events (org_id, user_id, action, module_id, tokens_input, tokens_output, """
        + $$"""metadata) values ('{{Organization}}', '{{Cast.Foreigner.Id}}', 'agency:scope:{{Word}}', 'agency', """
        + $$"""{{Input}}, {{Output}}, '{"k": "{{Word}}"}')""";

    /// <summary>Whether a text holds any of it.</summary>
    public static bool IsIn(string text) =>
        Marks().IsMatch(text) || text.Contains(s_unknown.Id.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <summary>The first line that holds any of it, cut to a length that a person reads; null if none does.</summary>
    public static string? Find(Observation observation) =>
        observation.Lines.FirstOrDefault(IsIn) is { } line ? line[..Math.Min(line.Length, 300)] : null;

    private static UsageEvent Mark(UsageEvent e) =>
        e with
        {
            Action = $"agency:scope:{Word}",
            Metadata = $$"""{"k": "{{Word}}"}""",
            TokensInput = Input,
            TokensOutput = Output,
            CreatedAt = new DateTimeOffset(1999, 11, 13, 3, 1, 7, TimeSpan.Zero),
        };

    // The counts, their sum, and each of the three up to four times, as often as it occurs: a sum reveals a value as well.
    [GeneratedRegex(
        "canary7f3a|1999-11-13|"
            + "\\b(86753091|13371337|100124428|173506182|26742674|200248856|260259273|40114011|300373284|347012364|53485348|400497712)\\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Marks();
}
