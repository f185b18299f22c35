using System.Globalization;
using System.Text;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Causes;

/// <summary>A defect, once: what is responsible, what it lets happen, and how much of a run it explains.</summary>
/// <param name="Object">
/// What is responsible, as <c>policy "Shared events" on public.invoices</c>; where that is not known, what the findings are about.
/// </param>
/// <param name="Severity">The worst of its findings.</param>
/// <param name="Findings">Its findings, the worst first.</param>
public sealed record Cause(string Object, Severity Severity, IReadOnlyList<Finding> Findings)
{
    // What a person reads of one defect before deciding to read on.
    private const int MostLines = 30,
        MostSentences = 6,
        MostSql = 10,
        Widest = 400;

    private static readonly string[] s_acting = ["view ", "materialized view ", "function "];

    /// <summary>The responsible object, if one was found.</summary>
    public Responsible? Responsible => Findings.Select(f => f.Responsible).FirstOrDefault(r => r is not null);

    private string Headline => $"{Severity.ToString().ToUpperInvariant()}: {(Responsible is { } rule ? rule.Explain() : Object)}";

    /// <summary>The causes of findings, worst first: each once, however many findings it has.</summary>
    public static IReadOnlyList<Cause> Of(IEnumerable<Finding> findings) =>
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

    // What probes, twin worlds and lints find on a table, or name after the policy, has the cause that isolation has found there.
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

    // A lint that quotes the error by which a policy fails has the cause of the statement that failed by it.
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
        // A view or function is what it is called; of a table, only some findings have its policy as their cause.
        if (responsible.EndsWith($" {finding.Object}", StringComparison.Ordinal) && !responsible.Contains(" on ", StringComparison.Ordinal))
            return s_acting.Any(kind => responsible.StartsWith(kind, StringComparison.Ordinal));
        var table = responsible.Split(' ')[^1];
        if (finding.Object == table)
        {
            return finding.Id.StartsWith($"{FindingKind.Probe}/", StringComparison.Ordinal)
                || finding.Id.StartsWith($"{FindingKind.SideChannel}/", StringComparison.Ordinal);
        }
        // A lint's object names the table and the policy, perhaps after what the policy asks.
        var about = finding.Object.Split(" asked by ")[^1];
        return about.StartsWith($"{table} ", StringComparison.Ordinal)
            && responsible.Contains(about[(table.Length + 1)..].Trim('"'), StringComparison.Ordinal);
    }

    /// <summary>
    /// The cause for a person: what is responsible, what it lets happen, one counterexample to paste into psql, the remedy.
    /// </summary>
    public string Explain()
    {
        var text = new StringBuilder(Headline);
        foreach (var sentence in Findings.Select(f => $"{f.Id}: {f.Sentence}").Distinct().Take(MostSentences))
            text.Append("\n  ").Append(Cut(sentence));
        if (Findings.Count > MostSentences)
            text.Append(CultureInfo.InvariantCulture, $"\n  and {Findings.Count - MostSentences} findings more, in the evidence");
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

    /// <summary>The cause in three lines, where another was told in full.</summary>
    public string Shorten() =>
        string.Join(
            '\n',
            Headline.Split('\n')[0],
            $"  {Cut($"{Findings[0].Id}: {Findings[0].Sentence}")}",
            $"  remedy: {Cut(Findings[0].Remedy.ReplaceLineEndings(" "))}"
        );

    /// <summary>The cause in a line: for one that matters less than what is told in full.</summary>
    public string Summarize() => $"{Severity.ToString().ToUpperInvariant()}: {Object}: {Cut($"{Findings[0].Id}: {Findings[0].Sentence}")}";

    private static string Cut(string text) => text.Length <= Widest ? text : string.Concat(text.AsSpan(0, Widest), "…");
}
