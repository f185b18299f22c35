namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>One deliberate defect of the schema.</summary>
/// <param name="Mutator">The name of the mutator that made the defect.</param>
/// <param name="Object">The object with the defect, as <c>policy "…" on invoices</c>.</param>
/// <param name="Change">What the mutant changes in the object.</param>
/// <param name="Sql">The statements that make the defect, to run as the administrator.</param>
public sealed record Mutant(string Mutator, string Object, string Change, string Sql)
{
    /// <summary>The mutant's name in the console and the evidence: the same on every run.</summary>
    public string Name => $"{Mutator} · {Difference}";

    /// <summary>
    /// The object and the change. Together with the mutator's name, this text identifies an entry of the exceptions file.
    /// </summary>
    public string Difference => $"{Object} · {Change}";

    /// <summary>Whether the mutant changes a role: roles belong to the whole server and not to one database.</summary>
    public bool ChangesRoles { get; init; }

    /// <summary>What to test if the mutant survives.</summary>
    public string Advice { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
