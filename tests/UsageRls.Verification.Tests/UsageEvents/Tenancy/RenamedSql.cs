using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tests.UsageEvents.Tenancy;

/// <summary>Renames objects in SQL, including function bodies and string literals.</summary>
/// <param name="names">The original names and their new names, not quoted.</param>
internal sealed class RenamedSql(IReadOnlyDictionary<string, string> names)
{
    public string Of(string sql)
    {
        var (renamed, at) = ("", 0);
        foreach (var token in Tokenizer.Read(sql))
        {
            renamed += sql[at..token.Start] + Of(token);
            at = token.End;
        }
        return renamed + sql[at..];
    }

    private string Of(Token token)
    {
        if (token.Kind == TokenKind.Word)
            return names.TryGetValue(token.Name, out var name) ? SqlText.Identifier(name) : token.Text;
        if (token.Kind != TokenKind.Text)
            return token.Text;
        if (token.Text[0] == '$')
        {
            var tag = token.Text[..(token.Text.IndexOf('$', 1) + 1)];
            return tag + Of(token.Text[tag.Length..^tag.Length]) + tag;
        }

        // Names are replaced in a string literal that is an original name or that the tokenizer can read; other literals stay unchanged.
        var text = token.Text[1..^1].Replace("''", "'", StringComparison.Ordinal);
        try
        {
            return names.TryGetValue(text, out var name) ? SqlText.Literal(name) : SqlText.Literal(Of(text));
        }
        catch (FormatException)
        {
            return token.Text;
        }
    }
}
