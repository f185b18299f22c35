using System.Reflection;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using NUnit.Framework;

namespace UsageRls.Verification.Tests.Architecture;

/// <summary>Tests that namespaces do not depend on each other in cycles.</summary>
[WithoutDatabase]
public sealed class NamespaceCycles
{
    private static readonly string[] s_assemblies =
    [
        "UsageRls.Fixtures",
        "UsageRls.Verification",
        "UsageRls.TestLogger",
        "UsageRls.Verification.Tests",
        "UsageRls.Tests",
        "UsageRls.Benchmarks",
    ];

    [Test]
    public void No_two_namespaces_depend_on_each_other()
    {
        var architecture = new ArchLoader().LoadAssemblies([.. s_assemblies.Select(Load)]).Build();

        var cycles = SliceRuleDefinition.Slices().Matching("UsageRls.(**)").Should().BeFreeOfCycles().Evaluate(architecture);

        Assert.That(cycles.Where(c => !c.Passed).Select(c => c.Description), Is.Empty);
    }

    // An assembly that this project does not reference is in the output folder of its own project, built in the same configuration.
    private static Assembly Load(string name)
    {
        var here = Path.Combine(AppContext.BaseDirectory, $"{name}.dll");
        if (File.Exists(here))
            return Assembly.LoadFrom(here);
        var folder = AppContext.BaseDirectory.Replace("UsageRls.Verification.Tests", name, StringComparison.Ordinal);
        return Assembly.LoadFrom(
            Path.Combine(
                name == "UsageRls.Benchmarks" ? folder.Replace("/tests/", "/benchmarks/", StringComparison.Ordinal) : folder,
                $"{name}.dll"
            )
        );
    }
}
