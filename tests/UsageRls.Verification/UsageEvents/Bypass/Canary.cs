using System.Text.RegularExpressions;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>
/// Marks the foreign organisation's data with recognizable values in many columns: names, texts,
/// token counts and times. A result that contains one of these values shows a leak.
/// </summary>
public static partial class Canary
{
    // The word is valid in an action, a name and an e-mail address. No other token counts of this world add up to Input or Output.
    internal const string Word = "canary7f3a";
    private const int Input = 86_753_091,
        Output = 13_371_337;

    /// <summary>The victim: an organisation in which no attacker has a membership.</summary>
    public static Guid Organization => Cast.Foreign.Id;

    /// <summary>A caller who is a member of the victim organisation.</summary>
    public static Caller Victim { get; } = Caller.SignedIn("member of the foreign organisation", Cast.Foreigner.Id);

    /// <summary>
    /// The attackers: a member of another organisation, a user without a membership,
    /// a request without a token, and the anon role with a user's claims.
    /// </summary>
    public static IReadOnlyList<Caller> Attackers { get; } =
    [.. Cast.Callers("owner").Where(c => c.Name is "member" or "member of none" or "no token" or "anon role with a user's claims")];

    /// <summary>The attacker with the most privileges: a member of another organisation.</summary>
    public static Caller Member { get; } = Attackers.First(c => c.Name == "member");

    /// <summary>An event of the victim. The attacker uses the event's id in statements, so this id in a result is no leak.</summary>
    public static UsageEvent Event { get; } = Cast.World.Events.First(e => e.OrgId == Organization && e.UserId == Cast.Foreigner.Id);

    private static readonly UsageEvent s_unknown = Cast.World.Events.First(e => e.OrgId == Cast.Foreign.Id && e.UserId is null);

    /// <summary>The world of <see cref="Cast"/> with the foreign organisation's data marked.</summary>
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

    /// <summary>The INSERT of an event by the victim, which fires triggers.</summary>
    public static string Insert { get; } =
        """insert into public.usage_events (org_id, user_id, action, module_id, tokens_input, tokens_output, """
        + $$"""metadata) values ('{{Organization}}', '{{Cast.Foreigner.Id}}', 'agency:scope:{{Word}}', 'agency', """
        + $$"""{{Input}}, {{Output}}, '{"k": "{{Word}}"}')""";

    /// <summary>Whether a text contains data of the foreign organisation.</summary>
    public static bool IsIn(string text) =>
        Marks().IsMatch(text) || text.Contains(s_unknown.Id.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns the first line that contains data of the foreign organisation, shortened to 300 characters; null if none does.
    /// </summary>
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

    // The two token counts and their sum, and the double, triple and fourfold of each: a sum over several rows also reveals a value.
    [GeneratedRegex(
        "canary7f3a|1999-11-13|"
            + "\\b(86753091|13371337|100124428|173506182|26742674|200248856|260259273|40114011|300373284|347012364|53485348|400497712)\\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Marks();
}
