using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Row level security is off, or no longer holds for the owner.</summary>
public sealed class RowSecurity : IMutator
{
    /// <inheritdoc/>
    public string Name => "row level security";

    /// <inheritdoc/>
    public string Advice => "Claim the table's flags, and read it as somebody whom it should show nothing.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants)
    {
        foreach (var table in target.Tables)
        {
            if (table.RowSecurity)
                yield return new(Name, $"table {table.Name}", "disabled", $"alter table {table.Sql} disable row level security;");
            // An owner is held to the policies of the table itself only: nothing reads the other
            // tables as their owner, unless it is a helper's purpose. Where nothing can hold the owner, only a contract tells.
            if (table is { Forced: true, IsTarget: true } && (target.HasContract || table.CanHoldOwner))
                yield return new(Name, $"table {table.Name}", "not forced", $"alter table {table.Sql} no force row level security;");
        }
    }
}
