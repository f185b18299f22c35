using UsageRls.Verification.Causes;
using UsageRls.Verification.Isolation;

namespace UsageRls.Verification.Evidence.Sections.Verified;

/// <summary>The section with the checks that did not run, the task's acceptance criteria, and the migrations under test.</summary>
internal sealed class VerifiedSection : IEvidenceSection
{
    /// <summary>
    /// The name of the part of the evidence record that has the application's calls of functions that reach outside the database. Stand-ins
    /// answered these calls; nothing was sent or started.
    /// </summary>
    public const string StandInCalls = "standInCalls";

    /// <inheritdoc/>
    public int Place => 10;

    /// <inheritdoc/>
    public string Template => "Verified/verified";

    /// <inheritdoc/>
    public SectionContent Content(StageReports reports)
    {
        var calls = reports.Of<IsolationReport>().SelectMany(r => r.StandInCalls).Select(c => c.ToString());
        return new SectionContent { Parts = [new(StandInCalls, calls.Distinct(StringComparer.Ordinal).ToArray())] };
    }

    /// <inheritdoc/>
    public IEnumerable<SectionLink> Links(EvidenceRecord record) =>
        [.. record.NotRun.Count > 0 ? [new SectionLink("not-run", "Not run")] : Array.Empty<SectionLink>(), new("criteria", "Criteria")];

    /// <inheritdoc/>
    public object View(EvidenceRecord record, StatementLocator locator) => new { What = WhatView.From(record) };
}
