using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>How many small worlds of one tenancy were run, and what could not be run.</summary>
/// <param name="Model">The tenancy.</param>
/// <param name="Worlds">How many worlds were run. A world assigns each of two people a membership, or none, in each of two tenants.</param>
/// <param name="OfWorlds">How many worlds there are; the worlds with the fewest memberships are run first.</param>
/// <param name="Histories">How many histories were run: sequences in which memberships change or end.</param>
public sealed record SmallWorldReport(TenantModel Model, int Worlds, int OfWorlds, int Histories)
{
    /// <summary>How many statements were run.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// How many worlds and histories ended early because the database refused a step, for example to remove the last member.
    /// </summary>
    public int CutShort { get; init; }

    /// <summary>The memberships and rows that the database did not accept, so that no statement was run with them.</summary>
    public IReadOnlyList<string> NotTried { get; init; } = [];

    /// <summary>Why no world was run; empty if worlds were run.</summary>
    public string Reason { get; init; } = "";

    private string Refused =>
        (CutShort == 0 ? "" : FormattableString.Invariant($"; {CutShort} ended early, because the database refused a step"))
        + (NotTried.Count == 0 ? "" : $"; not tested: {string.Join("; ", NotTried)}");

    /// <inheritdoc/>
    public override string ToString() =>
        Reason != ""
            ? $"small worlds of {Model.Tenants}: none, {Reason}"
            : FormattableString.Invariant(
                $"small worlds of {Model.Tenants}: {Worlds} of {OfWorlds}, {Histories} histories, {Attempts:N0} statements{Refused}"
            );
}
