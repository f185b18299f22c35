using System.Security.Cryptography;
using System.Text;

namespace UsageRls.Verification.Deployed;

/// <summary>The catalog of a database at one moment.</summary>
/// <param name="Server">The server's version, as 17.6.</param>
/// <param name="Login">The role that read it.</param>
/// <param name="Items">Everything that is compared.</param>
/// <param name="Privileges">The privileges of the API's roles.</param>
public sealed record CatalogSnapshot(
    Version Server,
    string Login,
    IReadOnlyDictionary<(string Kind, string Identity), CatalogItem> Items,
    IReadOnlySet<HeldPrivilege> Privileges
)
{
    /// <summary>The migrations that the database's history names; null if there is no history, or the login may not read it.</summary>
    public IReadOnlyList<AppliedMigration>? History { get; init; }

    /// <summary>Why there is no history, for a person; empty if there is one.</summary>
    public string WithoutHistory { get; init; } = "";

    /// <summary>A digest of everything that is compared.</summary>
    public string Sha256 { get; } =
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join('\n', Items.Values.Select(i => $"{i.Kind}\0{i.Identity}\0{i.Definition}").Order(StringComparer.Ordinal))
                )
            )
        );

    /// <summary>Whether the catalog has it, whatever it says there.</summary>
    public bool Has(CatalogItem item) => Items.ContainsKey(item.Key);

    /// <summary>Whether the catalog has a thing of a kind and name.</summary>
    public bool Has(string kind, string identity) => Items.ContainsKey((kind, identity));
}
