using System.Text.RegularExpressions;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>What policies conclude about tables whose rows belong to single users.</summary>
/// <param name="rules">The analysis of the policies' conditions.</param>
internal sealed partial class PersonalTables(RuleAnalysis rules)
{
    /// <summary>
    /// Whether a policy opens every row of the table for SELECT, as a directory of profiles, and no column is called like private data, as
    /// an e-mail address.
    /// </summary>
    public bool IsDirectory(Table table) =>
        rules.PoliciesOf(table.Name).Any(t => IsForSelect(t) && t.Policy!.Using?.Trim('(', ')') == "true")
        && !table.Columns.Any(c => Private().IsMatch(c.Name));

    /// <summary>
    /// The boolean columns that a policy for SELECT compares alone and whose name says that the row is public, each with the value of a row
    /// that is not public.
    /// </summary>
    public IReadOnlyDictionary<string, string> NotPublic(Table table) =>
        rules
            .PoliciesOf(table.Name)
            .Where(IsForSelect)
            .Select(t => t.Policy!.Using?.Trim('(', ')'))
            .Select(condition => table.Columns.FirstOrDefault(c => c.Category == 'B' && c.Name == condition && Public().IsMatch(c.Name)))
            .OfType<Column>()
            .DistinctBy(c => c.Name)
            .ToDictionary(c => c.Name, _ => "false", StringComparer.Ordinal);

    /// <summary>
    /// Whether a row gives its user rights on the rows of others, as a table of moderators does: policies of other tables look for the
    /// caller's row, without relating it to the row that they protect. A row that every user has, with a default in each such column, gives
    /// no such rights.
    /// </summary>
    public bool GivesRights(Table table)
    {
        var lookups = rules.Deciding.Where(l => l.Table == table.Name && l.Text.Policy?.Table != table.Name).ToList();
        var columns = lookups
            .SelectMany(l => l.Keys.Concat(Conditions.Of(l).SelectMany(c => c.Columns)))
            .Distinct()
            .Select(table.Find)
            .OfType<Column>()
            .Where(c => c.Category is not 'D')
            .ToList();
        return lookups.Count > 0
            && lookups.All(l => l.Keys.All(k => table.Find(k) is { Category: 'S' or 'E' }))
            && columns.All(c => c is { Category: 'S' or 'E' or 'B', Default: null });
    }

    private static bool IsForSelect(RuleText text) => text.Policy is { IsPermissive: true, Command: "select" or "all" };

    [GeneratedRegex("public|publish|visib|listed|discover|open", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Public();

    [GeneratedRegex(
        "mail|phone|mobile|address|street|birth|gender|ssn|iban|card|salary|income|passw|token|secret|(^|_)(ip|dob|lat|lng)$|itude$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Private();
}
