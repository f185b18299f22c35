using System.Text.Json;
using System.Text.Json.Nodes;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>JSON in the literals of SQL.</summary>
internal static class JsonValues
{
    /// <summary>The object or array that a text holds; null if it holds none.</summary>
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

    /// <summary>Adds the fields of one object to another, inside of objects that both have too.</summary>
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
}
