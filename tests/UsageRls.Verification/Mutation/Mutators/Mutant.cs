namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>One deliberate defect.</summary>
/// <param name="Mutator">Who made it.</param>
/// <param name="Object">The object with the defect, as <c>policy "…" on invoices</c>.</param>
/// <param name="Change">What is different.</param>
/// <param name="Sql">The statements that make the defect, to run as the administrator.</param>
public sealed record Mutant(string Mutator, string Object, string Change, string Sql)
{
    /// <summary>What it is called, in the console and the evidence: the same on every run.</summary>
    public string Name => $"{Mutator} · {Difference}";

    /// <summary>The object and what is different about it: with the mutator, what an exception names.</summary>
    public string Difference => $"{Object} · {Change}";

    /// <summary>Whether it changes a role, which belongs to the whole server and not to the database.</summary>
    public bool ChangesRoles { get; init; }

    /// <summary>What to try where it survives.</summary>
    public string Advice { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
