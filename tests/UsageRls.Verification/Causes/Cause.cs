using System.Globalization;
using System.Text;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Causes;

/// <summary>One defect with all findings that it explains.</summary>
/// <param name="Object">
/// The responsible object, for example <c>policy "Shared events" on public.invoices</c>; if none was found, the object that the findings
/// are about.
/// </param>
/// <param name="Severity">The highest severity of the findings.</param>
/// <param name="Findings">The findings that the defect explains, worst first.</param>
public sealed record Cause(string Object, Severity Severity, IReadOnlyList<Finding> Findings)
{
    // The lines that fit on about one screen.
    private const int Screen = 30;

    // Limits that keep the text of one defect short enough to read.
    private const int MostLines = 36,
        MostSentences = 6,
        MostSql = 20,
        Widest = 400;

    private static readonly string[] s_acting = ["view ", "materialized view ", "function "];

    /// <summary>The object responsible for the defect; null if none was found.</summary>
    public Responsible? Responsible => Findings.Select(f => f.Responsible).FirstOrDefault(r => r is not null);

    private string Headline => $"{Severity.ToString().ToUpperInvariant()}: {(Responsible is { } rule ? rule.Explain() : Object)}";

    /// <summary>Groups findings by cause, worst cause first.</summary>
    public static IReadOnlyList<Cause> From(IEnumerable<Finding> findings) =>
        [
            .. Attributed([.. findings])
                .GroupBy(f => f.Object, f => f.Finding, StringComparer.Ordinal)
                .Select(g => new Cause(
                    g.Key,
                    g.Max(f => f.Severity),
                    [
                        .. g.OrderByDescending(f => f.Severity)
                            .ThenBy(f => f.Example?.Length ?? int.MaxValue)
                            .ThenBy(f => f.Id, StringComparer.Ordinal),
                    ]
                ))
                .OrderByDescending(c => c.Severity)
                .ThenBy(c => c.Responsible is null)
                .ThenByDescending(c => c.Findings.Count)
                .ThenBy(c => c.Object, StringComparer.Ordinal),
        ];

    // A finding of a probe (an attack on one table), of the twin worlds or of a lint has no responsible object of its own: it takes the
    // responsible object that the isolation checks found for the same table, policy, view or function.
    private static IEnumerable<(string Object, Finding Finding)> Attributed(Finding[] findings)
    {
        string[] known =
        [
            .. findings
                .Where(f => f.Responsible is { Kind: not ResponsibleKind.Unknown })
                .OrderByDescending(f => f.Severity)
                .Select(f => f.Responsible!.Object)
                .Distinct(StringComparer.Ordinal),
        ];
        foreach (var finding in findings)
        {
            var of = finding.Responsible?.Object ?? Array.Find(known, k => IsOf(finding, k)) ?? OfSameError(finding, findings);
            yield return (of ?? finding.Object, finding);
        }
    }

    // A lint finding that quotes the error of a policy has the same cause as the finding for a statement that failed with that error.
    private static string? OfSameError(Finding finding, Finding[] findings)
    {
        if (!finding.Id.StartsWith($"{FindingKind.Lint}/", StringComparison.Ordinal))
            return null;
        if (finding.Sentence.Split("fails for ") is not [_, var rest])
            return null;
        var error = rest[(rest.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim(' ', '.');
        return findings
            .Where(f => f.Responsible is not null && error.Length > 0 && f.Sentence.Contains(error, StringComparison.Ordinal))
            .Select(f => f.Responsible!.Object)
            .FirstOrDefault();
    }

    private static bool IsOf(Finding finding, string responsible)
    {
        // A finding about a view or function has the cause with that object's name. A finding about a table has the policy, grant or flag
        // of that table as its cause only if a probe or the twin worlds report the finding.
        if (responsible.EndsWith($" {finding.Object}", StringComparison.Ordinal) && !responsible.Contains(" on ", StringComparison.Ordinal))
            return s_acting.Any(kind => responsible.StartsWith(kind, StringComparison.Ordinal));
        var table = responsible.Split(' ')[^1];
        if (finding.Object == table)
        {
            return finding.Id.StartsWith($"{FindingKind.Probe}/", StringComparison.Ordinal)
                || finding.Id.StartsWith($"{FindingKind.SideChannel}/", StringComparison.Ordinal);
        }
        // The object of a lint finding about a policy is "<table> <policy>", or "<table that the policy reads> asked by <table> <policy>".
        var about = finding.Object.Split(" asked by ")[^1];
        return about.StartsWith($"{table} ", StringComparison.Ordinal)
            && responsible.Contains(about[(table.Length + 1)..].Trim('"'), StringComparison.Ordinal);
    }

    /// <summary>
    /// Returns each cause as text for the console. The first one is in full. Further critical and high causes are in full until a screen is
    /// filled, in three lines until a second one is filled, and then in one line, as all less severe causes.
    /// </summary>
    public static IEnumerable<string> Tell(IEnumerable<Cause> causes)
    {
        var told = 0;
        foreach (var (place, cause) in causes.Index())
        {
            string[] forms = [cause.Explain(), cause.Shorten(), cause.Summarize()];
            bool Fits(string form, int screens) => told + form.Count(c => c == '\n') <= screens * Screen;
            var text =
                place == 0 ? forms[0]
                : !cause.Severity.IsGrave ? forms[2]
                : Fits(forms[0], 1) ? forms[0]
                : Fits(forms[1], 2) ? forms[1]
                : forms[2];
            told += text.Count(c => c == '\n') + 1;
            yield return text;
        }
    }

    /// <summary>
    /// Returns the cause as text: the responsible object, the findings, one counterexample to paste into psql, and the remedy.
    /// </summary>
    public string Explain()
    {
        var text = new StringBuilder(Headline);
        foreach (var sentence in Findings.Select(f => $"{f.Id}: {f.Sentence}").Distinct().Take(MostSentences))
            text.Append("\n  ").Append(Cut(sentence));
        if (Findings.Count > MostSentences)
            text.Append(CultureInfo.InvariantCulture, $"\n  and {Findings.Count - MostSentences} more findings: see the evidence");
        if (Findings.Select(f => f.Example).FirstOrDefault(e => e is not null) is { } example)
        {
            var lines = example.ReplaceLineEndings("\n").Split('\n');
            text.Append("\n  to see it in psql:");
            foreach (var line in lines.Take(MostSql))
                text.Append("\n    ").Append(line);
            if (lines.Length > MostSql)
                text.Append("\n    …");
        }
        text.Append("\n  remedy: ").Append(Cut(Findings[0].Remedy.ReplaceLineEndings(" ")));
        return string.Join('\n', text.ToString().Split('\n').Take(MostLines));
    }

    private string Shorten() =>
        string.Join(
            '\n',
            Headline.Split('\n')[0],
            $"  {Cut($"{Findings[0].Id}: {Findings[0].Sentence}")}",
            $"  remedy: {Cut(Findings[0].Remedy.ReplaceLineEndings(" "))}"
        );

    private string Summarize() => $"{Severity.ToString().ToUpperInvariant()}: {Object}: {Cut($"{Findings[0].Id}: {Findings[0].Sentence}")}";

    private static string Cut(string text) => text.Length <= Widest ? text : string.Concat(text.AsSpan(0, Widest), "…");
}
