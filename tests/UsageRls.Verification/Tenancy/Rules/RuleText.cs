using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>A call of one of the application's functions.</summary>
/// <param name="Function">The function that is called.</param>
/// <param name="Arguments">The arguments of the call, by position.</param>
public sealed record Call(Function Function, IReadOnlyList<Span> Arguments);

/// <summary>Two operands compared for equality, with <c>=</c>, <c>in</c> or <c>= any</c>.</summary>
public readonly record struct Equality(Span Left, Span Right);

/// <summary>The parsed SQL of a policy's condition or of a function's body.</summary>
public sealed class RuleText
{
    private RuleText(SqlExpression sql, IReadOnlyList<QueryBlock> blocks)
    {
        Sql = sql;
        Blocks = blocks;
    }

    /// <summary>The tokens of the SQL.</summary>
    public SqlExpression Sql { get; }

    /// <summary>The queries in the SQL; for a policy, its own condition comes first.</summary>
    public IReadOnlyList<QueryBlock> Blocks { get; }

    /// <summary>The policy that contains the SQL; null for a function.</summary>
    public Policy? Policy { get; private init; }

    /// <summary>The function whose body the SQL is; null for a policy.</summary>
    public Function? Function { get; private init; }

    /// <summary>Whether the SQL is the condition that new rows of an INSERT must meet.</summary>
    public bool IsInsertCheck { get; private init; }

    /// <summary>The parameters and variables that hold the caller's id.</summary>
    public HashSet<string> Identities { get; } = new(StringComparer.Ordinal);

    /// <summary>Parses the conditions of a policy; leaves out a condition that cannot be parsed.</summary>
    public static IEnumerable<RuleText> From(Policy policy, Table table, Func<string?, string, Table?> tables)
    {
        foreach (var text in policy.Expressions)
        {
            if (Parse(text) is not { } sql)
                continue;
            var isInsert = policy.IsForInsert && ReferenceEquals(text, policy.Check ?? policy.Using);
            yield return new RuleText(sql, QueryReader.Condition(sql, table, tables)) { Policy = policy, IsInsertCheck = isInsert };
        }
    }

    /// <summary>Parses the body of a function; null if it cannot be parsed.</summary>
    public static RuleText? From(Function function, Func<string?, string, Table?> tables) =>
        Parse(function.Body) is { } sql ? new RuleText(sql, QueryReader.Body(sql, tables)) { Function = function } : null;

    /// <summary>Returns the equalities in a query, without those in its subqueries.</summary>
    public IEnumerable<Equality> Equalities(QueryBlock block)
    {
        foreach (var i in block.OwnTokens())
        {
            var token = Sql.Tokens[i];
            if (!token.Is("=") && !token.Is("in"))
                continue;
            var first = i > block.Range.First && Sql.Tokens[i - 1].Is("not") ? -1 : block.Range.First;
            if (first < 0)
                continue;
            var (left, right) = (SqlNames.Before(Sql, i, first), SqlNames.From(Sql, i + 1, block.Range.Last));
            if (!left.IsEmpty && !right.IsEmpty)
                yield return new Equality(left, right);
        }
    }

    /// <summary>Returns the calls of the given functions in a range of tokens, also calls inside other calls.</summary>
    public IEnumerable<Call> Calls(Span range, ILookup<string, Function> functions)
    {
        for (var i = range.First; i <= range.Last; i++)
        {
            if (!Sql.Tokens[i].IsName || (i > 0 && Sql.Tokens[i - 1].Is(".")))
                continue;
            var name = SqlNames.At(Sql, i, out var end);
            if (end >= range.Last || !Sql.Tokens[end + 1].Is("("))
                continue;
            foreach (var function in functions[name[^1]].Where(f => name.Count == 1 || f.Schema == name[^2]))
                yield return new Call(function, [.. SqlNames.Parts(Sql, new Span(end + 2, Sql.PartnerOf(end + 1) - 1))]);
        }
    }

    private static SqlExpression? Parse(string text)
    {
        try
        {
            return new SqlExpression(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
