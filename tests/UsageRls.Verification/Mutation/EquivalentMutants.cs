using System.Text.Json;
using System.Text.Json.Serialization;
using UsageRls.Verification.Accepted;

namespace UsageRls.Verification.Mutation;

/// <summary>A mutant that people have signed off: it survives, and cannot change any behaviour.</summary>
/// <param name="Mutant">Its name, to the letter.</param>
/// <param name="Reason">Why it cannot.</param>
/// <param name="Owner">Who says so.</param>
/// <param name="Expires">The last day on which that counts.</param>
public sealed record EquivalentMutant(string Mutant, string Reason, string Owner, DateOnly Expires);

/// <summary>The mutants signed off for a folder of migrations: <c>equivalent-mutants.json</c>, a list of <see cref="EquivalentMutant"/>.</summary>
public static class EquivalentMutants
{
    /// <summary>The file's name.</summary>
    public const string File = "equivalent-mutants.json";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Those that still count, by name; null where nobody has reviewed any.</summary>
    /// <exception cref="JsonException">The file is not such a list.</exception>
    public static IReadOnlyDictionary<string, EquivalentMutant>? Read(AcceptedFolder folder, DateOnly today)
    {
        var path = folder.Path is null ? null : Path.Combine(folder.Path, File);
        return path is not null && System.IO.File.Exists(path) ? Parse(System.IO.File.ReadAllText(path), today) : null;
    }

    /// <summary>Reads the file's text.</summary>
    internal static IReadOnlyDictionary<string, EquivalentMutant> Parse(string json, DateOnly today) =>
        (JsonSerializer.Deserialize<EquivalentMutant[]>(json, s_json) ?? []).Where(m => m.Expires >= today).ToDictionary(m => m.Mutant, StringComparer.Ordinal);
}
