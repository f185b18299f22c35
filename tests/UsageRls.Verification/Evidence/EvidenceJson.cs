using System.Text.Json;
using System.Text.Json.Serialization;

namespace UsageRls.Verification.Evidence;

/// <summary>How the evidence is written as JSON.</summary>
internal static class EvidenceJson
{
    /// <summary>For files: readable, and the same on every machine.</summary>
    public static JsonSerializerOptions Readable { get; } =
        new(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            NewLine = "\n",
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };

    /// <summary>The record.</summary>
    public static byte[] Detail(EvidenceRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Readable);
}
