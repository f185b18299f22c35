using System.Text.RegularExpressions;

namespace UsageRls.Verification.Kept;

/// <summary>A relation, function or domain of a database.</summary>
/// <param name="Kind">
/// <c>table</c>, <c>view</c>, <c>function</c> or <c>domain</c>; <c>operator</c> for one entry that stands for all operators and casts
/// of the application.
/// </param>
/// <param name="Schema">The schema's name.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Text">Text from the object's definition, in which names of other objects occur.</param>
/// <param name="WhenWritten">
/// Like <paramref name="Text"/>, for definitions that apply only if a statement writes rows of the relation, such as triggers.
/// </param>
/// <param name="Policies">The policies of a relation; empty if there are none.</param>
internal sealed partial record DatabaseObject(string Kind, string Schema, string Name, string Text, string WhenWritten, string Policies)
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    private readonly Lazy<IReadOnlySet<string>> _words = new(() => WordsOf([Text, Policies]));
    private readonly Lazy<IReadOnlySet<string>> _wordsWhenWritten = new(() => WordsOf([WhenWritten]));
    private readonly Lazy<IReadOnlySet<string>> _name = new(() => WordsOf([Name]));

    /// <summary>
    /// Whether the texts do not show which tables the object reads: because it may run dynamic SQL, is a foreign table, or is a function
    /// in a language such as PL/Python.
    /// </summary>
    public bool IsOpaque { get; init; }

    /// <summary>The words of the text and of the policies.</summary>
    public IReadOnlySet<string> Words => _words.Value;

    /// <summary>The words of <see cref="WhenWritten"/>.</summary>
    public IReadOnlySet<string> WordsWhenWritten => _wordsWhenWritten.Value;

    /// <summary>Whether the text may write rows of the relations that it names.</summary>
    public bool Writes => Writing().IsMatch(Text);

    /// <summary>Whether a text with these words may name the object. A quoted name may consist of several words.</summary>
    public bool IsNamedIn(IReadOnlySet<string> words) => _name.Value.IsSubsetOf(words);

    /// <summary>
    /// Whether a text may run dynamic SQL, such as EXECUTE, or contains Unicode escapes (<c>U&amp;"…"</c>), which can hide a name.
    /// </summary>
    public static bool RunsText(string text) => Running().IsMatch(text);

    /// <summary>Returns the words of texts: each may be an identifier, or a part of a quoted one. The set ignores case.</summary>
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
