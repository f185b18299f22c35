using System.Globalization;
using System.Text;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation;

namespace UsageRls.Tests;

/// <summary>A mutation report for the console.</summary>
public static class MutationText
{
    /// <summary>The score, its parts, survivors, and what the claims were worth.</summary>
    public static string Of(Baseline baseline, MutationReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"mutation score on the {baseline.ToString().ToLowerInvariant()} baseline: {report.Score:P1}, {report.Killed} of {report.Valid - report.Count(MutantState.Equivalent)} killed");
        text.Append(CultureInfo.InvariantCulture, $" ({report.Count(MutantState.Invalid)} invalid, {report.Count(MutantState.Equivalent)} equivalent) in {report.Elapsed.TotalSeconds:0.0} s, {report.PerSecond:0} mutants a second");
        Table(text, "by mutator", report.ByMutator);
        Table(text, "by object", report.ByObject);
        Lines(text, "survived" + (report.Reviewed ? "" : " (unreviewed: nobody has looked at these migrations' mutants)"), report.Survivors.Select(Of));
        Lines(text, "invalid: the server refuses them", report.Results.Where(r => r.State == MutantState.Invalid).Select(r => $"{r.Mutant.Name}: {r.Because}"));
        Lines(text, "equivalent: signed off", report.Equivalent.Select(r => $"{r.Mutant.Name}: {r.Because}"));
        Lines(text, "fails before any mutation, so that this part of a claim cannot kill", report.Claims.Where(c => c.Before.Count > 0)
            .Select(c => $"{c.Name}: {c.Before[0]}{(c.Before.Count > 1 ? $" (and {c.Before.Count - 1} more)" : "")}"));
        Lines(text, "never killed anything", report.Idle.Select(c => $"{c.Name} ({c.Reached} mutants left when it was its turn)"));
        Lines(text, "not run", report.NotRun);
        Lines(text, "kills by claim, and how long a mutant took until then", report.Claims.Where(c => c.Kills > 0).Select(c => string.Create(CultureInfo.InvariantCulture,
            $"{c.Kills,4}  {report.Results.Where(r => r.By == c.Name).Average(r => r.Time.TotalMilliseconds),6:0.0} ms  {c.Name}")));
        return text.ToString();
    }

    /// <summary>A mutant that survived: what it is, its SQL, what to try.</summary>
    public static string Of(MutantResult survivor) =>
        $"{survivor.Mutant.Name}\n        {survivor.Mutant.Sql.ReplaceLineEndings("\n        ")}\n        Try: {survivor.Mutant.Advice}";

    private static void Table(StringBuilder text, string title, IReadOnlyList<ScoreLine> lines)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n  {title}");
        foreach (var line in lines) text.Append(CultureInfo.InvariantCulture, $"\n    {line.Killed,4} of {line.Counted,-4} {line.Name}");
    }

    private static void Lines(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var all = lines.ToArray();
        if (all.Length == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"\n  {title}");
        foreach (var line in all) text.Append(CultureInfo.InvariantCulture, $"\n    {line}");
    }
}
