using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Writes policies as SQL.</summary>
internal static class PolicySql
{
    /// <summary>Returns the policy's name as a mutant's name shows it.</summary>
    public static string Shown(this TargetPolicy policy, MutationTarget target) =>
        $"policy \"{policy.Name}\" on {target.TableOf(policy).Name}";

    /// <summary>Returns the SQL that drops the policy.</summary>
    public static string Drop(this TargetPolicy policy, MutationTarget target) =>
        $"drop policy {SqlText.Identifier(policy.Name)} on {target.TableOf(policy).Sql};";

    /// <summary>Returns the SQL that creates the policy.</summary>
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

    /// <summary>Returns the SQL that replaces the policy by another.</summary>
    public static string ReplaceBy(this TargetPolicy policy, MutationTarget target, TargetPolicy other) =>
        $"{policy.Drop(target)}\n{other.Create(target)}";

    /// <summary>Returns the commands that a policy FOR this command covers: all four for <c>all</c>.</summary>
    public static string[] Commands(string command) => command == "all" ? ["select", "insert", "update", "delete"] : [command];

    /// <summary>
    /// Whether a claim could notice a policy for this command and role. If claims check the policies of the mutated table in the catalog,
    /// every policy on this table counts. Any other policy matters only if the role has the privilege for the command.
    /// </summary>
    public static bool Matters(MutationTarget target, TargetTable table, string command, string role) =>
        (table.IsTarget && target.HasContract) || Commands(command).Any(c => target.Holds(role, c, table));
}
