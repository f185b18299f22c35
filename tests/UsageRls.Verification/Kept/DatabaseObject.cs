using System.Text.RegularExpressions;

namespace UsageRls.Verification.Kept;

/// <summary>A relation, function or domain of a database.</summary>
/// <param name="Kind"><c>table</c>, <c>view</c>, <c>function</c>, <c>domain</c> or <c>operator</c>.</param>
/// <param name="Schema">The schema's name.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Text">The text in which the names of other objects occur.</param>
/// <param name="WhenWritten">Such a text of what runs only if a statement writes rows of the relation.</param>
/// <param name="Policies">The policies of a relation; empty if there are none.</param>
internal sealed partial record DatabaseObject(string Kind, string Schema, string Name, string Text, string WhenWritten, string Policies)
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    private readonly Lazy<IReadOnlySet<string>> _words = new(() => WordsOf([Text, Policies]));
    private readonly Lazy<IReadOnlySet<string>> _wordsWhenWritten = new(() => WordsOf([WhenWritten]));
    private readonly Lazy<IReadOnlySet<string>> _name = new(() => WordsOf([Name]));

    /// <summary>Whether nobody knows which tables the object reads: it runs text as SQL, or it is not written in SQL or PL/pgSQL.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>The words of the text and of the policies.</summary>
    public IReadOnlySet<string> Words => _words.Value;

    /// <summary>The words of what runs only if a statement writes rows of the relation.</summary>
    public IReadOnlySet<string> WordsWhenWritten => _wordsWhenWritten.Value;

    /// <summary>Whether the text may write rows of the relations that it names.</summary>
    public bool Writes => Writing().IsMatch(Text);

    /// <summary>Whether a text with these words may name the object. A name in a text is a word, or several if it is quoted.</summary>
    public bool IsNamedIn(IReadOnlySet<string> words) => _name.Value.IsSubsetOf(words);

    /// <summary>Whether a text runs other text as SQL, or writes a name in a form in which it is not found.</summary>
    public static bool RunsText(string text) => Running().IsMatch(text);

    /// <summary>The words of texts: what may be an identifier or a part of one. They are compared without regard to case.</summary>
    public static IReadOnlySet<string> WordsOf(IEnumerable<string> texts)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            for (int i = 0, from = 0; i <= text.Length; i++)
            {
                if (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '$' or > '\u007f'))
                    continue;
                if (i > from)
                    lookup.Add(text.AsSpan(from, i - from));
                from = i + 1;
            }
        }
        return words;
    }

    [GeneratedRegex("""\b(insert|update|delete|merge|truncate|copy)\b""", Options)]
    private static partial Regex Writing();

    [GeneratedRegex("""\bexecute\b|_to_xml|dblink|crosstab|connectby|xpath_table|ts_stat|ts_rewrite|u&["']""", Options)]
    private static partial Regex Running();
}
