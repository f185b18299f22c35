namespace UsageRls.Verification.Findings;

/// <summary>How much a finding matters, measured by what callers of the HTTP API can do.</summary>
public enum Severity
{
    /// <summary>For information only.</summary>
    Note,

    /// <summary>The defect costs performance or maintenance, or may do so later.</summary>
    Low,

    /// <summary>
    /// A caller can do something unintended that affects no tenant's data, or that needs SQL that the caller writes. The HTTP API does not
    /// run such SQL.
    /// </summary>
    Medium,

    /// <summary>A caller can change data that it should not change.</summary>
    High,

    /// <summary>A caller can see the data of another tenant.</summary>
    Critical,
}

/// <summary>Decides which severities fail a run.</summary>
public static class SeverityRule
{
    extension(Severity severity)
    {
        /// <summary>
        /// Whether the severity is critical or high: such a finding fails the run for any folder of migrations, until a named person
        /// accepts the finding.
        /// </summary>
        public bool IsGrave => severity >= Severity.High;
    }
}
