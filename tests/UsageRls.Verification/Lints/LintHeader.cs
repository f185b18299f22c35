using System.Text.RegularExpressions;

namespace UsageRls.Verification.Lints;

/// <summary>What a lint's file says of it, in the comments at its top.</summary>
/// <param name="What">What it finds: the first line.</param>
/// <param name="Why">Why that matters.</param>
/// <param name="Repair">How to repair it.</param>
/// <param name="Accept">When to live with it.</param>
/// <param name="Splinter">Supabase's lints that find the like, by the names that <c>supabase db advisors</c> shows with their numbers; none where there is none.</param>
/// <param name="Severities">What its findings can be, worst first.</param>
public sealed partial record LintHeader(
    string What,
    string Why,
    string Repair,
    string Accept,
    IReadOnlyList<string> Splinter,
    IReadOnlyList<string> Severities
)
{
    private static readonly string[] s_severities = ["critical", "high", "medium", "low", "note"];

    /// <summary>Reads the header of a lint.</summary>
    /// <exception cref="FormatException">A part is missing.</exception>
    public static LintHeader Parse(Lint lint)
    {
        var parts = new Dictionary<string, string> { ["What"] = "" };
        var part = "What";
        foreach (var line in lint.Sql.Split('\n').TakeWhile(l => l.StartsWith("--", StringComparison.Ordinal)))
        {
            var text = line[2..].Trim();
            if (Part().Match(text) is { Success: true } start)
                (part, text) = (start.Groups["name"].Value, start.Groups["text"].Value);
            parts[part] = $"{parts.GetValueOrDefault(part)} {text}".Trim();
        }
        string Required(string name) =>
            parts.GetValueOrDefault(name) is { Length: > 0 } text
                ? text
                : throw new FormatException($"Lints/{lint.Id}.sql does not say: {name}.");

        var splinter = Required("Splinter");
        return new LintHeader(
            Required("What"),
            Required("Why"),
            Required("Repair"),
            Required("Accept"),
            splinter == "none" ? [] : splinter.Split(", "),
            [.. s_severities.Where(s => lint.Sql.Contains($"'{s}'", StringComparison.Ordinal))]
        );
    }

    [GeneratedRegex("^(?<name>Why|Repair|Accept|Splinter): (?<text>.*)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Part();
}
