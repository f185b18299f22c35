using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace UsageRls.Tests;

/// <summary>Checks that only read: the files' names, the catalog.</summary>
/// <remarks>A run of them alone (<c>--filter TestCategory=Static</c>) makes no rows.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StaticAttribute : CategoryAttribute
{
    /// <summary>Whether a run's filter selects such checks and no others.</summary>
    internal static bool AreAll(IReadOnlyCollection<ITest>? selected) => selected is { Count: > 0 } && selected.All(IsStatic);

    private static bool IsStatic(ITest test) =>
        test.Properties[PropertyNames.Category].Contains("Static") || (test.Parent is { } parent && IsStatic(parent));
}
