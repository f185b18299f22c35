using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>One known way around row level security, to be tried for real.</summary>
/// <param name="Id">Its name, as <c>held_cursor</c>.</param>
/// <param name="Severity">How bad it is where it works.</param>
/// <param name="Object">The object that it reaches or goes through.</param>
/// <param name="Sentence">What an attacker can do if it works.</param>
/// <param name="Remedy">SQL that closes it.</param>
public sealed record Probe(string Id, Severity Severity, string Object, string Sentence, string Remedy)
{
    /// <summary>Attacks, each a list of steps; the probe works where one of them does.</summary>
    public required IReadOnlyList<IReadOnlyList<AttackStatement>> Attacks { get; init; }

    /// <summary>SQL that opens the door: with it, the first attack must get through, or the probe proves nothing.</summary>
    public string Door { get; init; } = "";

    /// <summary>
    /// Whether it gets through by PostgreSQL's or the task's own design, so that there is no door to open: it is there for
    /// somebody to accept, and its acceptance goes stale where it gets through no more.
    /// </summary>
    public bool IsAllowed { get; init; }

    /// <summary>After how many steps of the attack the door is opened.</summary>
    public int DoorAt { get; init; }

    /// <summary>Whether only a superuser can set the scene; the probe then runs only on servers that this run started.</summary>
    public bool NeedsSuperuser { get; init; }

    /// <summary>The part of an observation that shows that the attack succeeded; null if none does.</summary>
    public Func<Observation, string?> Leak { get; init; } = Canary.Find;

    /// <summary>The finding, where it works.</summary>
    public Finding Finding(string seen) =>
        new(FindingKind.Id(FindingKind.Probe, Id), Severity, Sentence, Object, Remedy, FindingStatus.Open)
        {
            Example = $"{string.Join(";\n", Attacks[0].Select(step => step.Sql))}\n-- tells: {seen}",
        };
}
