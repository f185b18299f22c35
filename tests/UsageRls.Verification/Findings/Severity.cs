namespace UsageRls.Verification.Findings;

/// <summary>How much a finding matters, measured by what callers of the HTTP API can do.</summary>
public enum Severity
{
    /// <summary>For information only.</summary>
    Note,

    /// <summary>For example: a defect costs performance or maintenance, or may do so later.</summary>
    Low,

    /// <summary>
    /// For example: a caller can do something unintended, but only with SQL that the HTTP API does not run; or a table could not be
    /// verified.
    /// </summary>
    Medium,

    /// <summary>For example: a caller can do what the intent denies, or cannot do what the intent allows.</summary>
    High,

    /// <summary>For example: a caller can see or change the rows of another tenant.</summary>
    Critical,
}

/// <summary>Decides which severities fail a run on any folder of migrations.</summary>
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
