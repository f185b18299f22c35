using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>One known way around row level security, run as a real attack.</summary>
/// <param name="Id">The name of the probe, for example <c>held_cursor</c>.</param>
/// <param name="Severity">The severity if the attack succeeds.</param>
/// <param name="Object">The object that the attack reaches or uses.</param>
/// <param name="Sentence">What an attacker can do if the attack succeeds.</param>
/// <param name="Remedy">The SQL that prevents the attack, or a comment that explains how to prevent it.</param>
public sealed record Probe(string Id, Severity Severity, string Object, string Sentence, string Remedy)
{
    /// <summary>The attacks, each a list of statements; the probe succeeds if one of the attacks succeeds.</summary>
    public required IReadOnlyList<IReadOnlyList<AttackStatement>> Attacks { get; init; }

    /// <summary>
    /// The positive control: SQL that weakens the database so that the first attack must succeed. If the attack fails even then, the probe
    /// proves nothing.
    /// </summary>
    public string Door { get; init; } = "";

    /// <summary>
    /// Whether the attack succeeds by design of PostgreSQL or the task. Then the probe needs no positive control:
    /// a person can accept the finding, and the acceptance becomes stale when the attack no longer succeeds.
    /// </summary>
    public bool IsAllowed { get; init; }

    /// <summary>The number of steps of the attack before <see cref="Door"/> runs.</summary>
    public int DoorAt { get; init; }

    /// <summary>Whether the preparation needs a superuser; the probe then runs only on servers that this run started.</summary>
    public bool NeedsSuperuser { get; init; }

    /// <summary>Returns the part of an observation that shows that the attack succeeded; null if it failed.</summary>
    public Func<Observation, string?> Leak { get; init; } = Canary.Find;

    /// <summary>Creates the finding of an attack that succeeded.</summary>
    /// <param name="attack">The attack, one of <see cref="Attacks"/>.</param>
    /// <param name="seen">The part of the observation that shows that the attack succeeded.</param>
    public Finding Finding(IReadOnlyList<AttackStatement> attack, string seen) =>
        new(FindingKind.Id(FindingKind.Probe, Id), Severity, Sentence, Object, Remedy, FindingStatus.Open)
        {
            Example = $"{AttackStatement.ToScript(attack)}\n-- returned: {seen}",
        };
}
