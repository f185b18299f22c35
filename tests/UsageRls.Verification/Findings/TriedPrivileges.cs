namespace UsageRls.Verification.Findings;

/// <summary>
/// Merges two findings about the same privilege: a lint reads the privilege from the catalog, and the isolation checks use it. Only the
/// finding of the isolation checks is kept.
/// </summary>
public static class TriedPrivileges
{
    /// <summary>The id of the findings of the lint.</summary>
    public const string Lint = "lint/0022_rights_past_policies";

    /// <summary>The id of the findings of the isolation checks.</summary>
    public const string Tried = "isolation/whole-table";

    /// <summary>
    /// Leaves out each lint finding whose table has an isolation finding. The isolation finding takes over the status and acceptance of the
    /// lint finding.
    /// </summary>
    public static IEnumerable<Finding> Merge(IEnumerable<Finding> findings)
    {
        var all = findings.ToArray();
        var tried = all.Where(f => f.Id == Tried).Select(f => f.Object).ToHashSet(StringComparer.Ordinal);
        var lints = all.Where(f => f.Id == Lint && tried.Contains(f.Object)).ToLookup(f => f.Object, StringComparer.Ordinal);
        foreach (var finding in all)
        {
            if (finding.Id == Lint && tried.Contains(finding.Object))
                continue;
            yield return finding.Id == Tried && lints[finding.Object].FirstOrDefault() is { } lint
                ? finding with
                {
                    Status = lint.Status,
                    Acceptance = lint.Acceptance,
                    IsSettled = lint.IsSettled,
                }
                : finding;
        }
    }
}
