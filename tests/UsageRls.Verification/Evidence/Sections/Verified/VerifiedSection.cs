using UsageRls.Verification.Causes;

namespace UsageRls.Verification.Evidence.Sections.Verified;

/// <summary>What did not run, the task's criteria, and the migrations under test.</summary>
internal sealed class VerifiedSection : IEvidenceSection
{
    /// <inheritdoc/>
    public int Place => 10;

    /// <inheritdoc/>
    public string Template => "Verified/verified";

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) =>
        [.. record.NotRun.Count > 0 ? [new SectionLink("not-run", "Not run")] : Array.Empty<SectionLink>(), new("criteria", "Criteria")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { What = WhatView.Of(record) };
}
