using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Subjects;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>A policy is for another command.</summary>
public sealed class PolicyCommand : IMutator
{
    private static readonly string[] s_commands = ["all", "select", "insert", "update", "delete"];

    /// <inheritdoc/>
    public string Name => "policy command";

    /// <inheritdoc/>
    public string Advice => "Try the old command, which nothing allows now, and the new one, which should be closed.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(Subject subject, MutationConstants constants) =>
        from policy in subject.Policies
        from command in s_commands
        where command != policy.Command && (command != "all" || Opens(subject, policy))
        select new Mutant(
            Name,
            policy.Shown(subject),
            $"for {policy.Command} to for {command}",
            policy.ReplaceBy(subject, For(policy, command))
        );

    // For all: the old command stays; that matters where another one has a grant.
    private static bool Opens(Subject subject, SubjectPolicy policy) =>
        PolicySql
            .Commands("all")
            .Where(c => c != policy.Command)
            .Any(c => policy.Roles.Any(r => PolicySql.Matters(subject, subject.TableOf(policy), c, r)));

    private static SubjectPolicy For(SubjectPolicy policy, string command)
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
