using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Changes the database roles that a policy is for.</summary>
public sealed class PolicyRoles : IMutator
{
    private static readonly string[][] s_roles =
    [
        ["public"],
        [DatabaseRole.Anon],
        [DatabaseRole.Authenticated],
        [DatabaseRole.ServiceRole],
        [DatabaseRole.Anon, DatabaseRole.Authenticated],
    ];

    /// <inheritdoc/>
    public string Name => "policy roles";

    /// <inheritdoc/>
    public string Advice =>
        "Test the command as each role that the policy names and as each other role; also as anon with the id of a user.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from policy in target.Policies
        from roles in s_roles
        where
            !roles.Order(StringComparer.Ordinal).SequenceEqual(policy.Roles.Order(StringComparer.Ordinal)) && Changes(target, policy, roles)
        select new Mutant(
            Name,
            policy.Shown(target),
            $"to {string.Join(", ", policy.Roles)} becomes to {string.Join(", ", roles)}",
            policy.ReplaceBy(target, policy with { Roles = roles })
        );

    // Whether the change adds or removes a role (anon or authenticated) that has the privilege for the policy's command. If claims check
    // the policies of the mutated table in the catalog, every change on this table counts.
    private static bool Changes(MutationTarget target, TargetPolicy policy, string[] roles)
    {
        var table = target.TableOf(policy);
        return (table.IsTarget && target.HasContract)
            || ((string[])[DatabaseRole.Anon, DatabaseRole.Authenticated]).Any(role =>
                In(role, policy.Roles) != In(role, roles) && PolicySql.Matters(target, table, policy.Command, role)
            );
    }

    private static bool In(string role, IReadOnlyList<string> roles) => roles.Contains(role) || roles.Contains("public");
}
