using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Evidence.Sections.Deployed;

/// <summary>A deployed database that was compared, and when its catalog was read.</summary>
/// <param name="Report">The comparison.</param>
/// <param name="ReadAt">When, UTC.</param>
public sealed record DeployedReading(DeployedReport Report, DateTimeOffset ReadAt);
