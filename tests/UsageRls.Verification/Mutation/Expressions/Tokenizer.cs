using System.Buffers;

namespace UsageRls.Verification.Mutation.Expressions;

/// <summary>Splits SQL into tokens: covers the SQL that the server prints, and the bodies of helper functions.</summary>
/// <remarks>Source: PostgreSQL documentation, "Lexical Structure".</remarks>
public static class Tokenizer
{
    private static readonly SearchValues<char> s_operator = SearchValues.Create("+-*/<>=~!@#%^&|`?");

    // An operator of several characters may end in a plus or a minus only if it contains one of these characters.
    private static readonly SearchValues<char> s_signed = SearchValues.Create("~!@#%^&|`?");

    /// <summary>Returns the tokens of the SQL, without white space and comments.</summary>
    /// <exception cref="FormatException">A quote or a comment is never closed.</exception>
    public static IReadOnlyList<Token> Read(string sql)
    {
        var tokens = new List<Token>();
        for (var at = SkipSpace(sql, 0); at < sql.Length; at = SkipSpace(sql, at))
        {
            var (kind, end) = Next(sql, at);
            tokens.Add(new Token(kind, at, sql[at..end]));
            at = end;
        }
        return tokens;
    }

    private static (TokenKind Kind, int End) Next(string sql, int at) =>
        sql[at] switch
        {
            '\'' => (TokenKind.Text, QuotedEnd(sql, at, '\'', backslashes: false)),
            '"' => (TokenKind.Quoted, QuotedEnd(sql, at, '"', backslashes: false)),
            'e' or 'E' when Peek(sql, at + 1) == '\'' => (TokenKind.Text, QuotedEnd(sql, at + 1, '\'', backslashes: true)),
            '$' when DollarTag(sql, at) is { } tag => (TokenKind.Text, DollarEnd(sql, at, tag)),
            '(' or '[' => (TokenKind.Open, at + 1),
            ')' or ']' => (TokenKind.Close, at + 1),
            ':' when Peek(sql, at + 1) is ':' or '=' => (TokenKind.Operator, at + 2),
            '$' or (>= '0' and <= '9') => (TokenKind.Number, While(sql, at + 1, c => char.IsAsciiLetterOrDigit(c) || c == '.')),
            var c when IsWordStart(c) => (TokenKind.Word, While(sql, at + 1, c => char.IsLetterOrDigit(c) || c is '_' or '$')),
            var c when s_operator.Contains(c) => (TokenKind.Operator, OperatorEnd(sql, at)),
            _ => (TokenKind.Punctuation, at + 1),
        };

    private static int SkipSpace(string sql, int at)
    {
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at]))
                at++;
            else if (sql[at] == '-' && Peek(sql, at + 1) == '-')
                at = While(sql, at, c => c != '\n');
            else if (sql[at] == '/' && Peek(sql, at + 1) == '*')
                at = CommentEnd(sql, at);
            else
                break;
        }
        return at;
    }

    private static int CommentEnd(string sql, int from)
    {
        var (at, depth) = (from + 2, 1);
        while (depth > 0)
        {
            if (at >= sql.Length)
                throw Unclosed("comment", from);
            if (sql[at] == '/' && Peek(sql, at + 1) == '*')
            {
                depth++;
                at += 2;
            }
            else if (sql[at] == '*' && Peek(sql, at + 1) == '/')
            {
                depth--;
                at += 2;
            }
            else
            {
                at++;
            }
        }
        return at;
    }

    // An operator ends where a comment begins; a trailing sign that belongs to the next number is not part of the operator.
    private static int OperatorEnd(string sql, int at)
    {
        var end = at + 1;
        while (
            end < sql.Length
            && s_operator.Contains(sql[end])
            && !(sql[end] is '-' or '/' && Peek(sql, end + 1) == (sql[end] == '-' ? '-' : '*'))
        )
        {
            end++;
        }

        while (end > at + 1 && sql[end - 1] is '-' or '+' && sql.AsSpan(at, end - at).IndexOfAny(s_signed) < 0)
            end--;
        return end;
    }

    private static int QuotedEnd(string sql, int from, char quote, bool backslashes)
    {
        for (var at = from + 1; at < sql.Length; at++)
        {
            if (backslashes && sql[at] == '\\')
                at++;
            else if (sql[at] == quote && Peek(sql, at + 1) == quote)
                at++;
            else if (sql[at] == quote)
                return at + 1;
        }
        throw Unclosed("quote", from);
    }

    private static string? DollarTag(string sql, int at)
    {
        var end = While(sql, at + 1, c => char.IsLetterOrDigit(c) || c == '_');
        return Peek(sql, end) == '$' && !char.IsAsciiDigit(sql[at + 1]) ? sql[at..(end + 1)] : null;
    }

    private static int DollarEnd(string sql, int from, string tag)
    {
        var end = sql.IndexOf(tag, from + tag.Length, StringComparison.Ordinal);
        return end < 0 ? throw Unclosed("quote", from) : end + tag.Length;
    }

    private static int While(string sql, int at, Func<char, bool> belongs)
    {
        while (at < sql.Length && belongs(sql[at]))
            at++;
        return at;
    }

    private static bool IsWordStart(char c) => char.IsLetter(c) || c == '_';

    private static char Peek(string sql, int at) => at < sql.Length ? sql[at] : '\0';

    private static FormatException Unclosed(string what, int at) => new($"The {what} that begins at position {at} has no end.");
}
