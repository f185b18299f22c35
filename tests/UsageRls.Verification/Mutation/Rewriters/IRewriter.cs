using System.Text.RegularExpressions;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>One kind of defect in the expression of a policy or the body of a helper function.</summary>
public interface IRewriter
{
    /// <summary>The name of the defect.</summary>
    string Name { get; }

    /// <summary>What to test if a mutant of this kind survives.</summary>
    string Advice { get; }

    /// <summary>Returns the expression with one defect of this kind, once for each place and variant of the defect.</summary>
    IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context);
}

/// <summary>An expression with one defect.</summary>
/// <param name="Change">The change as a text for people; the same on every run.</param>
/// <param name="Sql">The changed expression.</param>
public sealed record Rewriting(string Change, string Sql);

/// <summary>The context of an expression.</summary>
/// <param name="Target">The tables, columns and other objects in scope, read from the catalog.</param>
/// <param name="Table">The table of the policy that contains the expression; null for a function body.</param>
/// <param name="Constants">The ids of a tenant and a user that a careless author could have left in the expression.</param>
public sealed record RewriteContext(MutationTarget Target, TargetTable? Table, MutationConstants Constants);

/// <summary>Ids of a tenant and a user among the rows that the claims run on.</summary>
/// <param name="Tenants">The table of tenants; for a table without tenants, <c>auth.users</c>.</param>
/// <param name="Tenant">The key of a tenant of which most callers are not members; for a table without tenants, the id of a user.</param>
/// <param name="User">The id of a member of that tenant, or of that user; <see cref="Guid.Empty"/> if the tenant has no member.</param>
public sealed record MutationConstants(TableName Tenants, string Tenant, Guid User)
{
    /// <summary>The membership roles that members can have; empty if memberships have no roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}

/// <summary>Formats SQL for a mutant's name.</summary>
internal static partial class Shown
{
    private const int Longest = 72;

    /// <summary>Returns the SQL on one line of at most 72 characters.</summary>
    public static string Shorten(string sql)
    {
        var line = Space().Replace(sql, " ").Replace("( ", "(", StringComparison.Ordinal);
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest - 1), "…");
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Space();
}
