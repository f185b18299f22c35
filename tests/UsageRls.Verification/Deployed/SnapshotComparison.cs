using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Deployed;

/// <summary>The result of comparing two catalogs.</summary>
/// <param name="Application">The differences that belong to the application.</param>
/// <param name="Platform">The differences that belong to the platform.</param>
/// <param name="Equal">For each kind of item, how many items are equal in both catalogs.</param>
internal sealed record SnapshotComparison(
    IReadOnlyList<CatalogDifference> Application,
    IReadOnlyList<CatalogDifference> Platform,
    IReadOnlyList<(string Kind, int Number)> Equal
)
{
    private const int MaintainSince = 17;

    private static readonly HashSet<string> s_whole = new(StringComparer.Ordinal)
    {
        "table",
        "foreign table",
        "view",
        "materialized view",
        "function",
        "procedure",
        "aggregate",
        "sequence",
        "schema",
        "role",
        "type",
        "publication",
    };

    /// <summary>Compares the deployed catalog with the catalog that the migrations make.</summary>
    public static SnapshotComparison Compare(CatalogSnapshot expected, CatalogSnapshot deployed, Attribution attribution)
    {
        // The privilege MAINTAIN exists since PostgreSQL 17, so it is compared only if both servers have it, or neither.
        var isMaintainCompared = expected.Server.Major >= MaintainSince == deployed.Server.Major >= MaintainSince;
        var login = SqlText.Identifier(deployed.Login);
        var (application, platform, equal) = (
            new List<CatalogDifference>(),
            new List<CatalogDifference>(),
            new SortedDictionary<string, int>(StringComparer.Ordinal)
        );
        foreach (var key in expected.Items.Keys.Union(deployed.Items.Keys))
        {
            if (!isMaintainCompared && key.Identity.StartsWith("maintain on ", StringComparison.Ordinal))
                continue;
            var (here, there) = (expected.Items.GetValueOrDefault(key), deployed.Items.GetValueOrDefault(key));
            if (here is null && IsOfLogin(there!, login))
                continue;
            // If a role exists in one catalog only, its built-in default privileges are not reported beside the role itself.
            if ((here is null || there is null) && (here ?? there!) is { Kind: "default privilege", Schema: "PostgreSQL" } item)
            {
                var role = ("role", item.Object.Trim('"'));
                if (expected.Items.ContainsKey(role) != deployed.Items.ContainsKey(role))
                    continue;
            }
            if (here is not null && there is not null && here.Definition == there.Definition)
                equal[key.Kind] = equal.GetValueOrDefault(key.Kind) + 1;
            else
                (attribution.IsApplications(here, there) ? application : platform).Add(new CatalogDifference(here, there));
        }

        return new SnapshotComparison(
            WithPrivileges(Fold([.. application.Select(d => WithKept(d, expected, deployed))]), expected, deployed),
            Fold(platform),
            [.. equal.Select(e => (e.Key, e.Value))]
        );
    }

    // Whether an item is the login with which the suite reads the deployed catalog, or a membership or privilege of this login.
    private static bool IsOfLogin(CatalogItem item, string login) =>
        item.Kind is "role" or "membership" or "default privilege"
            ? item.Object == login
            : item.Kind.EndsWith(" privilege", StringComparison.Ordinal)
                && item.Identity.EndsWith($" to {login}", StringComparison.Ordinal);

    // Adds to the difference of a view or routine the items that are equal in both catalogs, but that the view or routine loses when it is
    // dropped and created again, such as its grants.
    private static CatalogDifference WithKept(CatalogDifference difference, CatalogSnapshot expected, CatalogSnapshot deployed) =>
        difference is { Expected: { Shape: not "" } item, Deployed: { } other } && (item.Alter is null || item.Shape != other.Shape)
            ? difference with
            {
                Kept =
                [
                    .. expected.Items.Values.Where(i =>
                        i.Object == item.Object && i.Key != item.Key && deployed.Items.GetValueOrDefault(i.Key)?.Definition == i.Definition
                    ),
                ],
            }
            : difference;

    // If one catalog lacks an object, the differences of its dependent items become parts of the object's difference: for a table, those of
    // its columns, policies and grants; for a column, that of its default.
    private static IReadOnlyList<CatalogDifference> Fold(List<CatalogDifference> differences)
    {
        var whole = differences
            .Where(d => (s_whole.Contains(d.Item.Kind) || d.Item.Kind == "column") && (d.Expected is null || d.Deployed is null))
            .GroupBy(d => d.Item.Kind == "column" ? d.Item.Identity : d.Item.Object)
            .ToDictionary(g => g.Key, g => g.First());
        CatalogDifference? WholeOf(CatalogDifference d) =>
            whole.TryGetValue(d.Item.Object, out var of) && of != d ? of
            : d.Item.Kind is "default" or "identity" or "not null" ? whole.GetValueOrDefault(d.Item.Identity)
            : null;

        var parts = differences.Where(d => WholeOf(d) is not null).ToLookup(d => WholeOf(d)!);
        return
        [
            .. differences
                .Where(d => WholeOf(d) is null)
                .Select(d => parts.Contains(d) ? d with { Parts = [.. parts[d]] } : d)
                .OrderBy(d => d.Item.Object, StringComparer.Ordinal)
                .ThenBy(d => d.Item.Rank),
        ];
    }

    // Adds to each difference the privileges that API roles gain or lose on the object that differs, except if only a policy, index or
    // similar part differs. If a role or a schema differs, adds the privileges of that role, or the privileges in that schema, on objects
    // that do not differ themselves.
    private static IReadOnlyList<CatalogDifference> WithPrivileges(
        IReadOnlyList<CatalogDifference> differences,
        CatalogSnapshot expected,
        CatalogSnapshot deployed
    )
    {
        var (gained, lost) = (
            deployed.Privileges.Except(expected.Privileges).ToArray(),
            expected.Privileges.Except(deployed.Privileges).ToArray()
        );
        var objects = differences.Select(d => d.Item.Object).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. differences.Select(d =>
                d with
                {
                    Gained =
                    [
                        .. gained
                            .Where(p => Tells(d, p))
                            .OrderBy(p => p.Object, StringComparer.Ordinal)
                            .ThenBy(p => p.Role, StringComparer.Ordinal)
                            .ThenBy(p => p.Privilege, StringComparer.Ordinal),
                    ],
                    Lost =
                    [
                        .. lost.Where(p => Tells(d, p))
                            .OrderBy(p => p.Object, StringComparer.Ordinal)
                            .ThenBy(p => p.Role, StringComparer.Ordinal)
                            .ThenBy(p => p.Privilege, StringComparer.Ordinal),
                    ],
                }
            ),
        ];

        bool Tells(CatalogDifference difference, HeldPrivilege privilege)
        {
            var item = difference.Item;
            if (item.Object == privilege.Object)
            {
                if (item.Kind.EndsWith(" privilege", StringComparison.Ordinal))
                    return item.Identity.StartsWith($"{privilege.Privilege.Split(' ')[0]} on ", StringComparison.Ordinal);
                return item.Kind
                    is not (
                        "policy"
                        or "row level security"
                        or "force row level security"
                        or "index"
                        or "constraint"
                        or "trigger"
                        or "default"
                        or "not null"
                    );
            }

            if (objects.Contains(privilege.Object))
                return false;
            return item.Kind switch
            {
                "role" or "membership" => item.Object == privilege.Role,
                "schema" or "schema privilege" => privilege.Object.StartsWith($"{item.Object}.", StringComparison.Ordinal),
                _ => false,
            };
        }
    }
}
