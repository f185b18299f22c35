using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tenancy.Rules;

/// <summary>A table in a query.</summary>
/// <param name="Table">The table.</param>
/// <param name="Alias">Its alias in the query.</param>
public sealed record Source(Table Table, string Alias);

/// <summary>A column of a table in a query.</summary>
public readonly record struct SourceColumn(Source Source, string Column)
{
    /// <summary>The table.</summary>
    public TableName Table => Source.Table.Name;
}

/// <summary>One SELECT, UPDATE or DELETE of a policy or function; or a policy's own condition, whose one source is its table.</summary>
/// <param name="Sql">The SQL that it is a part of.</param>
/// <param name="Parent">The query around it, whose columns it may use.</param>
public sealed record QueryBlock(SqlExpression Sql, QueryBlock? Parent)
{
    /// <summary>The tables of its FROM.</summary>
    public List<Source> Sources { get; } = [];

    /// <summary>The columns that a join names with USING.</summary>
    public List<string> JoinedBy { get; } = [];

    /// <summary>Its tokens.</summary>
    public Span Range { get; set; }

    /// <summary>The tokens of what it gives; empty if it gives nothing.</summary>
    public Span Outputs { get; set; } = new(0, -1);

    /// <summary>Its tokens without those of the queries in it.</summary>
    public IEnumerable<int> OwnTokens()
    {
        for (var i = Range.First; i <= Range.Last; i++)
        {
            yield return i;
            if (Sql.Tokens[i].Kind == TokenKind.Open && i < Range.Last && Sql.Tokens[i + 1].IsAny(["select", "with"]))
                i = Sql.PartnerOf(i) - 1;
        }
    }

    /// <summary>The column that a name of one to three parts means here; null if it means none, as a parameter's.</summary>
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
