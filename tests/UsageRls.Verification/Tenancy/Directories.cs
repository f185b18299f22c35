using System.Text.RegularExpressions;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>
/// Concludes from policies, privileges and names which tables are directories. A directory is a table of users or tenants: a policy opens
/// all its rows to a database role, and no column that the API may read has a name that suggests private data, such as <c>phone</c>.
/// </summary>
/// <param name="rules">The analysis of the policies' conditions.</param>
/// <param name="users">The columns that name users.</param>
/// <param name="readable">By table, the columns that <c>anon</c> or <c>authenticated</c> may read.</param>
internal sealed partial class Directories(
    RuleAnalysis rules,
    UserColumns users,
    IReadOnlyDictionary<TableName, IReadOnlySet<string>> readable
)
{
    private static readonly string[] s_everybody = [DatabaseRole.Anon, DatabaseRole.Authenticated];

    /// <summary>
    /// Returns the database roles to which a policy opens every row of a directory of users; none for other tables. Such a directory has at
    /// most one row for each user. Its name is usual for a directory, such as <c>profiles</c>, or the policy's name says for whom the rows
    /// are: "cards are for everybody"; such a policy may leave out rows, such as those of users who block the caller.
    /// </summary>
    public IReadOnlyList<string> OfUsers(Table table)
    {
        var isUsual = Users().IsMatch(table.Name.Name);
        return users.IsPerUser(table) ? Opened(table, p => (isUsual && p.TestsOnly("true")) || TenancyWords.SayEverybody(p.Name)) : [];
    }

    /// <summary>
    /// Returns the database roles to which a policy opens every row of a directory of tenants; none for other tables of tenants. A table of
    /// tenants is a directory only if a policy of another table tests whether a row, such as a product of a shop, is published, and if no
    /// column that the API may read has a name that suggests business data, such as <c>billing</c>.
    /// </summary>
    public IReadOnlyList<string> OfTenants(Table table) =>
        !IsAnyReadable(table, Business()) && rules.Policies.Any(t => t.Policy!.Table != table.Name && Publishes(t.Policy))
            ? Opened(table, p => p.TestsOnly("true"))
            : [];

    private IReadOnlyList<string> Opened(Table table, Func<Policy, bool> opens) =>
        IsAnyReadable(table, Private())
            ? []
            :
            [
                .. rules
                    .PoliciesOf(table.Name)
                    .Where(t => t.Policy!.OpensSelect && opens(t.Policy))
                    .SelectMany(t => t.Policy!.Roles)
                    .SelectMany(r => r == "public" ? s_everybody : [r])
                    .Distinct(StringComparer.Ordinal),
            ];

    private bool IsAnyReadable(Table table, Regex name) =>
        table.Columns.Any(c => name.IsMatch(c.Name) && readable.GetValueOrDefault(table.Name)?.Contains(c.Name) == true);

    // Whether a policy tests whether a row is published, or tests only the row's own columns and has a name that says so, such as "what is
    // on sale is public".
    private static bool Publishes(Policy policy) =>
        policy is { OpensSelect: true, Using: { } condition }
        && (
            Published().IsMatch(condition)
            || (TenancyWords.SayPublic(policy.Name) && !policy.TestsOnly("true") && !CallOrQuery().IsMatch(condition))
        );

    [GeneratedRegex(@"\w\(|\bselect\b", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex CallOrQuery();

    [GeneratedRegex("profile|people|person|author|^users$", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Users();

    [GeneratedRegex(
        "'(published|public)'|\\b(is_)?published(_at)?\\b|\\bis_public\\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Published();

    [GeneratedRegex(
        "mail|phone|mobile|address|street|birth|gender|ssn|iban|card|salary|income|passw|token|secret|(^|_)(ip|dob|lat|lng)$|itude$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Private();

    [GeneratedRegex(
        "stripe|billing|customer|tax|vat|balance|plan|subscription|settings|config|quota|limit|key$",
        RegexOptions.IgnoreCase,
        5_000
    )]
    private static partial Regex Business();
}
