namespace UsageRls.Verification.Evidence;

/// <summary>Every section of the evidence: each class of this assembly that implements <see cref="IEvidenceSection"/>.</summary>
internal static class EvidenceSections
{
    /// <summary>The sections in the order of the page.</summary>
    public static IReadOnlyList<IEvidenceSection> InOrder { get; } =
    [
        .. typeof(IEvidenceSection)
            .Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IEvidenceSection)))
            .Select(t => (IEvidenceSection)Activator.CreateInstance(t)!)
            .OrderBy(s => s.Place),
    ];

    /// <summary>Their parts of the record.</summary>
    public static IReadOnlyDictionary<string, object> Parts(StageReports reports) =>
        InOrder.SelectMany(s => s.Parts(reports)).ToDictionary(p => p.Name, p => p.Part, StringComparer.Ordinal);
}
