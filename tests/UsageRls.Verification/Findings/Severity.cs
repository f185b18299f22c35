namespace UsageRls.Verification.Findings;

/// <summary>How much a finding matters, by what callers of the HTTP API can reach.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Costs something, or may one day.</summary>
    Low,

    /// <summary>
    /// Lets a caller do what it should not, to no tenant's data; or takes SQL of the caller's own, which the HTTP API does not run.
    /// </summary>
    Medium,

    /// <summary>Lets a caller change what it should not.</summary>
    High,

    /// <summary>Lets a tenant see what is another's.</summary>
    Critical,
}

/// <summary>The effect of a severity on the run.</summary>
public static class SeverityRule
{
    extension(Severity severity)
    {
        /// <summary>Critical or high: fails the run in every folder, until a named person has accepted it.</summary>
        public bool IsGrave => severity >= Severity.High;
    }
}
