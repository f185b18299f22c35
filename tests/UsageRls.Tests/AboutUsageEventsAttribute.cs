using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.UsageEvents;

[assembly: UsageRls.Tests.LeavesOutUsageEvents]

namespace UsageRls.Tests;

/// <summary>Marks a class of checks that are about <c>usage_events</c> alone. Where the migrations make no such table they are no part of the run.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AboutUsageEventsAttribute : Attribute;

/// <summary>Takes the checks of <c>usage_events</c> out of a run whose migrations make no such table: each would take a line to say so.</summary>
/// <remarks>Asked of the files' text, for NUnit builds the tests before there is a server. The evidence names what was left out.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class LeavesOutUsageEventsAttribute : Attribute, IApplyToTest
{
    private static readonly List<ITest> s_leftOut = [];

    /// <summary>The tests that were left out.</summary>
    public static IReadOnlyList<ITest> LeftOut => s_leftOut;

    /// <summary>Why they were.</summary>
    public const string Reason = "Not run: it is about public.usage_events, and these migrations make no such table.";

    /// <inheritdoc/>
    public void ApplyToTest(Test test)
    {
        if (!MakeUsageEvents()) Prune((TestSuite)test);
    }

    private static bool MakeUsageEvents()
    {
        try
        {
            return UsageEventsTables.AreMadeBy(MigrationSet.Read(MigrationSet.FolderFromEnvironment()));
        }
        catch (MigrationException)
        {
            return true; // the preflight says what is wrong with them
        }
    }

    private static void Prune(TestSuite suite)
    {
        for (var i = suite.Tests.Count - 1; i >= 0; i--)
        {
            if (suite.Tests[i] is not TestSuite child) continue;
            if (child.TypeInfo?.IsDefined<AboutUsageEventsAttribute>(inherit: false) == true)
            {
                s_leftOut.Add(child);
                suite.Tests.RemoveAt(i);
            }
            else
            {
                Prune(child);
            }
        }
    }
}
