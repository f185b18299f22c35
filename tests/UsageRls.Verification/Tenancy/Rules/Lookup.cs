using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>
/// A query that looks up the caller's own rows in a table, as <c>select team_id from team_members where user_id = auth.uid()</c>.
/// </summary>
/// <param name="Table">The table that the query reads.</param>
/// <param name="User">The table's column that the query compares with the caller's id.</param>
/// <param name="Keys">The table's other columns that the query returns, or compares with a value that is no constant.</param>
/// <param name="Block">The query that reads the table.</param>
/// <param name="Alias">The table's alias in the query.</param>
/// <param name="Text">The policy or function that contains the query.</param>
public sealed record Lookup(TableName Table, string User, IReadOnlyList<string> Keys, QueryBlock Block, string Alias, RuleText Text)
{
    /// <summary>The claims of the caller's token with which the query compares <see cref="Keys"/>, by column.</summary>
    public IReadOnlyDictionary<string, ClaimPath> Claims { get; init; } = new Dictionary<string, ClaimPath>();
}

/// <summary>
/// An operand in a policy's condition: one side of an equality, or an argument of a function call.
/// </summary>
/// <param name="Text">The policy's condition.</param>
/// <param name="Block">The query that contains the operand; the policy's own condition outside subqueries.</param>
/// <param name="Operand">The operand, without parentheses and casts.</param>
/// <param name="Other">The other side of the equality; null if the operand is an argument of a function.</param>
/// <param name="Asked">
/// The queries that look up the caller's rows: those on the other side of the equality, the one that contains the equality, or those in the
/// function that receives the operand.
/// </param>
/// <param name="IsCaller">Whether the other side of the equality is the caller's id.</param>
public sealed record OwnOperand(RuleText Text, QueryBlock Block, Span Operand, Span? Other, IReadOnlyList<Lookup> Asked, bool IsCaller)
{
    /// <summary>
    /// The column with which a function compares its argument, if the operand is this argument; null if there is none, and for sides of
    /// equalities.
    /// </summary>
    public SourceColumn? Compared { get; init; }
}

/// <summary>A claim of the caller's token that an expression reads.</summary>
/// <param name="Path">The JSON keys that lead to the claim, as <c>app_metadata</c>, <c>team_id</c>.</param>
/// <param name="IsList">Whether the claim holds several values.</param>
public sealed record ClaimPath(IReadOnlyList<string> Path, bool IsList)
{
    /// <summary>Returns the keys joined by dots, for reports: <c>app_metadata.team_id</c>.</summary>
    public override string ToString() => string.Join('.', Path);

    /// <inheritdoc/>
    public bool Equals(ClaimPath? other) => other is not null && IsList == other.IsList && Path.SequenceEqual(other.Path);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
