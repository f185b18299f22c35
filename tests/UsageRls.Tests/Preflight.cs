using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Tenancy;

[assembly: UsageRls.Tests.PreflightGate]

namespace UsageRls.Tests;

/// <summary>
/// Before anything else: the migrations apply, the tables fit the checks, and rows can be
/// made. Where not, this alone fails, and nothing else is tried.
/// </summary>
#pragma warning disable CS0618 // Its successor makes every other fixture name this one; here it is enough to be the first.
[Order(0)]
#pragma warning restore CS0618
public sealed class Preflight
{
    [Test]
    public void The_migrations_can_be_verified() => PreflightGateAttribute.Tell();
}

/// <summary>Lets no test run where the preflight failed: one test fails and says why, the others are skipped and point to it.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PreflightGateAttribute : Attribute, ITestAction
{
    // Long enough for the preflight's own test, which starts first, where this run's filter selects it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly ManualResetEventSlim s_told = new();

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
        if (Suite.IsStarted && Suite.UsageEventsUnfit != "" && LeftOut.IsAboutUsageEvents(test))
            throw new InconclusiveException(Suite.UsageEventsUnfit);
        if (Suite.IsStarted && OfBaseline(test) is { } baseline && !Suite.Baselines.Contains(baseline))
        {
            throw new InconclusiveException(
                $"Not run: {IntentFile.FileName} or {StartingGrants.Variable} says that the project has the other grants."
            );
        }

        if (Suite.IsStarted || test.TypeInfo?.Type == typeof(Preflight))
            return;
        if (!s_told.Wait(s_patience))
            Tell();
        throw new InconclusiveException(Suite.NotRunPointer);
    }

    public void AfterTest(ITest test) { }

    private static GrantBaseline? OfBaseline(ITest test) =>
        test.Arguments.OfType<GrantBaseline>().Cast<GrantBaseline?>().FirstOrDefault()
        ?? (test.Parent is { } parent ? OfBaseline(parent) : null);

    /// <summary>
    /// Fails the test that calls it first with the whole reason, and has NUnit start no other; does nothing where the preflight passed.
    /// </summary>
    internal static void Tell()
    {
        if (Suite.IsStarted)
            return;
        // Each skipped test takes a line of the console, so tests that have not started
        // are not reported as skipped. The evidence has them all.
        TestExecutionContext.CurrentContext.ExecutionStatus = TestExecutionStatus.StopRequested;
        lock (s_told)
        {
            if (s_told.IsSet)
                return;
            s_told.Set();
        }
        throw new ToldException(Suite.NotRun);
    }
}

/// <summary>A failure whose message says all: a stack trace would only point at the suite.</summary>
public sealed class ToldException(string message) : AssertionException(message)
{
    /// <inheritdoc/>
    public override string? StackTrace => null;
}
