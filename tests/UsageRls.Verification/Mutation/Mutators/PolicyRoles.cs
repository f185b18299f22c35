using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Subjects;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>A policy is for more roles, or for others.</summary>
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
        "Try the command as each role that the policy is for, and as each that it is not for; the anon role may come with a user's id.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(Subject subject, MutationConstants constants) =>
        from policy in subject.Policies
        from roles in s_roles
        where
            !roles.Order(StringComparer.Ordinal).SequenceEqual(policy.Roles.Order(StringComparer.Ordinal))
            && Changes(subject, policy, roles)
        select new Mutant(
            Name,
            policy.Shown(subject),
            $"to {string.Join(", ", policy.Roles)} becomes to {string.Join(", ", roles)}",
            policy.ReplaceBy(subject, policy with { Roles = roles })
        );

    // The change must add or remove a role that has the privilege.
    private static bool Changes(Subject subject, SubjectPolicy policy, string[] roles)
    {
        var table = subject.TableOf(policy);
        return (table.IsSubject && subject.HasContract)
            || ((string[])[DatabaseRole.Anon, DatabaseRole.Authenticated]).Any(role =>
                In(role, policy.Roles) != In(role, roles) && PolicySql.Matters(subject, table, policy.Command, role)
            );
    }

    private static bool In(string role, IReadOnlyList<string> roles) => roles.Contains(role) || roles.Contains("public");
}
