using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Finds the paths by which SQL reads values from JSON documents: <c>-> 'a' ->> 'b'</c>, <c>#>> '{a,b}'</c>,
/// <c>jsonb_extract_path_text(d, 'a', 'b')</c>.
/// </summary>
internal static class MetadataPaths
{
    private const int Most = 8;
    private const string Metadata = "raw_user_meta_data";
    private const string Steps = """
        (\s*,\s*'\{\}'(::jsonb?)?)?["\s)]*(::jsonb?[\s)]*)?
        (((->>?\s*'(?<step>[^']+)'(::text)?
            |\#>>?\s*'(?<step>\{[^']+\})'(::text\[\])?
            |\#>>?\s*array\s*\[(\s*'(?<step>[^']+)'(::text)?\s*,?)+\s*\](::text\[\])?)[\s)]*)+
          |(,\s*'(?<step>[^'{]+)'(::text)?\s*)+\))
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Returns up to eight JSON paths that SQL reads from the sign-up metadata (<c>raw_user_meta_data</c>), directly or through a variable.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> OfUserMetadata(IEnumerable<string> texts) =>
        Distinct(texts.Where(t => t.Contains(Metadata, StringComparison.OrdinalIgnoreCase)).SelectMany(FromMetadata));

    /// <summary>
    /// Returns up to eight JSON paths that SQL reads from any document. Of a path that leads through the user's metadata, only the part
    /// inside the metadata is returned.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> In(IEnumerable<string> texts) => Distinct(texts.SelectMany(t => Paths(t, "")));

    /// <summary>Builds a JSON document that has the value at the end of each path.</summary>
    public static JsonObject Document(IEnumerable<IReadOnlyList<string>> paths, string value) =>
        Document(paths.Select(p => (p, (string?)value)));

    /// <summary>Builds a JSON document that has, at the end of each path, the value given with the path.</summary>
    public static JsonObject Document(IEnumerable<(IReadOnlyList<string> Path, string? Value)> values)
    {
        var document = new JsonObject();
        // Shorter paths first: a longer path replaces the value at the end of its prefix.
        foreach (var (path, value) in values.OrderBy(v => v.Path.Count))
        {
            var at = document;
            foreach (var step in path.SkipLast(1))
            {
                if (at[step] is not JsonObject)
                    at[step] = new JsonObject();
                at = (JsonObject)at[step]!;
            }
            at[path[^1]] = value;
        }
        return document;
    }

    private static IEnumerable<string[]> FromMetadata(string text)
    {
        var variables = Matches(text, $@"(?<name>\w+)(\s+jsonb?)?\s*:=\s*(coalesce\s*\(\s*)?(new\s*\.\s*)?{Metadata}")
            .Select(m => m.Groups["name"].Value);
        return Paths(text, $@"(?<![\w$])({string.Join('|', variables.Select(Regex.Escape).Prepend(Metadata))})");
    }

    private static IEnumerable<string[]> Paths(string text, string from) =>
        Matches(text, from + Steps)
            .Select(m => m.Groups["step"].Captures.SelectMany(c => Split(c.Value)).ToArray())
            .Select(steps => steps[(Array.FindLastIndex(steps, s => s is "user_metadata" or Metadata) + 1)..])
            .Where(steps => steps.Length > 0);

    private static string[] Split(string step) =>
        step is ['{', .. var inner, '}'] ? inner.Split(',', StringSplitOptions.TrimEntries) : [step];

    private static IReadOnlyList<IReadOnlyList<string>> Distinct(IEnumerable<string[]> paths) =>
        [.. paths.DistinctBy(p => string.Join('\n', p), StringComparer.Ordinal).Take(Most)];

    // A text that takes too long to match yields no paths.
    private static List<Match> Matches(string text, string pattern)
    {
        const RegexOptions options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace;
        try
        {
            return Regex.Matches(text, pattern, options, s_patience).ToList();
        }
        catch (RegexMatchTimeoutException)
        {
            return [];
        }
    }
}
