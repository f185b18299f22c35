using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// Failed checks that probably have one cause: they check the same claim and command, and the last statement of the migrations that changed
/// their object is the same.
/// </summary>
/// <param name="Group">The group of the checks.</param>
/// <param name="Sentence">The claim of the checks.</param>
/// <param name="Command">The command that the checks are about; null if the checks are about no command.</param>
/// <param name="Cases">The cases that fail.</param>
/// <param name="Message">The message of the first failed case.</param>
/// <param name="Place">The last statement that changed the object of the checks; null if none was found.</param>
internal sealed record Failure(string Group, string Sentence, Command? Command, IReadOnlyList<string> Cases, string Message, Place? Place)
{
    /// <summary>
    /// Groups the failed checks of a run. The groups are ordered by the rank of their command, access to rows first, and within a rank by
    /// the number of failed cases, largest first.
    /// </summary>
    public static IReadOnlyList<Failure> From(EvidenceRecord record, StatementLocator locator) =>
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

    /// <summary>Returns the first lines of the message.</summary>
    public string Start(int lines) => string.Join('\n', Message.Split('\n').Take(lines)).TrimEnd();

    /// <summary>Returns the first lines of the message, without the SQL statements to reproduce the failure.</summary>
    public string StartInWords(int lines) =>
        string.Join('\n', Start(lines).Split('\n').TakeWhile((line, i) => i == 0 || line.Trim() is not ("begin;" or "to see it in psql:")));

    // Removes the indentation that NUnit adds to the messages of checks.
    private static string FromTheMargin(string message)
    {
        var lines = message.Split('\n');
        var margin = lines[0].Length - lines[0].TrimStart().Length;
        return string.Join('\n', lines.Select(line => line[Math.Min(margin, line.Length - line.TrimStart().Length)..]));
    }

    // The rank of the failure, by its command; without a command, the rank of LOCK. LOCK ranks after the commands on rows, because a role
    // that may update or delete rows may often lock the table too.
    private int Rank => (int)(Command ?? Access.Command.Lock);

    // A text that names the object of a check: the command of the case with the table, or else the first lines of the message.
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
