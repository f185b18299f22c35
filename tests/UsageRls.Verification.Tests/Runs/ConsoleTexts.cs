using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using NUnit.Framework;
using UsageRls.TestLogger;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests the console output about tests that failed without a known cause, or did not run.</summary>
[WithoutDatabase]
public sealed class ConsoleTexts
{
    [Test]
    public void A_test_that_a_cause_explains_is_not_printed_again()
    {
        var outcomes = new RunOutcomes();
        outcomes.Add(TestOutcome.Failed, "Members_see_nothing", "Fails for the cause printed at the end", "");
        outcomes.Add(TestOutcome.Passed, "Members_see_something", "", "");
        Assert.That(outcomes.ToString(), Is.Empty);
    }

    [Test]
    public void A_test_that_fails_without_a_cause_is_printed_in_one_line()
    {
        var outcomes = new RunOutcomes();
        outcomes.Add(TestOutcome.Failed, "Members_see_nothing", "Fails for the cause printed at the end", "");
        outcomes.Add(TestOutcome.Failed, "Timeline", "timeline.md is not what was signed off:\n  + a\n  + b", "at A in A.cs:line 1");
        outcomes.Add(TestOutcome.Failed, "Sort_nothing(latest page)", "sorts by time\nplan", "");
        outcomes.Add(TestOutcome.Failed, "Sort_nothing(next page)", "sorts by time, too\nplan", "");
        Assert.That(
            outcomes.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo(
                """
                usage-rls: 2 tests failed without a known cause: Sort_nothing: sorts by time
                usage-rls: 1 test failed without a known cause: Timeline: timeline.md is not what was signed off:
                usage-rls: the evidence contains the full messages of these tests, and -v normal prints them

                """
            )
        );
    }

    [Test]
    public void A_reason_that_many_tests_share_is_printed_once_with_its_source_location()
    {
        var outcomes = new RunOutcomes();
        const string message = "\n  42P17: recursion\nData:\n  Severity: ERROR\n";
        for (var i = 0; i < 40; i++)
            outcomes.Add(TestOutcome.Failed, $"Query {i}", message, "at A.B()\n at C.D() in D.cs:line 7");
        Assert.That(
            outcomes.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo("usage-rls: 40 tests failed: Query 0, Query 1, Query 2, …\n    42P17: recursion\n    at C.D() in D.cs:line 7\n")
        );
    }

    [Test]
    public void The_innermost_exception_is_the_reason()
    {
        var outcomes = new RunOutcomes();
        const string message =
            "System.Reflection.TargetInvocationException : Exception has been thrown by the target of an invocation.\n"
            + "  ----> System.TypeInitializationException : The type initializer for 'PlanQuery' threw an exception.\n"
            + "Data:\n  TypeName: PlanQuery\n  ----> System.FormatException : a.sql: unknown header 'indexes'.";
        outcomes.Add(TestOutcome.Failed, "Query", message, "");
        Assert.That(
            outcomes.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo("usage-rls: 1 test failed: Query\n    System.FormatException : a.sql: unknown header 'indexes'.\n")
        );
    }

    [Test]
    public void Failures_for_further_reasons_are_only_counted()
    {
        var outcomes = new RunOutcomes();
        for (var i = 0; i < 8; i++)
            outcomes.Add(TestOutcome.Failed, $"Holds_{i}", $"reason {i}", "");
        Assert.That(outcomes.ToString(), Does.Contain("3 tests failed for other reasons: -v normal prints the rest"));
    }

    [Test]
    public void Failed_cases_of_one_method_are_printed_with_the_reason_of_the_first()
    {
        var outcomes = new RunOutcomes();
        for (var i = 0; i < 3; i++)
            outcomes.Add(TestOutcome.Failed, $"Reads_no_table(query {i})", $"query {i} reads all", "");
        Assert.That(
            outcomes.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo(
                """
                usage-rls: 3 tests failed: Reads_no_table(query 0), Reads_no_table(query 1), Reads_no_table(query 2)
                    query 0 reads all

                """
            )
        );
    }

    [TestCase(1, 70, 72)]
    [TestCase(1, 90, 82)]
    [TestCase(2, 70, 14)]
    public void The_message_of_a_single_failed_test_is_printed_in_full_up_to_a_screen(int tests, int lines, int told)
    {
        var outcomes = new RunOutcomes();
        for (var i = 0; i < tests; i++)
            outcomes.Add(TestOutcome.Failed, $"Test {i}", string.Join('\n', Enumerable.Range(0, lines)), "");
        var text = outcomes.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.That(text, Has.Length.EqualTo(told + (lines > 80 || tests > 1 ? 1 : 0)));
        Assert.That(text[^2], tests == 1 && lines <= 80 ? Does.EndWith($"{lines - 1}") : Does.EndWith("more lines are in the evidence"));
    }

    [Test]
    public void Tests_that_did_not_run_are_printed_with_the_reason()
    {
        var outcomes = new RunOutcomes();
        outcomes.Add(TestOutcome.None, "Refuses(no time)", "OneTimeSetUp: SetUp :   Not run: another folder.", "");
        outcomes.Add(TestOutcome.Skipped, "Takes(no metadata)", "Not run: another folder.", "");
        Assert.That(
            outcomes.ToString().ReplaceLineEndings("\n"),
            Is.EqualTo("usage-rls: 2 tests did not run: Refuses(no time), Takes(no metadata)\n    Not run: another folder.\n")
        );
    }
}
