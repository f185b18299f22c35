using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Lints;

/// <summary>The description of a lint, from the comments at the top of its file.</summary>
/// <param name="What">What the lint finds: the text before the first key.</param>
/// <param name="Why">Why a finding matters.</param>
/// <param name="Repair">How to repair a finding.</param>
/// <param name="Accept">When a finding may be accepted.</param>
/// <param name="Splinter">
/// The number and name of each lint of Supabase (Splinter) that finds the same defect, as <c>supabase db advisors</c> shows them; empty if
/// there is none.
/// </param>
/// <param name="Severities">The severities that the lint's findings can have, worst first.</param>
public sealed record LintHeader(
    string What,
    string Why,
    string Repair,
    string Accept,
    IReadOnlyList<string> Splinter,
    IReadOnlyList<string> Severities
)
{
    /// <summary>
    /// Why a finding of the lint does not fail the run if the intent file describes the finding's table: other checks test the same access.
    /// Empty if the file has no <c>Intent</c> line.
    /// </summary>
    public string Intent { get; init; } = "";

    private static readonly string[] s_severities = ["critical", "high", "medium", "low", "note"];

    /// <summary>Parses the header of a lint's file.</summary>
    /// <exception cref="FormatException">A required part of the header is missing.</exception>
    public static LintHeader Parse(Lint lint)
    {
        var header = SqlHeader.Parse($"Lints/{lint.Id}.sql", lint.Sql, "Why", "Repair", "Accept", "Intent", "Splinter");
        var splinter = header.Require("Splinter");
        return new LintHeader(
            header.Title,
            header.Require("Why"),
            header.Require("Repair"),
            header.Require("Accept"),
            splinter == "none" ? [] : splinter.Split(", "),
            [.. s_severities.Where(s => lint.Sql.Contains($"'{s}'", StringComparison.Ordinal))]
        )
        {
            Intent = header.Take("Intent"),
        };
    }
}
