using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Changes the command that a policy is for.</summary>
public sealed class PolicyCommand : IMutator
{
    private static readonly string[] s_commands = ["all", "select", "insert", "update", "delete"];

    /// <inheritdoc/>
    public string Name => "policy command";

    /// <inheritdoc/>
    public string Advice => "Test the old command, which this policy may no longer allow, and the new command, which must stay denied.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from policy in target.Policies
        from command in s_commands
        where command != policy.Command && (command != "all" || Opens(target, policy))
        select new Mutant(
            Name,
            policy.Shown(target),
            $"for {policy.Command} to for {command}",
            policy.ReplaceBy(target, For(policy, command))
        );

    // Whether a claim could notice the change to FOR ALL: `PolicySql.Matters` must be true for a role of the policy and a command other
    // than the old command. A command that another permissive policy covers does not count, unless claims check the catalog too.
    private static bool Opens(MutationTarget target, TargetPolicy policy) =>
        PolicySql
            .Commands("all")
            .Where(c => c != policy.Command && (target.HasContract || !IsOpened(target, policy, c)))
            .Any(c => policy.Roles.Any(r => PolicySql.Matters(target, target.TableOf(policy), c, r)));

    private static bool IsOpened(MutationTarget target, TargetPolicy policy, string command) =>
        target.Policies.Any(p =>
            p != policy && p.TableOid == policy.TableOid && p.Permissive && PolicySql.Commands(p.Command).Contains(command)
        );

    private static TargetPolicy For(TargetPolicy policy, string command)
    {
        var condition = policy.Using ?? policy.Check ?? "true";
        return policy with
        {
            Command = command,
            Using = command == "insert" ? null : policy.Using ?? condition,
            Check = command is "select" or "delete" ? null : policy.Check ?? condition,
        };
    }
}
