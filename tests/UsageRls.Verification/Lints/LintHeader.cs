using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Lints;

/// <summary>The description of a lint, from the comments at the top of its file.</summary>
/// <param name="What">What it finds: the first line.</param>
/// <param name="Why">Why that matters.</param>
/// <param name="Repair">How to repair it.</param>
/// <param name="Accept">When to live with it.</param>
/// <param name="Splinter">
/// Supabase's lints that find the same, by the names that <c>supabase db advisors</c> shows with their numbers; empty if there is none.
/// </param>
/// <param name="Severities">What its findings can be, worst first.</param>
public sealed record LintHeader(
    string What,
    string Why,
    string Repair,
    string Accept,
    IReadOnlyList<string> Splinter,
    IReadOnlyList<string> Severities
)
{
    /// <summary>The statement of an intent that answers the lint for its table; empty for most lints, which no intent answers.</summary>
    public string Intent { get; init; } = "";

    private static readonly string[] s_severities = ["critical", "high", "medium", "low", "note"];

    /// <summary>Reads the header of a lint.</summary>
    /// <exception cref="FormatException">A part is missing.</exception>
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
