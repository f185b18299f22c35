namespace UsageRls.Verification.Mutation.Expressions;

/// <summary>What a piece of SQL is.</summary>
public enum TokenKind
{
    /// <summary>A name or a keyword.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    Quoted,

    /// <summary>A string, however quoted.</summary>
    Text,

    /// <summary>A number, or a parameter.</summary>
    Number,

    /// <summary>An operator.</summary>
    Operator,

    /// <summary><c>(</c> or <c>[</c>.</summary>
    Open,

    /// <summary><c>)</c> or <c>]</c>.</summary>
    Close,

    /// <summary>A comma, a dot, a semicolon, a colon.</summary>
    Punctuation,
}

/// <summary>A piece of SQL.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Text">Its text, quotes and all.</param>
public readonly record struct Token(TokenKind Kind, int Start, string Text)
{
    /// <summary>Where it ends.</summary>
    public int End => Start + Text.Length;

    /// <summary>Whether it is an identifier.</summary>
    public bool IsName => Kind is TokenKind.Word or TokenKind.Quoted;

    /// <summary>The name that it stands for: quotes undone, and an unquoted one in lower case.</summary>
    public string Name => Kind == TokenKind.Quoted ? Text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : Text.ToLowerInvariant();

    /// <summary>Whether it is this keyword, operator or sign: what is quoted has its quotes, and is none.</summary>
    public bool Is(string text) => text.Equals(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is one of these.</summary>
    public bool IsAny(IEnumerable<string> texts) => texts.Any(Is);
}
