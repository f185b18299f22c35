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
            // FORCE ROW LEVEL SECURITY is removed only from the mutated table: no statement reads the other tables as their owner,
            // except a helper function that does so on purpose. If the owner bypasses RLS, only a claim about the flag notices this.
            if (table is { Forced: true, IsTarget: true } && (target.HasContract || table.CanHoldOwner))
                yield return new(Name, $"table {table.Name}", "not forced", $"alter table {table.Sql} no force row level security;");
        }
    }
}
