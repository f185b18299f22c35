namespace UsageRls.Verification.Mutation.Expressions;

/// <summary>A range of tokens, from the first to the last inclusive; empty if the last is before the first.</summary>
public readonly record struct Span(int First, int Last)
{
    /// <summary>Whether the range contains no token.</summary>
    public bool IsEmpty => Last < First;
}

/// <summary>
/// An SQL expression or function body, split into tokens and nested by parentheses, so that single parts can be replaced.
/// </summary>
public sealed class SqlExpression
{
    private readonly int[] _partner;

    /// <summary>Splits SQL into tokens and matches the parentheses.</summary>
    /// <exception cref="FormatException">A quote or comment has no end, or a parenthesis has no partner.</exception>
    public SqlExpression(string text)
    {
        Text = text;
        Tokens = Tokenizer.Read(text);
        _partner = new int[Tokens.Count];
        var open = new Stack<int>();
        for (var i = 0; i < Tokens.Count; i++)
        {
            _partner[i] = i;
            if (Tokens[i].Kind == TokenKind.Open)
                open.Push(i);
            if (Tokens[i].Kind != TokenKind.Close)
                continue;
            if (!open.TryPop(out var from))
                throw new FormatException($"The parenthesis that closes at position {Tokens[i].Start} has no start: {text}");
            (_partner[from], _partner[i]) = (i, from);
        }
        if (open.Count > 0)
            throw new FormatException($"The parenthesis that opens at position {Tokens[open.Peek()].Start} has no end: {text}");
    }

    /// <summary>The SQL text.</summary>
    public string Text { get; }

    /// <summary>The tokens of the SQL.</summary>
    public IReadOnlyList<Token> Tokens { get; }

    /// <summary>Returns the index of the matching parenthesis; for any other token, its own index.</summary>
    public int PartnerOf(int token) => _partner[token];

    /// <summary>Returns the SQL text of a span.</summary>
    public string TextOf(Span span) => span.IsEmpty ? "" : Text[Tokens[span.First].Start..Tokens[span.Last].End];

    /// <summary>Returns the SQL with a span replaced by other text.</summary>
    public string Replace(Span span, string with) => Text[..Tokens[span.First].Start] + with + Text[Tokens[span.Last].End..];

    /// <summary>Returns the nesting levels: the whole SQL, and the inside of each pair of parentheses.</summary>
    public IEnumerable<Level> Levels()
    {
        yield return new Level(this, new Span(0, Tokens.Count - 1));
        for (var i = 0; i < Tokens.Count; i++)
        {
            if (Tokens[i].Kind == TokenKind.Open && _partner[i] > i + 1)
                yield return new Level(this, new Span(i + 1, _partner[i] - 1));
        }
    }

    /// <summary>Returns the conditions in the SQL: operands joined by <c>and</c> or by <c>or</c>, and single operands.</summary>
    public IEnumerable<Junction> Junctions() => Levels().SelectMany(level => level.Junctions());

    /// <summary>Returns the comparisons in the SQL, each once.</summary>
    public IEnumerable<Comparison> Comparisons() =>
        Junctions().SelectMany(j => j.Operands).Select(o => Comparison.In(this, o)).OfType<Comparison>().DistinctBy(c => c.Operator);
}
