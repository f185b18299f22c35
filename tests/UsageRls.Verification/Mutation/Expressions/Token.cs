namespace UsageRls.Verification.Mutation.Expressions;

/// <summary>The kind of an SQL token.</summary>
public enum TokenKind
{
    /// <summary>A name or a keyword.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    Quoted,

    /// <summary>A string literal, in any kind of quotes.</summary>
    Text,

    /// <summary>A number or a parameter such as <c>$1</c>.</summary>
    Number,

    /// <summary>An operator.</summary>
    Operator,

    /// <summary><c>(</c> or <c>[</c>.</summary>
    Open,

    /// <summary><c>)</c> or <c>]</c>.</summary>
    Close,

    /// <summary>A comma, a dot, a semicolon, a colon, or any other character that belongs to no other kind of token.</summary>
    Punctuation,
}

/// <summary>A token of SQL.</summary>
/// <param name="Kind">The kind of token.</param>
/// <param name="Start">The token's first position in the SQL, in UTF-16 code units.</param>
/// <param name="Text">The token's text, including quotes.</param>
public readonly record struct Token(TokenKind Kind, int Start, string Text)
{
    /// <summary>The position after the token's last character.</summary>
    public int End => Start + Text.Length;

    /// <summary>Whether the token is an identifier or a keyword.</summary>
    public bool IsName => Kind is TokenKind.Word or TokenKind.Quoted;

    /// <summary>The name that the token denotes: without its quotes, or in lower case if unquoted.</summary>
    public string Name => Kind == TokenKind.Quoted ? Text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : Text.ToLowerInvariant();

    /// <summary>Whether the token is this keyword, operator or sign; a quoted name never is.</summary>
    public bool Is(string text) => text.Equals(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the token is one of these keywords, operators or signs.</summary>
    public bool IsAny(IEnumerable<string> texts) => texts.Any(Is);
}
