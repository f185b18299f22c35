namespace UsageRls.Verification.Findings;

/// <summary>
/// The kinds of finding for which exceptions are possible. The kind is the first word of a finding's id, and <c>kind</c> in the exceptions
/// file.
/// </summary>
public static class FindingKind
{
    /// <summary>A finding of a catalog query.</summary>
    public const string Lint = "lint";

    /// <summary>A known way around the policies that worked when the suite ran it.</summary>
    public const string Probe = "probe";

    /// <summary>A difference that a caller can observe and that depends on the data of another organisation.</summary>
    public const string SideChannel = "side-channel";

    /// <summary>A mutant that is equivalent: the change does not affect any behaviour, so no check can notice it.</summary>
    public const string Mutant = "mutant";

    /// <summary>A row of a tenant or user that another caller can reach.</summary>
    public const string Isolation = "isolation";

    /// <summary>The list of all kinds above.</summary>
    public static IReadOnlyList<string> All { get; } = [Isolation, Lint, Probe, SideChannel, Mutant];

    /// <summary>Joins a kind and a check's name to the id of a finding: <c>lint/0001_rls_disabled</c>.</summary>
    public static string Id(string kind, string check) => $"{kind}/{check}";
}
