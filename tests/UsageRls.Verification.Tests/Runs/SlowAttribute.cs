using System.Diagnostics.CodeAnalysis;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Marks tests that take long; these tests are reported as skipped unless <c>USAGE_RLS_SLOW=1</c> is set.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class SlowAttribute : NUnitAttribute, IApplyToTest
{
    /// <summary>The environment variable that enables slow tests.</summary>
    public const string Variable = "USAGE_RLS_SLOW";

    /// <summary>Why a slow test is skipped; null if slow tests are enabled.</summary>
    internal static string? WhyNot { get; } =
        Environment.GetEnvironmentVariable(Variable) == "1" ? null : $"Not run: this test takes long. {Variable}=1 runs it.";

    /// <summary>Whether slow tests run.</summary>
    [MemberNotNullWhen(false, nameof(WhyNot))]
    internal static bool IsEnabled => WhyNot is null;

    /// <inheritdoc/>
    public void ApplyToTest(Test test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (test.RunState == RunState.NotRunnable || IsEnabled)
            return;
        test.RunState = RunState.Ignored;
        test.Properties.Set(PropertyNames.SkipReason, WhyNot);
    }
}
