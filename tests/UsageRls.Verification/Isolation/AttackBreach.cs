using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation;

/// <summary>An attack that worked, or a use that fails.</summary>
/// <param name="Check">Which attack, as in a finding's id: <c>row-condition</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Object">The table that is reached.</param>
/// <param name="Caller">The caller.</param>
/// <param name="What">What is reached, and how.</param>
/// <param name="Remedy">The remedy.</param>
/// <param name="Example">SQL to paste into psql that shows the same.</param>
public sealed record AttackBreach(string Check, Severity Severity, string Object, string Caller, string What, string Remedy, string Example)
{
    /// <summary>Everybody who did.</summary>
    public IReadOnlyList<string> Callers { get; init; } = [];

    /// <summary>The statement that should have been refused, where it is one on a table.</summary>
    public Attempted? Attempt { get; init; }

    /// <summary>The statement that should have been allowed, where the caller loses something.</summary>
    public Attempted? Refused { get; init; }

    /// <summary>Whether a lint answers for it, so that it is shown and fails nothing.</summary>
    public bool IsSettled { get; init; }

    /// <summary>The functions that do what the caller's own statement does not: triggers, or helpers that a plan keeps.</summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>The rule or privilege that let it through; null if unknown.</summary>
    public Responsible? Responsible { get; init; }
}

/// <summary>How much of an attack was tried.</summary>
/// <param name="Attack">The attacks that were tried, in the plural: <c>sequences</c>.</param>
/// <param name="Tried">How many.</param>
/// <param name="Possible">How many there are.</param>
public sealed record AttackBound(string Attack, int Tried, int Possible)
{
    /// <summary>For a person: <c>1,240 of 3,100 sequences tried, by priority</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            Tried == Possible ? $"{Tried:N0} {Attack} tried" : (FormattableString)$"{Tried:N0} of {Possible:N0} {Attack} tried, by priority"
        );
}

/// <summary>The result of the attacks that take more than one statement.</summary>
/// <param name="Breaches">The successful attacks: each object once for each attack, worst first.</param>
/// <param name="Bounds">How much was tried.</param>
public sealed record AttackReport(IReadOnlyList<AttackBreach> Breaches, IReadOnlyList<AttackBound> Bounds)
{
    /// <summary>Nothing tried.</summary>
    public static AttackReport None { get; } = new([], []);

    /// <summary>Each object once for each attack.</summary>
    public static AttackReport Of(IEnumerable<AttackBreach> breaches, IReadOnlyList<AttackBound> bounds) =>
        new(
            [
                .. breaches
                    .GroupBy(b => (b.Check, b.Object))
                    .Select(g =>
                        g.OrderByDescending(b => b.Severity).ThenBy(b => b.Example.Length).First() with
                        {
                            Callers = [.. g.Select(b => b.Caller).Distinct(StringComparer.Ordinal)],
                        }
                    )
                    .OrderByDescending(b => b.Severity),
            ],
            bounds
        );
}
