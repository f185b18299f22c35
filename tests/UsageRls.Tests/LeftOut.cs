using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;
using UsageRls.Verification.UsageEvents;

[assembly: UsageRls.Tests.LeavesOutUsageEvents]

namespace UsageRls.Tests;

/// <summary>
/// Leaves the tests of the usage table out of a run whose migrations do not create that table with the expected columns. Otherwise each
/// of these tests would print a line that says that the test did not run.
/// </summary>
/// <remarks>
/// The migrations are only parsed, because NUnit builds the tests before a server runs. The evidence lists the tests that are left out.
/// </remarks>
public static class LeftOut
{
    /// <summary>The message that the evidence shows for each test that is left out.</summary>
    public static string Reason => $"Not run: this check is about {UsageEventsIntent.Table}, and {Why}.";

    // The expected columns that the table lacks; null if the migrations create no table of that name.
    private static readonly Lazy<IReadOnlyList<string>?> s_lacking = new(Asked);

    private static readonly List<ITest> s_tests = [];

    /// <summary>The tests that are left out of this run.</summary>
    public static IReadOnlyList<ITest> Tests => s_tests;

    /// <summary>
    /// Whether the migrations create <see cref="UsageEventsIntent.Table"/> with the expected columns; also true if they cannot be read.
    /// </summary>
    public static bool MakesUsageEvents => s_lacking.Value is { Count: 0 };

    /// <summary>The reason why the tests of the usage table are left out, as a part of a sentence.</summary>
    public static string Why =>
        s_lacking.Value is { } lacking
            ? $"the table {UsageEventsIntent.Table.Name} of these migrations has no column {string.Join(", ", lacking)}"
            : "these migrations do not create this table";

    /// <summary>Whether a test is only about the usage table.</summary>
    public static bool IsAboutUsageEvents(ITest test) => test.TypeInfo?.Type is { } type && IsAboutUsageEvents(type);

    /// <summary>Whether a test class is only about the usage table: whether it is in the folder <c>UsageEvents</c>.</summary>
    public static bool IsAboutUsageEvents(Type type) =>
        type.Namespace?.StartsWith($"{typeof(LeftOut).Namespace}.UsageEvents", StringComparison.Ordinal) == true;

    /// <summary>Removes the tests of the usage table from the test tree.</summary>
    internal static void Take(TestSuite suite) => Take(suite, IsAboutUsageEvents, s_tests.Add);

    /// <summary>Removes the comparison with a deployed database from the test tree, for a run that names no such database.</summary>
    internal static void TakeDeployed(TestSuite suite) => Take(suite, test => test.TypeInfo?.Type == typeof(Deployed), _ => { });

    /// <summary>
    /// Removes tests from the test tree: in the process of a shard all tests except <see cref="Preflight"/> and <see cref="Shards"/>; in
    /// any other process only <see cref="Shards"/>.
    /// </summary>
    internal static void TakeForShard(TestSuite suite, bool isShard) =>
        Take(
            suite,
            test =>
                test.TypeInfo?.Type is { } type && type != typeof(Suite) && type != typeof(Preflight) && type == typeof(Shards) != isShard,
            _ => { }
        );

    private static void Take(TestSuite suite, Func<ITest, bool> isLeftOut, Action<ITest> take)
    {
        for (var i = suite.Tests.Count - 1; i >= 0; i--)
        {
            if (suite.Tests[i] is not TestSuite child)
                continue;
            if (isLeftOut(child))
            {
                take(child);
                suite.Tests.RemoveAt(i);
            }
            else
            {
                Take(child, isLeftOut, take);
            }
        }
    }

    private static IReadOnlyList<string>? Asked()
    {
        try
        {
            return UsageEventsTables.Lacking(MigrationSet.Read(MigrationSet.FolderFromEnvironment()));
        }
        catch (MigrationException)
        {
            return []; // the preflight reports why the migrations cannot be read
        }
    }
}

/// <summary>
/// Removes tests from a run: those of the usage table if the migrations do not create it with the expected columns, the comparison with
/// a deployed database if no such database is named, and the tests that <see cref="LeftOut.TakeForShard"/> removes.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class LeavesOutUsageEventsAttribute : Attribute, IApplyToTest
{
    /// <inheritdoc/>
    public void ApplyToTest(Test test)
    {
        if (!LeftOut.MakesUsageEvents)
            LeftOut.Take((TestSuite)test);
        if (Environment.GetEnvironmentVariable(DeployedDatabase.Variable) is null or "")
            LeftOut.TakeDeployed((TestSuite)test);
        LeftOut.TakeForShard((TestSuite)test, KeptStages.IsShard);
    }
}
