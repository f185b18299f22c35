namespace UsageRls.Verification.Findings;

/// <summary>The kind of object that allows an attempt, or denies it.</summary>
public enum ResponsibleKind
{
    /// <summary>A policy.</summary>
    Policy,

    /// <summary>Row level security is off.</summary>
    RowSecurityFlag,

    /// <summary>A grant, or a missing grant.</summary>
    Grant,

    /// <summary>An attribute of the caller's role, or its ownership of the table.</summary>
    Role,

    /// <summary>A view, materialized view, function, trigger or other object that reads or writes the row in place of the caller.</summary>
    Object,

    /// <summary>No responsible object was found, for example because the attempt had another outcome when it was repeated.</summary>
    Unknown,
}

/// <summary>The object that allows an attempt, or denies it.</summary>
/// <param name="Kind">The kind of object.</param>
/// <param name="Object">
/// The object's kind and name: <c>policy "Shared events" on public.invoices</c>. Findings with the same object share a cause.
/// </param>
/// <param name="Sentence">How the object allows or denies the attempt: the words that follow the object's name in a sentence.</param>
public sealed record Responsible(ResponsibleKind Kind, string Object, string Sentence)
{
    /// <summary>SQL that removes the cause, and so all findings that have this cause; empty if there is no such statement.</summary>
    public string Undo { get; init; } = "";

    /// <summary>The policy's expression; empty if the object is no policy.</summary>
    public string Expression { get; init; } = "";

    /// <summary>The values for which the policy is true: the caller's id, and the row's columns that the expression reads.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The privilege that the attempt used, the role that has it and where it was granted; empty if not determined.</summary>
    public string Grant { get; init; } = "";

    /// <summary>The place of the last statement that created or changed the object; null if no statement was found.</summary>
    public Place? Place { get; init; }

    /// <summary>Returns the explanation of the object's effect, in a few lines.</summary>
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
