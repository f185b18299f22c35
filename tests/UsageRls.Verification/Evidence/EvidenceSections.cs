namespace UsageRls.Verification.Evidence;

/// <summary>Finds every section of the evidence: each class of this assembly that implements <see cref="IEvidenceSection"/>.</summary>
internal static class EvidenceSections
{
    /// <summary>The sections, in the order in which the page shows them.</summary>
    public static IReadOnlyList<IEvidenceSection> InOrder { get; } =
    [
        .. typeof(IEvidenceSection)
            .Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IEvidenceSection)))
            .Select(t => (IEvidenceSection)Activator.CreateInstance(t)!)
            .OrderBy(s => s.Place),
    ];

    /// <summary>Returns everything that the sections add to the record, made from the reports of the stages.</summary>
    public static SectionContent Content(StageReports reports)
    {
        SectionContent[] all = [.. InOrder.Select(s => s.Content(reports))];
        return new SectionContent
        {
            Parts = [.. all.SelectMany(c => c.Parts)],
            Varying = [.. all.SelectMany(c => c.Varying)],
            Counts = [.. all.SelectMany(c => c.Counts)],
            Elapsed = [.. all.SelectMany(c => c.Elapsed)],
            Findings = [.. all.SelectMany(c => c.Findings)],
            NotRun = [.. all.SelectMany(c => c.NotRun)],
            Verdict = string.Join(' ', all.Select(c => c.Verdict).Where(v => v != "")),
        };
    }
}
