using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>What was tried in the small worlds of one kind of tenant.</summary>
/// <param name="Model">The kind of tenant.</param>
/// <param name="Worlds">Worlds: what two people can be to two tenants.</param>
/// <param name="OfWorlds">Of so many; those with the fewest memberships are tried.</param>
/// <param name="Histories">Sequences in which memberships change or end.</param>
public sealed record SmallWorldReport(TenantModel Model, int Worlds, int OfWorlds, int Histories)
{
    /// <summary>Statements that were tried.</summary>
    public int Attempts { get; init; }

    /// <summary>Worlds and histories that ended early, since the database refused a step, as the last member's leaving.</summary>
    public int CutShort { get; init; }

    /// <summary>What could not be made, so that nothing was tried with it.</summary>
    public IReadOnlyList<string> NotTried { get; init; } = [];

    /// <summary>Why none was tried; empty where some were.</summary>
    public string Reason { get; init; } = "";

    private string Refused =>
        (CutShort == 0 ? "" : FormattableString.Invariant($"; {CutShort} ended early, since the database refused a step"))
        + (NotTried.Count == 0 ? "" : $"; not tried: {string.Join("; ", NotTried)}");

    /// <inheritdoc/>
    public override string ToString() =>
        Reason != ""
            ? $"small worlds of {Model.Tenants}: none, {Reason}"
            : FormattableString.Invariant(
                $"small worlds of {Model.Tenants}: {Worlds} of {OfWorlds}, {Histories} histories, {Attempts:N0} statements{Refused}"
            );
}
