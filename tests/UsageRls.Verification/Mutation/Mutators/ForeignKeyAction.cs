using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Changes the ON DELETE action of a foreign key.</summary>
public sealed partial class ForeignKeyAction : IMutator
{
    /// <inheritdoc/>
    public string Name => "foreign key action";

    /// <inheritdoc/>
    public string Advice => "Delete a referenced row, and check what happens to the rows that refer to it.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from key in target.Constraints
        where key.TableOid == target.Table.Oid && key.Kind == "f"
        let plain = OnDelete().Replace(key.Definition, "")
        let now = OnDelete().Match(key.Definition) is { Success: true } action ? action.Value.Trim().ToLowerInvariant() : "no action"
        from other in (string[])[now == "no action" ? " ON DELETE CASCADE" : "", " ON DELETE SET NULL"]
        where plain + other != key.Definition
        select new Mutant(
            Name,
            $"constraint {key.Name}",
            $"{now} becomes {(other == "" ? "no action" : other.Trim().ToLowerInvariant())}",
            $"""
            alter table {target.Table.Sql} drop constraint {SqlText.Identifier(key.Name)};
            alter table {target.Table.Sql} add constraint {SqlText.Identifier(key.Name)} {plain}{other};
            """
        );

    [GeneratedRegex(
        @" ON DELETE (CASCADE|RESTRICT|SET NULL|SET DEFAULT)( \([^)]*\))?",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex OnDelete();
}
