namespace UsageRls.Verification.Findings;

/// <summary>The kind of object that lets an attempt through, or keeps it out.</summary>
public enum ResponsibleKind
{
    /// <summary>A policy.</summary>
    Policy,

    /// <summary>Row level security is off.</summary>
    RowSecurityFlag,

    /// <summary>A grant, or that there is none.</summary>
    Grant,

    /// <summary>An attribute of the caller's role, or its ownership of the table.</summary>
    Role,

    /// <summary>A view, materialized view, function or trigger that acts with other privileges than the caller's.</summary>
    Object,

    /// <summary>Nothing was found: the attempt had another outcome when it was repeated.</summary>
    Unknown,
}

/// <summary>The object that lets an attempt through, or keeps it out.</summary>
/// <param name="Kind">The kind of object.</param>
/// <param name="Object">
/// The thing, as <c>policy "Shared events" on public.invoices</c>: the same defect has the same name wherever it shows.
/// </param>
/// <param name="Sentence">How it does so.</param>
public sealed record Responsible(ResponsibleKind Kind, string Object, string Sentence)
{
    /// <summary>The SQL that removes it; findings that follow from it are then gone too. Empty if no statement does.</summary>
    public string Undo { get; init; } = "";

    /// <summary>The expression of a policy; empty for other things.</summary>
    public string Expression { get; init; } = "";

    /// <summary>The values that made it so: the caller's id, the columns of the row that the expression reads.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The role that has the needed privilege, and where it was granted; empty if none is needed.</summary>
    public string Grant { get; init; } = "";

    /// <summary>The statement of the migrations that made it last; null if none did.</summary>
    public Place? Place { get; init; }

    /// <summary>The explanation, in a few lines.</summary>
    public string Explain() =>
        string.Join(
            '\n',
            (
                (string[])
                    [
                        $"{Object}{(Place is null ? "" : $" ({Place})")} {Sentence}",
                        Expression == "" ? "" : $"  expression: {Expression}",
                        Values.Count == 0 ? "" : $"  with: {string.Join(", ", Values)}",
                        Grant == "" ? "" : $"  privilege: {Grant}",
                    ]
            ).Where(line => line != "")
        );
}
