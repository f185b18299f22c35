using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>Checks that fail for what looks like one reason: the same sentence, about the same statement of the migrations.</summary>
/// <param name="Group">The group of the checks.</param>
/// <param name="Sentence">What they claim.</param>
/// <param name="Command">The command they are about; null if they are about none.</param>
/// <param name="Cases">The cases that fail.</param>
/// <param name="Message">The message of the first failed case.</param>
/// <param name="Place">The statement that last touched what they are about.</param>
internal sealed record Failure(string Group, string Sentence, Command? Command, IReadOnlyList<string> Cases, string Message, Place? Place)
{
    /// <summary>The failures of a run, access to rows first, then those that fail most often.</summary>
    public static IReadOnlyList<Failure> Of(EvidenceRecord record, StatementLocator locator) =>
        [
            .. record
                .Tests.Where(t => t.Outcome == TestOutcome.Failed)
                .Select(t => (Test: t, Command: CommandOf(t), Place: locator.Find(About(t, locator.Table)) ?? locator.Find(locator.Table)))
                .GroupBy(f => (f.Test.Group, f.Test.Sentence, f.Command, Place: f.Place?.ToString()))
                .Select(g => new Failure(
                    g.Key.Group,
                    g.Key.Sentence,
                    g.Key.Command,
                    [.. g.Select(f => f.Test.Case).Where(c => c != "")],
                    FromTheMargin(g.First().Test.Message),
                    g.First().Place
                ))
                .OrderBy(f => f.Rank)
                .ThenByDescending(f => f.Cases.Count)
                .ThenBy(f => f.Group, StringComparer.Ordinal)
                .ThenBy(f => f.Sentence, StringComparer.Ordinal),
        ];

    /// <summary>The first lines of the message: what a person reads before deciding to read on.</summary>
    public string Start(int lines) => string.Join('\n', Message.Split('\n').Take(lines)).TrimEnd();

    /// <summary>The same, but not further than to the statements that show it.</summary>
    public string StartInWords(int lines) =>
        string.Join('\n', Start(lines).Split('\n').TakeWhile((line, i) => i == 0 || line.Trim() is not ("begin;" or "to see it in psql:")));

    // NUnit indents what a check says of itself.
    private static string FromTheMargin(string message)
    {
        var lines = message.Split('\n');
        var margin = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => line[Math.Min(margin, line.Length - line.TrimStart().Length)..]));
    }

    // A lock that is left open is often only the shadow of a right to change rows.
    private int Rank => (int)(Command ?? Access.Command.Lock);

    // A case names its command; elsewhere the message names what is wrong before it says more.
    private static string About(TestRecord test, string table) =>
        CommandOf(test) is { } command
            ? $"{command.ToString().ToLowerInvariant()} on {table}"
            : string.Join('\n', test.Message.Split('\n').Take(3));

    private static Command? CommandOf(TestRecord test)
    {
        foreach (var word in test.Case.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Enum.TryParse<Command>(word, ignoreCase: true, out var command) && Enum.IsDefined(command) && !char.IsAsciiDigit(word[0]))
                return command;
        }
        return null;
    }
}
