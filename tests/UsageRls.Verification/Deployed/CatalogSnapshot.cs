using System.Security.Cryptography;
using System.Text;

namespace UsageRls.Verification.Deployed;

/// <summary>The catalog of a database at one moment.</summary>
/// <param name="Server">The server's version, for example 17.6.</param>
/// <param name="Login">The role that read the catalog.</param>
/// <param name="Items">The items of the catalog that are compared.</param>
/// <param name="Privileges">The privileges of the API roles.</param>
public sealed record CatalogSnapshot(
    Version Server,
    string Login,
    IReadOnlyDictionary<(string Kind, string Identity), CatalogItem> Items,
    IReadOnlySet<HeldPrivilege> Privileges
)
{
    /// <summary>The migrations in the database's history; null if there is no history, or if the login may not read it.</summary>
    public IReadOnlyList<AppliedMigration>? History { get; init; }

    /// <summary>The reason why <see cref="History"/> is null; empty if it is not null.</summary>
    public string WithoutHistory { get; init; } = "";

    /// <summary>The SHA-256 digest of all items that are compared.</summary>
    public string Sha256 { get; } =
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join('\n', Items.Values.Select(i => $"{i.Kind}\0{i.Identity}\0{i.Definition}").Order(StringComparer.Ordinal))
                )
            )
        );

    /// <summary>Whether the catalog has an item of the same kind and identity, with any definition.</summary>
    public bool Has(CatalogItem item) => Items.ContainsKey(item.Key);

    /// <summary>Whether the catalog has an item of a kind and identity.</summary>
    public bool Has(string kind, string identity) => Items.ContainsKey((kind, identity));
}
