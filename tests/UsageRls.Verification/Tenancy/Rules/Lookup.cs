using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>
/// A query that finds the caller's own rows in a table, as <c>select team_id from team_members where user_id = auth.uid()</c>.
/// </summary>
/// <param name="Table">The table that is asked.</param>
/// <param name="User">Its column that is compared with the caller's id.</param>
/// <param name="Keys">Its other columns that the query gives, or compares with something that is not fixed.</param>
/// <param name="Block">The query.</param>
/// <param name="Alias">The table's alias in the query.</param>
/// <param name="Text">The policy or function that it stands in.</param>
public sealed record Lookup(TableName Table, string User, IReadOnlyList<string> Keys, QueryBlock Block, string Alias, RuleText Text);

/// <summary>An operand of a policy, and what the policy compares it with.</summary>
/// <param name="Text">The policy's condition.</param>
/// <param name="Operand">The operand, without parentheses and casts.</param>
/// <param name="Other">The other side of the equality; null if it is an argument.</param>
/// <param name="Asked">The queries for the caller's rows on the other side, or in the function that it is given to.</param>
/// <param name="IsCaller">Whether the other side is the caller's id.</param>
public sealed record OwnOperand(RuleText Text, Span Operand, Span? Other, IReadOnlyList<Lookup> Asked, bool IsCaller);

/// <summary>A claim of the caller's token that an expression reads.</summary>
/// <param name="Path">The names on the way to it, as <c>app_metadata</c>, <c>team_id</c>.</param>
/// <param name="IsList">Whether it holds several values.</param>
public sealed record ClaimPath(IReadOnlyList<string> Path, bool IsList)
{
    /// <summary>For a person: <c>app_metadata.team_id</c>.</summary>
    public override string ToString() => string.Join('.', Path);

    /// <inheritdoc/>
    public bool Equals(ClaimPath? other) => other is not null && IsList == other.IsList && Path.SequenceEqual(other.Path);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
