using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Isolation;

/// <summary>A successful attack, or an intended use that is refused.</summary>
/// <param name="Check">The name of the attack in the id of a finding: <c>row-condition</c>.</param>
/// <param name="Severity">The severity of the breach.</param>
/// <param name="Object">The table, view or other object that the attack reached.</param>
/// <param name="Caller">The name of the caller who succeeded.</param>
/// <param name="What">The rest of a sentence that begins with the caller's name: which rows the attack reached, and how.</param>
/// <param name="Remedy">How to prevent the breach.</param>
/// <param name="Example">SQL that reproduces the breach in psql.</param>
public sealed record AttackBreach(string Check, Severity Severity, string Object, string Caller, string What, string Remedy, string Example)
{
    /// <summary>The names of all callers for whom the attack succeeded.</summary>
    public IReadOnlyList<string> Callers { get; init; } = [];

    /// <summary>The statement on a table that should have been refused; null if the attack has no such statement.</summary>
    public Attempted? Attempt { get; init; }

    /// <summary>The statement that should have been allowed; null unless an intended use is refused.</summary>
    public Attempted? Refused { get; init; }

    /// <summary>Whether a lint already reports the cause, so that this breach is shown but does not fail the run.</summary>
    public bool IsSettled { get; init; }

    /// <summary>
    /// The functions that may have caused the breach; the first is reported as its cause. They are trigger functions, token hooks, or
    /// functions that policies call and whose results may stay in a plan or a setting.
    /// </summary>
    public IReadOnlyList<string> Functions { get; init; } = [];

    /// <summary>The policy, privilege or other object that allowed the breach; null if unknown.</summary>
    public Responsible? Responsible { get; init; }
}

/// <summary>How many of an attack's possible variants were run.</summary>
/// <param name="Attack">The attack's name in the plural: <c>sequences</c>.</param>
/// <param name="Tried">How many variants were run.</param>
/// <param name="Possible">How many variants exist.</param>
public sealed record AttackBound(string Attack, int Tried, int Possible)
{
    /// <summary>A line for reports: <c>1,240 of 3,100 sequences tried, by priority</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            Tried == Possible ? $"{Tried:N0} {Attack} tried" : (FormattableString)$"{Tried:N0} of {Possible:N0} {Attack} tried, by priority"
        );
}

/// <summary>The result of all attacks that need more than one statement or prepared data.</summary>
/// <param name="Breaches">The successful attacks: one entry for each object and attack, most severe first.</param>
/// <param name="Bounds">How many variants of each attack were run.</param>
public sealed record AttackReport(IReadOnlyList<AttackBreach> Breaches, IReadOnlyList<AttackBound> Bounds)
{
    /// <summary>An empty report: no attack was run.</summary>
    public static AttackReport None { get; } = new([], []);

    /// <summary>
    /// Builds the report: one entry for each object and attack, with the names of all callers for whom the attack succeeded.
    /// </summary>
    public static AttackReport From(IEnumerable<AttackBreach> breaches, IReadOnlyList<AttackBound> bounds) =>
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
