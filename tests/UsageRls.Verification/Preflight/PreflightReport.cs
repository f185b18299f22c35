using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace UsageRls.Verification.Preflight;

/// <summary>A reason why a run cannot verify anything.</summary>
/// <param name="Summary">The reason, as one sentence.</param>
/// <param name="Obstacles">Every obstacle that the summary is about.</param>
public sealed partial record PreflightReport(string Summary, IReadOnlyList<Obstacle> Obstacles)
{
    // The report fits on one screen: if every reason is one line, it shows up to 16 obstacles in full, otherwise two. Of the others it
    // names as many as fit.
    private const int MostLines = 16,
        InFull = 2,
        Width = 140;

    /// <summary>Returns a report of one obstacle; the obstacle's headline is the summary.</summary>
    public static PreflightReport From(Obstacle obstacle) => new(obstacle.Headline, [obstacle]);

    /// <summary>Returns the obstacles with reason, place and remedy, shortened to fit on one screen.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"NOT RUN: {Summary}");
        var isShort = Obstacles.All(o => !o.Reason.Contains('\n', StringComparison.Ordinal));
        var told = Obstacles.Take(isShort ? MostLines : InFull).ToArray();
        Append(text, told);
        if (Obstacles.Count > told.Length)
            text.Append(CultureInfo.InvariantCulture, $"\n  and {Obstacles.Count - told.Length} more:").Append(Others(told.Length));
        return text.ToString();
    }

    /// <summary>Returns every obstacle in full, for the evidence.</summary>
    public string InFullText()
    {
        var text = new StringBuilder(Summary);
        Append(text, Obstacles);
        return text.ToString();
    }

    private void Append(StringBuilder text, IReadOnlyList<Obstacle> told)
    {
        foreach (var obstacle in told)
        {
            // The summary of a report with a single obstacle contains the obstacle's headline, so the headline is not repeated.
            var lines = obstacle.Reason.ReplaceLineEndings("\n").Split('\n').Skip(Obstacles.Count == 1 ? 1 : 0);
            foreach (var line in lines)
                text.Append("\n  ").Append(line);
            if (obstacle.Place != "")
                text.Append(Obstacles.Count == 1 ? $"\n  at {obstacle.Place}" : $" ({obstacle.Place})");
        }
        foreach (var remedy in told.Select(o => o.Remedy).Where(r => r != "").Distinct())
            text.Append("\n  remedy: ").Append(remedy);
    }

    // Names the other obstacles by file, line and SQLSTATE if that fits on the screen; else by file name; else by the file's timestamp.
    private string Others(int told)
    {
        string[] headlines = [.. Obstacles.Skip(told).Select(o => o.Headline)];
        var lines = ((Func<string, string>[])[NameWithCode, Name, Timestamp]).Select(name => Fill(headlines.Select(name))).ToArray();
        var fitting = Array.Find(lines, l => l.Count <= MostLines) ?? lines[^1];
        var left = fitting.Skip(MostLines).Sum(l => l.Split(", ").Length);
        return string.Concat(fitting.Take(MostLines).Select(l => $"\n    {l}"))
            + (left == 0 ? "" : $"\n    and {left} more: see the evidence");
    }

    private static List<string> Fill(IEnumerable<string> names)
    {
        var lines = new List<string>();
        foreach (var name in names)
        {
            if (lines.Count == 0 || lines[^1].Length + name.Length + 2 > Width)
                lines.Add(name);
            else
                lines[^1] += $", {name}";
        }
        return lines;
    }

    private static string NameWithCode(string headline) =>
        Refusal().Match(headline) is { Success: true } of
            ? $"{of.Groups["name"]}.sql{of.Groups["place"]}{(of.Groups["code"].Success ? $" ({of.Groups["code"]})" : "")}"
            : headline;

    private static string Name(string headline) => Refusal().Match(headline) is { Success: true } of ? of.Groups["name"].Value : headline;

    private static string Timestamp(string headline) => Name(headline).Split('_')[0];

    // Matches the path of a file, the line and column if present, and the SQLSTATE if the server refused the statement.
    [GeneratedRegex(
        """\A(.*/)?(?<name>[^/]*)\.sql(?<place>(:\d+){0,2}):( (ERROR|FATAL) (?<code>\w{5}):)?""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Refusal();
}
