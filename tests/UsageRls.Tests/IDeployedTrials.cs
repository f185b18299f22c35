using UsageRls.Verification.Deployed;

namespace UsageRls.Tests;

/// <summary>
/// Supplies trials of one table. Each trial runs on a clone with the differences between the deployed database and the migrations, and on
/// a clone without these differences. <see cref="Deployed"/> finds the implementations in this assembly.
/// </summary>
public interface IDeployedTrials
{
    /// <summary>The trials to run on each clone.</summary>
    IReadOnlyList<FurtherTrial> Trials { get; }
}
