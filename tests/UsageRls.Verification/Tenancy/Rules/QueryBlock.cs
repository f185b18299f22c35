using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>A table in a query.</summary>
/// <param name="Table">The table.</param>
/// <param name="Alias">The table's alias in the query.</param>
public sealed record Source(Table Table, string Alias);

/// <summary>A column of a table in a query.</summary>
public readonly record struct SourceColumn(Source Source, string Column)
{
    /// <summary>The name of the column's table.</summary>
    public TableName Table => Source.Table.Name;
}

/// <summary>
/// One SELECT, PERFORM, UPDATE or DELETE in a policy or function; or a policy's own condition, whose only source is the policy's table.
/// </summary>
/// <param name="Sql">The SQL that contains the query.</param>
/// <param name="Parent">The enclosing query, whose columns this query may use; null if there is none.</param>
public sealed record QueryBlock(SqlExpression Sql, QueryBlock? Parent)
{
    /// <summary>The tables in the query's FROM clause, and the table that follows UPDATE.</summary>
    public List<Source> Sources { get; } = [];

    /// <summary>The columns in the USING clauses of the query's joins.</summary>
    public List<string> JoinedBy { get; } = [];

    /// <summary>The tokens of the query.</summary>
    public Span Range { get; set; }

    /// <summary>The tokens of the query's select list; empty if it has none.</summary>
    public Span Outputs { get; set; } = new(0, -1);

    /// <summary>Returns the positions of the query's tokens, without the tokens of its subqueries.</summary>
    public IEnumerable<int> OwnTokens()
    {
        for (var i = Range.First; i <= Range.Last; i++)
        {
            yield return i;
            if (Sql.Tokens[i].Kind == TokenKind.Open && i < Range.Last && Sql.Tokens[i + 1].IsAny(["select", "with"]))
                i = Sql.PartnerOf(i) - 1;
        }
    }

    /// <summary>Resolves a name of one to three parts to a column; null if the name is no column, for example a parameter.</summary>
    public SourceColumn? Resolve(IReadOnlyList<string> name)
    {
        var column = name[^1];
        var source = Sources.FirstOrDefault(s =>
            s.Table.Find(column) is not null
            && name.Count switch
            {
                1 => true,
                2 => s.Alias == name[0],
                _ => s.Table.Name == new TableName(name[^3], name[^2]),
            }
        );
        return source is not null ? new SourceColumn(source, column) : Parent?.Resolve(name);
    }
}
