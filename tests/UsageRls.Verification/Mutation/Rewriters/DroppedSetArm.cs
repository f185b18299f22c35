using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Mutation.Rewriters;

/// <summary>Removes one of several queries joined by UNION, INTERSECT or EXCEPT.</summary>
public sealed class DroppedSetArm : IRewriter
{
    /// <inheritdoc/>
    public string Name => "dropped query of a set operation";

    /// <inheritdoc/>
    public string Advice => "Test a caller or a row that only this query returns (for an `except`: that only this query removes).";

    /// <inheritdoc/>
    public IEnumerable<Rewriting> Rewrite(SqlExpression sql, RewriteContext context) =>
        from arm in SetArms.Find(sql)
        select new Rewriting($"without the {arm.Word} query {Shown.Shorten(sql.TextOf(arm.Query))}", sql.Replace(arm.Gone, ""));
}
