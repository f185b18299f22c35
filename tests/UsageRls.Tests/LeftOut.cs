using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;
using UsageRls.Verification.UsageEvents;

[assembly: UsageRls.Tests.LeavesOutUsageEvents]

namespace UsageRls.Tests;

/// <summary>
/// The checks of <see cref="UsageEventsIntent.Table"/> that a run leaves out if its migrations do not create the table:
/// each would take a line to say so.
/// </summary>
/// <remarks>Found in the text of the files, because NUnit builds the tests before a server runs. The evidence names them.</remarks>
public static class LeftOut
{
    /// <summary>Why they are left out.</summary>
    public static string Reason => $"Not run: it is about {UsageEventsIntent.Table}, and {Why}.";

    // What a table of that name lacks; null where there is none.
    private static readonly Lazy<IReadOnlyList<string>?> s_lacking = new(Asked);

    private static readonly List<ITest> s_tests = [];

    /// <summary>The tests that are left out.</summary>
    public static IReadOnlyList<ITest> Tests => s_tests;

    /// <summary>Whether the migrations make <see cref="UsageEventsIntent.Table"/>.</summary>
    public static bool MakesUsageEvents => s_lacking.Value is { Count: 0 };

    /// <summary>The reason why the checks of that table are left out, for a sentence.</summary>
    public static string Why =>
        s_lacking.Value is { } lacking
            ? $"the {UsageEventsIntent.Table.Name} of these migrations has no {string.Join(", ", lacking)}: it is another table"
            : "these migrations make no such table";

    /// <summary>Whether a test is about that table alone.</summary>
    public static bool IsAboutUsageEvents(ITest test) => test.TypeInfo?.Type is { } type && IsAboutUsageEvents(type);

    /// <summary>Whether a class of tests is about that table alone: it is if it stands in the folder <c>UsageEvents</c>.</summary>
    public static bool IsAboutUsageEvents(Type type) =>
        type.Namespace?.StartsWith($"{typeof(LeftOut).Namespace}.UsageEvents", StringComparison.Ordinal) == true;

    /// <summary>Takes them out of the tree of tests.</summary>
    internal static void Take(TestSuite suite) => Take(suite, IsAboutUsageEvents, s_tests.Add);

    /// <summary>Takes the comparison with a deployed database out: where none is named it is no part of a run.</summary>
    internal static void TakeDeployed(TestSuite suite) => Take(suite, test => test.TypeInfo?.Type == typeof(Deployed), _ => { });

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
            return []; // the preflight says what is wrong with them
        }
    }
}

/// <summary>
/// Takes <see cref="LeftOut"/> tests out of a run, where the migrations do not make their table, and those of a deployed database
/// where none is named.
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
    }
}
