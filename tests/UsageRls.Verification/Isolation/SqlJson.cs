using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UsageRls.Verification.Isolation;

/// <summary>Finds the keys and paths of JSON documents that SQL text reads, and builds such documents.</summary>
internal static partial class SqlJson
{
    /// <summary>The keys that SQL reads from documents, for example <c>plan</c> in <c>data ->> 'plan'</c>; each once.</summary>
    public static IEnumerable<string> Keys(string sql) =>
        Key().Matches(sql).Select(m => m.Groups["key"].Value).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// The paths that SQL reads from documents, as matches: group <c>key</c> captures <c>a</c> and <c>b</c> in <c>-> 'a' ->> 'b'</c>.
    /// </summary>
    public static IEnumerable<Match> Paths(string sql) => Path().Matches(sql);

    /// <summary>Parses a JSON object or array; null if the text is neither.</summary>
    public static JsonNode? Parse(string? text)
    {
        if (text is not ['[' or '{', ..])
            return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Copies the fields of one object into another. Two objects under the same key are merged; any other value with the same key is
    /// replaced.
    /// </summary>
    public static JsonObject Merge(JsonObject into, JsonObject from)
    {
        foreach (var (key, value) in from)
        {
            if (into[key] is JsonObject inside && value is JsonObject other)
                Merge(inside, other);
            else
                into[key] = value?.DeepClone();
        }
        return into;
    }

    /// <summary>
    /// Sets the value at a path of an object: <c>true</c> as a boolean, a JSON object or array as JSON, other text as a string.
    /// </summary>
    public static void Put(JsonObject document, string[] path, string value)
    {
        var at = document;
        foreach (var key in path[..^1])
        {
            if (at[key] is not JsonObject)
                at[key] = new JsonObject();
            at = (JsonObject)at[key]!;
        }
        at[path[^1]] = value == "true" ? JsonValue.Create(true) : Parse(value) ?? JsonValue.Create(value);
    }

    [GeneratedRegex(@"->>?\s*'(?<key>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Key();

    [GeneratedRegex(@"(\s*\)*\s*->>?\s*'(?<key>[^']+)'(::text)?)+", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Path();
}
