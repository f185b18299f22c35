using UsageRls.Verification.Deployed;

namespace UsageRls.Tests;

/// <summary>
/// Trials of one table alone, made on clones with and without what differs in a deployed
/// database: <see cref="Deployed"/> finds them in this assembly.
/// </summary>
public interface IDeployedTrials
{
    /// <summary>The trials.</summary>
    IReadOnlyList<FurtherTrial> Trials { get; }
}
