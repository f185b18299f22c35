using System.Text.RegularExpressions;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Mutation.Targets;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>One kind of defect in an expression: of a policy, or in a helper function's body.</summary>
public interface IRewriter
{
    /// <summary>What the defect is called.</summary>
    string Name { get; }

    /// <summary>What to try where a mutant of this kind survives.</summary>
    string Advice { get; }

    /// <summary>The expression with the defect, once for each place where it is possible.</summary>
    IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context);
}

/// <summary>An expression with one defect.</summary>
/// <param name="Change">What was changed, for people; the same on every run.</param>
/// <param name="Sql">The expression.</param>
public sealed record Rewriting(string Change, string Sql);

/// <summary>Where an expression stands.</summary>
/// <param name="Target">The catalog.</param>
/// <param name="Table">The table of its policy; null in a function's body.</param>
/// <param name="Constants">Whose ids a careless author could have left in it.</param>
public sealed record RewriteContext(MutationTarget Target, TargetTable? Table, MutationConstants Constants);

/// <summary>Ids of the world that the claims are checked in.</summary>
/// <param name="Tenants">The table of tenants.</param>
/// <param name="Tenant">The key of a tenant with rows, of which most callers are no member.</param>
/// <param name="User">A member of it.</param>
public sealed record MutationConstants(TableName Tenants, string Tenant, Guid User)
{
    /// <summary>The roles that members can have; empty if all are alike.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}

/// <summary>How pieces of SQL are shown in a mutant's name.</summary>
internal static partial class Shown
{
    private const int Longest = 72;

    /// <summary>On one line, and not too long.</summary>
    public static string Of(string sql)
    {
        var line = Space().Replace(sql, " ").Replace("( ", "(", StringComparison.Ordinal);
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest - 1), "…");
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Space();
}
