using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>
/// Adds a permissive policy with the condition <c>true</c>: permissive policies are joined by <c>or</c>, so this policy allows access even
/// if no other permissive policy does.
/// </summary>
public sealed class AddedPolicy : IMutator
{
    private static readonly string[] s_commands = ["all", "select", "insert", "update", "delete"];

    /// <inheritdoc/>
    public string Name => "added policy";

    /// <inheritdoc/>
    public string Advice => "Test the command as that role on another tenant's row, and check the table's list of policies.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from table in target.Tables
        from command in s_commands
        from role in (string[])["public", DatabaseRole.Anon, DatabaseRole.Authenticated]
        where PolicySql.Matters(target, table, command, role)
        let policy = new TargetPolicy(
            table.Oid,
            "usage_rls_mutant",
            true,
            command,
            [role],
            command == "insert" ? null : "true",
            command is "all" or "insert" or "update" ? "true" : null
        )
        select new Mutant(Name, $"table {table.Name}", $"permissive true for {command} to {role}", policy.Create(target));
}
