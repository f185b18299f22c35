using System.Globalization;
using System.Text;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;

namespace UsageRls.TestLogger;

/// <summary>Collects the failed tests without a known cause and the tests that did not run, and prints each reason once.</summary>
public sealed class RunOutcomes
{
    /// <summary>The start of a failed test's message if the message refers to a cause that the console prints.</summary>
    public const string Pointer = "Fails for ";

    /// <summary>The number of reasons that are printed; tests with further reasons are only counted.</summary>
    public const int Reasons = 5;

    /// <summary>The largest number of lines printed for a failure message that several tests share.</summary>
    public const int Lines = 12;

    /// <summary>
    /// If there are causes: the number of test methods that get a line each for their failures without a cause; others are only counted.
    /// </summary>
    public const int Beside = 10;

    /// <summary>The largest number of lines printed for a failure message that only one test has.</summary>
    public const int ReportLines = 80;

    private const string Inner = "----> ";

    private const int Names = 3;

    private const int Widest = 240;

    private readonly List<(string Test, string Message, string Trace)> _failed = [];
    private readonly List<(string Test, string Message, string Trace)> _notRun = [];
    private bool _hasCauses;

    /// <summary>Adds the result of a test.</summary>
    /// <param name="outcome">The outcome of the test.</param>
    /// <param name="test">The test's name.</param>
    /// <param name="message">The failure message, or the reason why the test did not run.</param>
    /// <param name="trace">The stack trace of the failure.</param>
    public void Add(TestOutcome outcome, string test, string message, string trace)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (outcome == TestOutcome.Passed)
            return;
        if (outcome != TestOutcome.Failed)
            _notRun.Add((test, Reason(message), ""));
        else if (message.TrimStart().StartsWith(Pointer, StringComparison.Ordinal))
            _hasCauses = true;
        else
            _failed.Add((test, Reason(message), trace ?? ""));
    }

    /// <summary>The text for the console; empty if every test passed or refers to a printed cause.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (_hasCauses)
            TellBeside(text);
        else
            Tell(text, _failed, "failed", tests => tests == 1 ? ReportLines : Lines);
        Tell(text, _notRun, "did not run", _ => 1);
        return text.ToString();
    }

    // If there are causes, other failures may follow from them, so each failed test method gets only one line; the evidence has the rest.
    private void TellBeside(StringBuilder text)
    {
        var tests = _failed.GroupBy(t => Method(t.Test), StringComparer.Ordinal).OrderByDescending(g => g.Count()).ToArray();
        foreach (var same in tests.Take(Beside))
        {
            var first = FirstLine(same.First().Message);
            var name = same.Count() == 1 ? same.First().Test : same.Key;
            var line = $"usage-rls: {Count(same.Count())} failed without a known cause: {name}: {first}";
            text.AppendLine(line.Length <= Widest ? line : string.Concat(line.AsSpan(0, Widest), "…"));
        }
        if (tests.Length > Beside)
            text.AppendLine(CultureInfo.InvariantCulture, $"usage-rls: {Count(tests.Skip(Beside).Sum(g => g.Count()))} also failed");
        if (tests.Length > 0)
            text.AppendLine("usage-rls: the evidence contains the full messages of these tests, and -v normal prints them");
    }

    // Groups tests of one method, and tests whose messages have the same first line. Only the message of a group's first test is printed.
    private static (string Test, string Message, string Trace)[][] Reason(IEnumerable<(string Test, string Message, string Trace)> tests) =>
        [
            .. tests
                .GroupBy(t => FirstLine(t.Message), StringComparer.Ordinal)
                .GroupBy(
                    same =>
                        same.Select(t => Method(t.Test)).Distinct(StringComparer.Ordinal).Count() == 1
                            ? Method(same.First().Test)
                            : same.Key,
                    StringComparer.Ordinal
                )
                .Select(group => group.SelectMany(same => same).ToArray())
                .OrderByDescending(group => group.Length),
        ];

    private static string Method(string test) => test.Split('(')[0];

    private static void Tell(
        StringBuilder text,
        IReadOnlyList<(string Test, string Message, string Trace)> tests,
        string what,
        Func<int, int> most
    )
    {
        var reasons = Reason(tests);
        foreach (var reason in reasons.Take(Reasons))
        {
            var names = string.Join(", ", reason.Select(t => t.Test).Distinct(StringComparer.Ordinal).Take(Names));
            var more = reason.Select(t => t.Test).Distinct(StringComparer.Ordinal).Count() > Names ? ", …" : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"usage-rls: {Count(reason.Length)} {what}: {names}{more}");
            var (_, message, trace) = reason[0];
            var lines = message.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).ToArray();
            var shown = most(reason.Length);
            foreach (var line in lines.Take(shown))
                text.AppendLine(CultureInfo.InvariantCulture, $"    {line}");
            if (lines.Length > shown && shown > 1)
                text.AppendLine(CultureInfo.InvariantCulture, $"    … {lines.Length - shown} more lines are in the evidence");
            if (Place(trace) is { } place)
                text.AppendLine(CultureInfo.InvariantCulture, $"    {place}");
        }
        if (reasons.Length > Reasons)
        {
            var rest = reasons.Skip(Reasons).Sum(r => r.Length);
            text.AppendLine(CultureInfo.InvariantCulture, $"usage-rls: {Count(rest)} {what} for other reasons: -v normal prints the rest");
        }
    }

    // Removes text that NUnit adds to a message: the prefix of a failed set-up, outer exceptions, and an exception's data.
    private static string Reason(string message)
    {
        var inner = message.LastIndexOf(Inner, StringComparison.Ordinal);
        var reason = (inner < 0 ? message : message[(inner + Inner.Length)..])
            .Trim('\r', '\n')
            .Replace("OneTimeSetUp:", "", StringComparison.Ordinal)
            .Replace("SetUp :", "", StringComparison.Ordinal);
        var data = reason.IndexOf("\nData:", StringComparison.Ordinal);
        return (data < 0 ? reason : reason[..data]).Trim();
    }

    private static string Count(int tests) => tests == 1 ? "1 test" : string.Create(CultureInfo.InvariantCulture, $"{tests} tests");

    private static string FirstLine(string message) => message.TrimStart().Split('\n')[0].Trim();

    // The first stack frame that has a source file.
    private static string? Place(string trace) =>
        trace.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Contains(" in ", StringComparison.Ordinal));
}
