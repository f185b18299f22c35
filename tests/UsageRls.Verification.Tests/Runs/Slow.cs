using NUnit.Framework;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>For what takes minutes.</summary>
public static class Slow
{
    /// <summary>The switch.</summary>
    public const string Variable = "USAGE_RLS_SLOW";

    /// <summary>Reports the test as not run where nobody asked for it.</summary>
    public static void Only() =>
        Assume.That(Environment.GetEnvironmentVariable(Variable), Is.EqualTo("1"), $"Not run: it takes minutes. {Variable}=1 runs it.");
}
