using UsageRls.Verification.Deployed;

namespace UsageRls.Tests;

/// <summary>
/// Supplies trials for one table that run on clones with and without the differences of a deployed database. <see cref="Deployed"/> finds
/// implementations in this assembly.
/// </summary>
public interface IDeployedTrials
{
    /// <summary>The trials to run on each clone.</summary>
    IReadOnlyList<FurtherTrial> Trials { get; }
}
