using System.Collections.Concurrent;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;

[assembly: UsageRls.Tests.Clones]

namespace UsageRls.Tests;

/// <summary>
/// Drops a test's clones when the test ends. With <c>USAGE_RLS_KEEP=1</c> the clones of a failed test are kept, and their connection
/// strings are printed.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ClonesAttribute : Attribute, ITestAction
{
    public const string KeepVariable = "USAGE_RLS_KEEP";

    private static readonly ConcurrentDictionary<string, List<TestDatabase>> s_clones = new(StringComparer.Ordinal);

    private static bool Keeps => Environment.GetEnvironmentVariable(KeepVariable) == "1";

    public ActionTargets Targets => ActionTargets.Test;

    public static TestDatabase Register(TestDatabase clone)
    {
        s_clones.GetOrAdd(TestContext.CurrentContext.Test.ID, _ => []).Add(clone);
        return clone;
    }

    public void BeforeTest(ITest test) { }

    public void AfterTest(ITest test)
    {
        if (!s_clones.TryRemove(test.Id, out var clones))
            return;
        var keep = Keeps && TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed;
        foreach (var clone in clones)
        {
            if (keep)
            {
                Keep(clone, test.FullName);
            }
            else
            {
                clone.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>
    /// With <c>USAGE_RLS_KEEP=1</c>, if any test failed, keeps a new clone for each grant baseline, because most tests use shared clones,
    /// which are dropped.
    /// </summary>
    public static async Task KeepMigratedAsync(ITestResult run)
    {
        if (!Keeps || run.FailCount == 0)
            return;
        foreach (var baseline in Suite.Baselines)
        {
            var template = await Suite.Server.TemplateAsync(Suite.Migrations, baseline);
            Keep(await template.CloneAsync(), $"all migrations on {baseline.ToString().ToLowerInvariant()} grants");
        }
    }

    private static void Keep(TestDatabase clone, string whom)
    {
        clone.Keep();
        RunConsole.Say($"database of {whom}, kept until the next run: {clone.ConnectionString}");
    }
}
