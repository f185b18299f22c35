using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>A table whose rows are roles, to which memberships refer.</summary>
/// <param name="Key">
/// The foreign key from the memberships to the roles; if <see cref="IsNamed"/>, the columns that queries compare in its place.
/// </param>
/// <param name="Permissions">
/// The foreign keys to the roles from the tables that hold the permissions of each role; empty if the roles' own columns decide.
/// </param>
/// <param name="Words">The texts in policies that may be names of permissions.</param>
public sealed record RoleTable(ForeignKey Key, IReadOnlyList<ForeignKey> Permissions, IReadOnlyList<string> Words)
{
    /// <summary>Whether the memberships hold the name of a role, with no foreign key to the table of roles.</summary>
    public bool IsNamed { get; init; }

    /// <summary>The columns of the roles that list permissions: arrays of texts, and JSON documents.</summary>
    public IReadOnlyList<Column> Lists { get; init; } = [];
}
