using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace UsageRls.Tests;

/// <summary>Marks tests that only read file names and the catalog.</summary>
/// <remarks>A run of static tests only (<c>--filter TestCategory=Static</c>) makes no sample rows.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StaticAttribute : CategoryAttribute
{
    private static readonly Type[] s_classes =
    [
        .. typeof(StaticAttribute).Assembly.GetTypes().Where(t => t.IsDefined(typeof(StaticAttribute), inherit: false)),
    ];

    /// <summary>
    /// Whether the filter selects only static tests, and at least one test of every static class. If the filter leaves out a static class,
    /// the run writes evidence as usual.
    /// </summary>
    internal static bool AreAll(IReadOnlyCollection<ITest>? selected) =>
        selected is { Count: > 0 }
        && selected.All(IsStatic)
        && s_classes.Where(IsInRun).All(type => selected.Any(t => t.TypeInfo?.Type == type));

    private static bool IsInRun(Type type) => LeftOut.Tests.Count == 0 || !LeftOut.IsAboutUsageEvents(type);

    private static bool IsStatic(ITest test) =>
        test.Properties[PropertyNames.Category].Contains("Static") || (test.Parent is { } parent && IsStatic(parent));
}
