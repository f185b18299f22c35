using System.Globalization;
using System.Text;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Mutation;

namespace UsageRls.Tests;

/// <summary>
/// Formats a mutation report for the console: the score, and the mutants that were not killed. The evidence has the details.
/// </summary>
public static class MutationText
{
    // How many more survivors a failed test names after the first, and how many entries a console line lists; there may be hundreds.
    private const int Named = 10,
        Few = 2;

    /// <summary>The mutation report of a table in a few lines.</summary>
    public static string Render(GrantBaseline baseline, MutationReport report)
    {
        var text = new StringBuilder();
        var of = $"of {report.Table}, {baseline.ToString().ToLowerInvariant()} baseline";
        var counted = report.Valid - report.Count(MutantState.Equivalent);
        text.Append(
            report.Valid == 0
                ? $"mutation {of}: no mutant was tried"
                : Say($"mutation score {of}: {report.Score:P1}, {report.Killed} of {counted} mutants killed")
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"; {report.Count(MutantState.Survived)} survive, {report.Count(MutantState.Equivalent)} accepted as equivalent, "
                + $"{report.Count(MutantState.Invalid)} refused by the server"
        );
        text.Append(
            report.KeptAt is { } at
                ? $"; {KeptStages.From(at)}"
                : Say($"; {report.Elapsed.TotalSeconds:0.0} s, {report.PerSecond:0} mutants per second")
        );
        if (report.Killed > 0)
        {
            var killing = report.Claims.Count(c => c.Kills > 0);
            text.Append(CultureInfo.InvariantCulture, $"; {killing} of {report.Claims.Count} checks killed mutants")
                .Append(": for each mutant, only the first check that fails counts");
        }
        Line(
            text,
            "kinds of mutants that were not all killed",
            report.ByMutator.Where(m => m.Killed < m.Counted).Select(m => Say($"{m.Name} ({m.Killed} of {m.Counted})"))
        );
        Line(
            text,
            report.Reviewed ? "survived" : "survived, and no person has reviewed the mutants of these migrations",
            Some([.. report.Survivors.Select(r => r.Mutant.Name)])
        );
        Line(
            text,
            "checks that fail even without a mutant, so they cannot notice a mutant",
            Some([
                .. report
                    .Claims.Where(c => c.Before.Count > 0)
                    .Select(c => Say($"{c.Name}: {c.Before.Count} violations, first {c.Before[0]}")),
            ])
        );
        Line(text, "not run", Some([.. report.NotRun]));
        return text.ToString();
    }

    /// <summary>
    /// Describes the mutants that survived: the first with its SQL and advice, up to ten others by name. Empty if none survived.
    /// </summary>
    public static string Render(IEnumerable<MutantResult> survivors)
    {
        var all = survivors.ToArray();
        if (all.Length == 0)
            return "";
        var text = new StringBuilder(Render(all[0]));
        foreach (var other in all.Skip(1).Take(Named))
            text.Append(CultureInfo.InvariantCulture, $"\n{other.Mutant.Name}");
        if (all.Length > Named + 1)
            text.Append(CultureInfo.InvariantCulture, $"\nand {all.Length - Named - 1} more");
        if (all.Length > 1)
            text.Append(CultureInfo.InvariantCulture, $"\nThe SQL of each mutant, and what to test, is in {EvidenceFolder.Html}#mutation");
        return text.ToString();
    }

    private static string Render(MutantResult survivor) =>
        $"""
            {survivor.Mutant.Name}
                {survivor.Mutant.Sql.ReplaceLineEndings("\n    ")}
                To notice it: {survivor.Mutant.Advice}
                If this mutant cannot change any behaviour, a person may accept it in {AcceptedFindings.File},
                with kind {FindingKind.Mutant}, id "{survivor.Mutant.Mutator}", object "{survivor.Mutant.Difference}".
            """;

    private static string[] Some(string[] all) =>
        all.Length <= Few ? all : [.. all.Take(Few), Say($"and {all.Length - Few} more: {EvidenceFolder.Html}#mutation")];

    private static void Line(StringBuilder text, string title, IEnumerable<string> parts)
    {
        var all = string.Join("; ", parts).ReplaceLineEndings(" ");
        if (all != "")
            text.Append(CultureInfo.InvariantCulture, $"\n  {title}: {all}");
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
