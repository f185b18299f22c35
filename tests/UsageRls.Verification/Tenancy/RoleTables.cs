using System.Text.RegularExpressions;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>Finds the table of the roles to which memberships refer.</summary>
internal sealed partial class RoleTables(DatabaseSchema schema, RuleAnalysis rules, UserColumns users)
{
    /// <summary>
    /// Returns the table of roles; null if no query that looks up the caller's memberships also reads a table to which they refer, a table
    /// that refers to that one, or a table that it joins by the name of the role.
    /// </summary>
    /// <param name="memberships">The memberships.</param>
    /// <param name="role">The column of the memberships that holds the role; null if there is none.</param>
    public RoleTable? Find(MembershipCandidate memberships, string? role) =>
        (Referred(memberships) ?? (role is null ? null : Named(memberships, role))) is { } found
            ? found with
            {
                Lists = [.. schema.Find(found.Key.Parent)!.Columns.Where(c => c.BaseType is "text[]" or "character varying[]" or "jsonb")],
            }
            : null;

    private RoleTable? Referred(MembershipCandidate memberships)
    {
        var read = memberships.Lookups.SelectMany(l => l.Text.Blocks).SelectMany(b => b.Sources).Select(s => s.Table).ToHashSet();
        return (
            from key in memberships.Table.ForeignKeys
            where
                key.Parent != memberships.TenantsName
                && key.Parent != memberships.Table.Name
                && !DatabaseSchema.IsPlatforms(key.Parent.Schema)
            // An optional reference confines the membership to a part of the tenant.
            where key.Columns.All(c => memberships.Table.Find(c)!.IsNotNull && !users.NamesUser(memberships.Table.Name, c))
            let permissions = read.Where(t => t != memberships.Table)
                .OrderBy(t => t.Name)
                .SelectMany(t => t.ForeignKeys.Where(k => k.Parent == key.Parent))
                .ToList()
            where permissions.Count > 0 || read.Any(t => t.Name == key.Parent)
            where schema.Find(key.Parent) is not null
            select new RoleTable(key, permissions, Words())
        ).FirstOrDefault();
    }

    private RoleTable? Named(MembershipCandidate memberships, string role)
    {
        bool IsRole(SourceColumn column) => column.Table == memberships.Table.Name && column.Column == role;
        return (
            from lookup in memberships.Lookups
            from equality in lookup.Text.Equalities(lookup.Block)
            let sides = new[] { equality.Left, equality.Right }.Select(s => SourceColumns.Find(lookup.Text, lookup.Block, s)).ToList()
            where sides.OfType<SourceColumn>().Any(IsRole)
            from name in sides.OfType<SourceColumn>()
            where name.Table != memberships.Table.Name && !DatabaseSchema.IsPlatforms(name.Table.Schema)
            where schema.Find(name.Table) is not null
            let key = new ForeignKey("", memberships.Table.Name, [role], name.Table, [name.Column], "")
            select new RoleTable(key, [], Words()) { IsNamed = true }
        ).FirstOrDefault();
    }

    private IReadOnlyList<string> Words() =>
        [
            .. rules
                .Policies.SelectMany(p => p.Sql.Tokens)
                .Where(t => t.Kind == TokenKind.Text)
                .Select(t => t.Text.Trim('\''))
                .Where(t => Word().IsMatch(t))
                .Distinct(StringComparer.Ordinal),
        ];

    [GeneratedRegex(@"^[A-Za-z][\w.:/-]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
