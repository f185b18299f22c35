namespace UsageRls.Verification.Findings;

/// <summary>Privileges that a lint reads from the catalog and that isolation tries: one finding for a reader, the tried one.</summary>
public static class TriedPrivileges
{
    /// <summary>The id of the lint's findings.</summary>
    public const string Lint = "lint/0022_rights_past_policies";

    /// <summary>The id of what was tried.</summary>
    public const string Tried = "isolation/whole-table";

    /// <summary>The findings; each of the lint whose table was tried is left out, and the other stands as it does.</summary>
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
