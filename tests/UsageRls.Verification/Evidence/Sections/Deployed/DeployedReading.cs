using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Evidence.Sections.Deployed;

/// <summary>The comparison of a deployed database with the migrated one, and the time at which the deployed catalog was read.</summary>
/// <param name="Report">The comparison.</param>
/// <param name="ReadAt">When the deployed catalog was read, UTC.</param>
public sealed record DeployedReading(DeployedReport Report, DateTimeOffset ReadAt);
