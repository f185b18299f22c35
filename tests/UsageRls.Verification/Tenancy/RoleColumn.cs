using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>Finds the column that holds a member's role, and the values of that column.</summary>
/// <param name="table">The table of memberships.</param>
/// <param name="tenant">The column that names the tenant.</param>
/// <param name="user">The column that names the user.</param>
/// <param name="lookups">The queries of policies and functions that look up the caller's rows in the table.</param>
internal sealed class RoleColumn(Table table, string tenant, string user, IReadOnlyList<Lookup> lookups)
{
    /// <summary>Returns the column that most probably holds the role, judged by its name, values and use; null if there is none.</summary>
    /// <param name="states">The columns that decide whether a membership counts; none of them holds the role.</param>
    public Column? Find(IEnumerable<string> states)
    {
        string[] taken = [tenant, user, .. states];
        int Judge(Column column)
        {
            var name = column.Name.ToLowerInvariant();
            var score =
                name is "role" or "roles" || name.EndsWith("_role", StringComparison.Ordinal) ? 5
                : name
                    is "duty"
                        or "position"
                        or "access_level"
                        or "permission"
                        or "permissions"
                        or "level"
                        or "rank"
                        or "rights"
                        or "type"
                        or "kind"
                        or "member_type"
                    ? 2
                : 0;
            if (column.Category == 'N' ? IsAsked(column.Name) : column.Category != 'B' && ColumnValues.For(table, column).Count > 0)
                score += 2;
            if (
                column.Category == 'B'
                && (
                    name.StartsWith("is_", StringComparison.Ordinal)
                    || name.StartsWith("can_", StringComparison.Ordinal)
                    || name.StartsWith("may_", StringComparison.Ordinal)
                )
            )
            {
                score += 1;
            }

            if (IsAsked(column.Name))
                score += 3;
            return score;
        }
        return table
            .Columns.Where(c => !taken.Contains(c.Name) && (c.Category is 'S' or 'E' or 'B' || ColumnValues.Levels(table, c).Count > 1))
            .Select(c => (c, Judge(c)))
            .Where(p => p.Item2 >= 3)
            .OrderByDescending(p => p.Item2)
            .Select(p => p.c)
            .FirstOrDefault();
    }

    /// <summary>Returns the roles that the column can hold, as far as its type, constraints, default or the queries name them.</summary>
    public IReadOnlyList<string> Values(Column role)
    {
        if (ColumnValues.Levels(table, role) is { Count: > 1 } levels)
            return [.. levels.Reverse()];
        if (ColumnValues.For(table, role) is { Count: > 0 } values)
            return [.. values];
        var named = new List<string>();
        if (ColumnValues.Default(role) is { } usual)
            named.Add(usual);
        foreach (var lookup in lookups)
        {
            foreach (var equality in lookup.Text.Equalities(lookup.Block))
            {
                if (
                    SourceColumns.Find(lookup.Text, lookup.Block, equality.Left) is not { } column
                    || column.Table != table.Name
                    || column.Column != role.Name
                )
                {
                    continue;
                }

                for (var i = equality.Right.First; i <= equality.Right.Last; i++)
                {
                    if (lookup.Text.Sql.Tokens[i] is { Kind: TokenKind.Text } literal)
                        named.Add(ColumnValues.Unquote(literal.Text));
                }
            }
        }
        return [.. named.Distinct()];
    }

    /// <summary>Whether the queries that look up the caller's rows use a column.</summary>
    public bool IsAsked(string column) => lookups.Any(l => Mentions(l).Contains(column));

    private static IEnumerable<string> Mentions(Lookup lookup) =>
        lookup
            .Block.OwnTokens()
            .SelectMany(i => SourceColumns.At(lookup.Text, lookup.Block, i))
            .Where(c => c.Table == lookup.Table)
            .Select(c => c.Column);
}
