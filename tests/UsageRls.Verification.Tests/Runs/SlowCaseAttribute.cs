using NUnit.Framework;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>
/// A <see cref="TestCaseAttribute"/> for a case that is reported as skipped unless <c>USAGE_RLS_SLOW=1</c> is set. Another case of the same
/// method, or another story, tests the same kind of behaviour in each run.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class SlowCaseAttribute : TestCaseAttribute
{
    /// <param name="arguments">The arguments of the method.</param>
    public SlowCaseAttribute(params object?[]? arguments)
        : base(arguments)
    {
        if (SlowAttribute.WhyNot is { } reason)
            IgnoreReason = reason;
    }
}

/// <summary>Marks cases from a source as slow, as <see cref="SlowCaseAttribute"/> marks cases in an attribute.</summary>
public static class SlowCases
{
    /// <summary>Returns the case, to be reported as skipped unless slow tests are enabled.</summary>
    public static TestCaseData Slow(this TestCaseData data) => SlowAttribute.WhyNot is { } reason ? data.Ignore(reason) : data;
}
