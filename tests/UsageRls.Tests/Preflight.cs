using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Tenancy;

[assembly: UsageRls.Tests.PreflightGate]

namespace UsageRls.Tests;

/// <summary>
/// Reports the preflight, which checks before all tests that the migrations apply, that a session runs as its caller, and that there is a
/// table to verify. If the preflight fails, this test fails, and no other test runs.
/// </summary>
# pragma warning disable CS0618 // The replacement of [Order] would require every other fixture to name this one.
[Order(0)]
#pragma warning restore CS0618
public sealed class Preflight
{
    [Test]
    public void The_migrations_can_be_verified() => PreflightGateAttribute.Tell();
}

/// <summary>
/// Stops all tests if the preflight failed: one test fails with the reason, and the others do not run. If the preflight passed, skips the
/// tests of the usage table if the tables lack what these tests need, and the tests of a grant baseline that is not the project's.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PreflightGateAttribute : Attribute, ITestAction
{
    // Time for the test of Preflight to report the failure first; if the filter does not select that test, another test reports it.
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
                $"Not run: {IntentFile.FileName} or {StartingGrants.Variable} says that the project starts from the other grant baseline."
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
    /// Fails the first test that calls this method, with the full reason, and stops NUnit from starting more tests. Does nothing if the
    /// preflight passed.
    /// </summary>
    internal static void Tell()
    {
        if (Suite.IsStarted)
            return;
        // NUnit prints a line for each skipped test. With StopRequested it prints none for tests that have not started; the evidence lists
        // all tests.
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

/// <summary>
/// A test failure without a stack trace, because the message explains the failure and the trace would only show the suite's code.
/// </summary>
public sealed class ToldException(string message) : AssertionException(message)
{
    /// <inheritdoc/>
    public override string? StackTrace => null;
}
