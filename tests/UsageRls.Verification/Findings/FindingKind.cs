namespace UsageRls.Verification.Findings;

/// <summary>The sources of findings beside the access matrix: the first word of an id, and the kind that acceptances name.</summary>
public static class FindingKind
{
    /// <summary>A query of the catalog.</summary>
    public const string Lint = "lint";

    /// <summary>A way around the policies, tried for real.</summary>
    public const string Probe = "probe";

    /// <summary>A difference that a foreign organisation's data makes.</summary>
    public const string SideChannel = "side-channel";

    /// <summary>A defect made on purpose, which cannot change any behaviour and so is noticed by nothing.</summary>
    public const string Mutant = "mutant";

    /// <summary>A row of a tenant or user that somebody else reaches.</summary>
    public const string Isolation = "isolation";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Isolation, Lint, Probe, SideChannel, Mutant];

    /// <summary>The id of what a check found: <c>lint/0001_rls_disabled</c>.</summary>
    public static string Id(string kind, string check) => $"{kind}/{check}";
}
