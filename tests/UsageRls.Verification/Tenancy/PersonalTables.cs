using System.Text.RegularExpressions;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>
/// Concludes from policies and names which rows of personal tables are public, and in which tables a row gives its user rights on other
/// users' rows.
/// </summary>
/// <param name="rules">The analysis of the policies' conditions.</param>
/// <param name="inspectors">Finds tables whose rows let a user read other users' rows.</param>
internal sealed partial class PersonalTables(RuleAnalysis rules, InspectorTables inspectors)
{
    /// <summary>
    /// Returns the boolean columns whose name suggests that a row is public, if a policy for SELECT has the column as its whole condition.
    /// Each column comes with <c>false</c>, its value in a row that is not public.
    /// </summary>
    public IReadOnlyDictionary<string, string> NotPublic(Table table) =>
        rules
            .PoliciesOf(table.Name)
            .Select(t => t.Policy!)
            .Where(p => p.OpensSelect)
            .Select(p => table.Columns.FirstOrDefault(c => c.Category == 'B' && p.TestsOnly(c.Name) && TenancyWords.SayPublic(c.Name)))
            .OfType<Column>()
            .DistinctBy(c => c.Name)
            .ToDictionary(c => c.Name, _ => "false", StringComparer.Ordinal);

    /// <summary>
    /// Returns why a row gives its user rights on other users' rows, as for an inspector or a moderator; null if it gives none.
    /// </summary>
    public string? RightsBecause(Table table) =>
        inspectors.Contains(table) ? "it refers to a catalog, and only policies for SELECT look up the caller's rows in it"
        : IsOfStaff(table) ? "its name is usual for a table of staff, and policies of other tables look up the caller's row in it"
        : null;

    // Policies of other tables must look up the caller's row in this table. The columns that these queries return, or compare with other
    // values, must be texts or enums: an id would refer to the row that the policy protects. Apart from dates, the columns that the queries
    // use must have no default: a default, such as for the role in a profile, suggests that every user has a row.
    private bool IsOfStaff(Table table)
    {
        var lookups = rules.Deciding.Where(l => l.Table == table.Name && l.Text.Policy?.Table != table.Name).ToList();
        var columns = lookups
            .SelectMany(l => l.Keys.Concat(Conditions.Find(l).SelectMany(c => c.Columns)))
            .Distinct()
            .Select(table.Find)
            .OfType<Column>()
            .Where(c => c.Category is not 'D')
            .ToList();
        return Staff().IsMatch(table.Name.Name)
            && lookups.Count > 0
            && lookups.All(l => l.Keys.All(k => table.Find(k) is { Category: 'S' or 'E' }))
            && columns.All(c => c is { Category: 'S' or 'E' or 'B', Default: null });
    }

    [GeneratedRegex("admin|moderator|staff|role|permission|operator|support|editor|reviewer|employee", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Staff();
}
