using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>
/// Changes an attribute of an API role (for example BYPASSRLS), or makes the API role a member of another role (for example of a role to
/// which a policy gives access).
/// </summary>
public sealed class RolePower : IMutator
{
    private const string Group = "usage_rls_mutant";

    private static readonly (string Object, string Change, string Sql)[] s_changes =
    [
        ("role anon", "bypassrls", "alter role anon bypassrls;"),
        ("role authenticated", "bypassrls", "alter role authenticated bypassrls;"),
        ("role authenticated", "superuser", "alter role authenticated superuser;"),
        ("role authenticated", "createrole", "alter role authenticated createrole;"),
        ("role authenticated", "member of service_role", "grant service_role to authenticated;"),
        ("role anon", "member of authenticated", "grant authenticated to anon;"),
        ("role service_role", "nobypassrls", "alter role service_role nobypassrls;"),
    ];

    /// <inheritdoc/>
    public string Name => "role power";

    /// <inheritdoc/>
    public string Advice =>
        "Check the attributes and memberships of the API roles, and read as a role with BYPASSRLS or a group's privileges.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        s_changes.Concat(OfAGroup(target)).Select(c => new Mutant(Name, c.Object, c.Change, c.Sql) { ChangesRoles = true });

    // The API's roles inherit the privileges of the roles that they are members of.
    private static IEnumerable<(string Object, string Change, string Sql)> OfAGroup(MutationTarget target)
    {
        var policy = new TargetPolicy(target.Table.Oid, Group, true, "select", [Group], "true", null);
        yield return (
            "role authenticated",
            "member of a role that a policy lets in",
            $"create role {Group}; grant {Group} to authenticated; {policy.Create(target)}"
        );
        yield return (
            "role service_role",
            "member of a role with more privileges",
            $"create role {Group}; grant {Group} to service_role; grant delete on table {target.Table.Sql} to {Group};"
        );
    }
}
