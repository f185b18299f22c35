using System.Text.Json;
using System.Text.Json.Serialization;

namespace UsageRls.Verification.Evidence;

/// <summary>Writes the evidence as JSON.</summary>
internal static class EvidenceJson
{
    /// <summary>The serializer options for files: indented, with the same line ends on every machine.</summary>
    public static JsonSerializerOptions Readable { get; } =
        new(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            NewLine = "\n",
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };

    /// <summary>Serializes the record to the bytes of <c>evidence-detail.json</c>.</summary>
    public static byte[] Detail(EvidenceRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Readable);
}
