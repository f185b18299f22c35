using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Subjects;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Policies as SQL.</summary>
internal static class PolicySql
{
    /// <summary>What a policy is called in a mutant's name.</summary>
    public static string Shown(this SubjectPolicy policy, Subject subject) => $"policy \"{policy.Name}\" on {subject.TableOf(policy).Name}";

    /// <summary>Drops it.</summary>
    public static string Drop(this SubjectPolicy policy, Subject subject) =>
        $"drop policy {SqlText.Identifier(policy.Name)} on {subject.TableOf(policy).Sql};";

    /// <summary>Creates it.</summary>
    public static string Create(this SubjectPolicy policy, Subject subject)
    {
        var sql =
            $"create policy {SqlText.Identifier(policy.Name)} on {subject.TableOf(policy).Sql} "
            + $"as {(policy.Permissive ? "permissive" : "restrictive")} "
            + $"for {policy.Command} to {string.Join(", ", policy.Roles.Select(Subject.Role))}";
        if (policy.Using is not null)
            sql += $" using ({policy.Using})";
        if (policy.Check is not null)
            sql += $" with check ({policy.Check})";
        return sql + ";";
    }

    /// <summary>Puts another in its place.</summary>
    public static string ReplaceBy(this SubjectPolicy policy, Subject subject, SubjectPolicy other) =>
        $"{policy.Drop(subject)}\n{other.Create(subject)}";

    /// <summary>The commands that a policy for this one is about.</summary>
    public static string[] Commands(string command) => command == "all" ? ["select", "insert", "update", "delete"] : [command];

    /// <summary>
    /// Whether a policy for this command and role could let anything through at all. On the table itself every policy matters, for what
    /// policies there are is part of the contract; on a table that its policies read, one without a grant changes nothing.
    /// </summary>
    public static bool Matters(Subject subject, SubjectTable table, string command, string role) =>
        (table.IsSubject && subject.HasContract) || Commands(command).Any(c => subject.Holds(role, c, table));
}
