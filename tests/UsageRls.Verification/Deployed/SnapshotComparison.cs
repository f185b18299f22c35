using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Deployed;

/// <summary>Two catalogs, compared.</summary>
/// <param name="Application">What differs and is the application's.</param>
/// <param name="Platform">What differs and is the platform's.</param>
/// <param name="Equal">How many of each kind are equal.</param>
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

    /// <summary>Compares the deployed catalog with what the migrations made.</summary>
    public static SnapshotComparison Of(CatalogSnapshot expected, CatalogSnapshot deployed, Attribution attribution)
    {
        // Servers before 17 do not know the privilege, and hold nobody back.
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
            // The login that reads is there to read, and is named nowhere.
            if (here is null && there!.Object == login && there is { Kind: "role" or "membership" or "default privilege" })
                continue;
            if (here is not null && there is not null && here.Definition == there.Definition)
                equal[key.Kind] = equal.GetValueOrDefault(key.Kind) + 1;
            else
                (attribution.IsApplications(here, there) ? application : platform).Add(new CatalogDifference(here, there));
        }

        return new SnapshotComparison(
            WithPrivileges(Fold(application), expected, deployed),
            platform,
            [.. equal.Select(e => (e.Key, e.Value))]
        );
    }

    // Of a table that is missing, its columns, policies and grants are no news of their own.
    private static IReadOnlyList<CatalogDifference> Fold(List<CatalogDifference> differences)
    {
        var whole = differences
            .Where(d => s_whole.Contains(d.Item.Kind) && (d.Expected is null || d.Deployed is null))
            .GroupBy(d => d.Item.Object)
            .ToDictionary(g => g.Key, g => g.First());
        var parts = differences.Where(d => whole.TryGetValue(d.Item.Object, out var of) && of != d).ToLookup(d => d.Item.Object);
        return
        [
            .. differences
                .Where(d => !whole.TryGetValue(d.Item.Object, out var of) || of == d)
                .Select(d => whole.ContainsKey(d.Item.Object) ? d with { Parts = [.. parts[d.Item.Object]] } : d)
                .OrderBy(d => d.Item.Object, StringComparer.Ordinal)
                .ThenBy(d => d.Item.Rank),
        ];
    }

    // What roles hold by it: of the object itself; of a role or schema, all that no difference of an object tells.
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
