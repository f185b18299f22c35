using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Disables row level security on a table, or removes FORCE ROW LEVEL SECURITY.</summary>
public sealed class RowSecurity : IMutator
{
    /// <inheritdoc/>
    public string Name => "row level security";

    /// <inheritdoc/>
    public string Advice => "Check the table's row level security flags, and read the table as a caller who must see no row.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants)
    {
        foreach (var table in target.Tables)
        {
            if (table.RowSecurity)
                yield return new(Name, $"table {table.Name}", "disabled", $"alter table {table.Sql} disable row level security;");
            // FORCE ROW LEVEL SECURITY is removed only from the mutated table: only helper functions run as the owner of the other
            // tables, on purpose. If the mutated table's owner bypasses RLS, only a claim about the flag notices that FORCE is removed.
            if (table is { Forced: true, IsTarget: true } && (target.HasContract || table.CanHoldOwner))
                yield return new(Name, $"table {table.Name}", "not forced", $"alter table {table.Sql} no force row level security;");
        }
    }
}
