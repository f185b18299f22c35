using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Mutation.Rewriters;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Mutators;

/// <summary>Adds WITH GRANT OPTION to a grant, so that the role may grant the privilege to other roles.</summary>
public sealed class GrantOption : IMutator
{
    /// <inheritdoc/>
    public string Name => "grant option";

    /// <inheritdoc/>
    public string Advice => "Check that no API role may grant a privilege to another role.";

    /// <inheritdoc/>
    public IEnumerable<Mutant> Mutate(MutationTarget target, MutationConstants constants) =>
        from grant in target.Grants
        where grant is { Grantable: false } && grant.TableOid == target.Table.Oid && DatabaseRole.Api.Contains(grant.Role)
        let column = grant.Column is null ? "" : $" ({SqlText.Identifier(grant.Column)})"
        select new Mutant(
            Name,
            $"rights of {grant.Role} on {target.Table.Name}",
            grant.Column is null ? grant.Privilege : $"{grant.Privilege} ({grant.Column})",
            $"grant {grant.Privilege}{column} on table {target.Table.Sql} to {MutationTarget.Role(grant.Role)} with grant option;"
        );
}
