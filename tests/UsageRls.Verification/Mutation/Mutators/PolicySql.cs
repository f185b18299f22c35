using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Policies as SQL.</summary>
internal static class PolicySql
{
    /// <summary>What a policy is called in a mutant's name.</summary>
    public static string Shown(this TargetPolicy policy, MutationTarget target) =>
        $"policy \"{policy.Name}\" on {target.TableOf(policy).Name}";

    /// <summary>Drops it.</summary>
    public static string Drop(this TargetPolicy policy, MutationTarget target) =>
        $"drop policy {SqlText.Identifier(policy.Name)} on {target.TableOf(policy).Sql};";

    /// <summary>Creates it.</summary>
    public static string Create(this TargetPolicy policy, MutationTarget target)
    {
        var sql =
            $"create policy {SqlText.Identifier(policy.Name)} on {target.TableOf(policy).Sql} "
            + $"as {(policy.Permissive ? "permissive" : "restrictive")} "
            + $"for {policy.Command} to {string.Join(", ", policy.Roles.Select(MutationTarget.Role))}";
        if (policy.Using is not null)
            sql += $" using ({policy.Using})";
        if (policy.Check is not null)
            sql += $" with check ({policy.Check})";
        return sql + ";";
    }

    /// <summary>Puts another in its place.</summary>
    public static string ReplaceBy(this TargetPolicy policy, MutationTarget target, TargetPolicy other) =>
        $"{policy.Drop(target)}\n{other.Create(target)}";

    /// <summary>The commands that a policy for this one is about.</summary>
    public static string[] Commands(string command) => command == "all" ? ["select", "insert", "update", "delete"] : [command];

    /// <summary>
    /// Whether a policy for this command and role could let anything through at all. On the table itself every policy matters, for what
    /// policies there are is part of the contract; on a table that its policies read, one without a grant changes nothing.
    /// </summary>
    public static bool Matters(MutationTarget target, TargetTable table, string command, string role) =>
        (table.IsTarget && target.HasContract) || Commands(command).Any(c => target.Holds(role, c, table));
}
