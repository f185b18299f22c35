namespace UsageRls.Verification.Mutation.Expressions;

/// <summary>
/// The tokens of one nesting level: those directly inside one pair of parentheses, or those outside all parentheses. A nested pair of
/// parentheses with its content counts as one item.
/// </summary>
public sealed class Level
{
    // Tokens that end a condition or precede one.
    private static readonly string[] s_boundaries =
    [
        "select",
        "distinct",
        "from",
        "where",
        "group",
        "having",
        "window",
        "order",
        "limit",
        "offset",
        "fetch",
        "for",
        "union",
        "intersect",
        "except",
        "by",
        "on",
        "using",
        "join",
        "inner",
        "left",
        "right",
        "full",
        "cross",
        "lateral",
        "as",
        "case",
        "when",
        "then",
        "else",
        "end",
        "return",
        "returns",
        "begin",
        "atomic",
        "if",
        "elsif",
        "loop",
        "into",
        "declare",
        "with",
        "exception",
        "values",
        ",",
        ";",
        ":=",
    ];

    private readonly SqlExpression _expression;
    private readonly List<Span> _items = [];

    internal Level(SqlExpression expression, Span span)
    {
        _expression = expression;
        for (var i = span.First; i <= span.Last; i++)
        {
            var end = expression.PartnerOf(i);
            _items.Add(new Span(i, end));
            i = end;
        }
    }

    /// <summary>The items of this level: single tokens, and pairs of parentheses with their content.</summary>
    public IReadOnlyList<Span> Items => _items;

    /// <summary>The first token of an item; for a single-token item, its only token.</summary>
    public Token TokenOf(Span item) => _expression.Tokens[item.First];

    /// <summary>The conditions directly at this level.</summary>
    public IEnumerable<Junction> Junctions()
    {
        foreach (var region in Regions())
        {
            var or = Split(region, "or");
            if (or is { Connectors.Count: > 0 })
                yield return or;
            foreach (var operand in or?.Operands ?? [])
            {
                if (Split(operand, "and") is { } and)
                    yield return and;
            }
        }
    }

    // Returns the sequences of items between boundary tokens: at its own level, a condition contains no boundary token.
    private IEnumerable<Span> Regions()
    {
        var from = 0;
        for (var i = 0; i <= _items.Count; i++)
        {
            if (i < _items.Count && !IsBoundary(i))
                continue;
            if (i > from)
                yield return new Span(_items[from].First, _items[i - 1].Last);
            from = i + 1;
        }
    }

    // The words of "is distinct from" are one operator, not boundaries.
    private bool IsBoundary(int i) =>
        TokenOf(_items[i]) is var token
        && token.IsAny(s_boundaries)
        && !(token.Is("distinct") && i > 0 && TokenOf(_items[i - 1]) is var before && (before.Is("is") || before.Is("not")))
        && !(token.Is("from") && i > 0 && TokenOf(_items[i - 1]).Is("distinct"));

    private Junction? Split(Span region, string word)
    {
        var (operands, connectors, from, between) = (new List<Span>(), new List<int>(), region.First, false);
        foreach (var item in _items.Where(i => i.First >= region.First && i.Last <= region.Last))
        {
            var token = TokenOf(item);
            if (token.Is("between"))
                between = true;
            if (!token.Is(word))
                continue;
            if (between && word == "and")
            {
                between = false;
                continue;
            }
            operands.Add(new Span(from, item.First - 1));
            connectors.Add(item.First);
            from = item.First + 1;
        }
        operands.Add(new Span(from, region.Last));
        // A connective without an operand on one side joins no conditions, for example AND in "a and case …", where CASE ends the region:
        // skip this region.
        return operands.Any(o => o.IsEmpty) ? null : new Junction(word, operands, connectors);
    }
}

/// <summary>Conditions joined by <c>and</c> or by <c>or</c>; a single condition has no connector.</summary>
/// <param name="Word"><c>and</c> or <c>or</c>.</param>
/// <param name="Operands">The conditions.</param>
/// <param name="Connectors">The positions of the connective's tokens between the conditions.</param>
public sealed record Junction(string Word, IReadOnlyList<Span> Operands, IReadOnlyList<int> Connectors);
