using System.Text.Json;
using System.Text.Json.Serialization;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Accepted;

/// <summary>An entry of the exceptions file: a proposal to accept a finding, or an acceptance if a named person has signed it.</summary>
/// <param name="Kind">The kind of the finding: one of <see cref="FindingKind"/>.</param>
/// <param name="Id">The name of the check that reports the finding; for a mutant, the name of the mutator.</param>
/// <param name="Object">
/// The object of the finding: a finding of the same check on another object needs its own entry. For a mutant: the object and the mutant's
/// change to it. For a lint, <c>schema public</c> is also valid and covers findings of severity medium or lower on every object of that
/// schema.
/// </param>
/// <param name="Reason">Why the finding may stay, and what would change that decision.</param>
/// <param name="Expires">The last day on which the entry is valid.</param>
public sealed record AcceptedFinding(string Kind, string Id, string Object, string Reason, DateOnly Expires)
{
    private const string SchemaWord = "schema ";

    /// <summary>The person who accepted the finding, by name or handle; null for a proposal.</summary>
    [JsonPropertyName("signed_by")]
    public string? SignedBy { get; init; }

    /// <summary>The day on which that person accepted the finding; null for a proposal.</summary>
    [JsonPropertyName("signed_on")]
    public DateOnly? SignedOn { get; init; }

    /// <summary>Whether a named person has accepted the finding.</summary>
    [JsonIgnore]
    public bool IsSigned => SignedBy is not null;

    /// <summary>The schema, quoted as in SQL, if the entry covers every object of a schema; null if the entry covers one object.</summary>
    [JsonIgnore]
    public string? Schema =>
        Kind == FindingKind.Lint && Object.StartsWith(SchemaWord, StringComparison.Ordinal) ? Object[SchemaWord.Length..] : null;

    /// <summary>Part of a sentence: who accepted the finding and when, or that nobody has signed the proposal.</summary>
    [JsonIgnore]
    public string Signature => IsSigned ? $"accepted by {SignedBy} on {SignedOn:yyyy-MM-dd}" : "proposed for acceptance but not signed";
}

/// <summary>Reads the exceptions file of a folder with accepted files.</summary>
public static class AcceptedFindings
{
    /// <summary>The file's name.</summary>
    public const string File = "exceptions.json";

    private static readonly JsonSerializerOptions s_strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads the exceptions file.</summary>
    /// <returns>The entries of the file. If there is no file: no entries for a folder that must be complete, otherwise null.</returns>
    /// <exception cref="InvalidOperationException">
    /// The file contains something other than exceptions, the same entry twice, an empty field, an unknown kind, or an invalid signature.
    /// </exception>
    public static IReadOnlyList<AcceptedFinding>? Read(AcceptedFolder folder)
    {
        var path = folder.Path is null ? null : Path.Combine(folder.Path, File);
        if (path is null || !System.IO.File.Exists(path))
            return folder.MustBeComplete ? [] : null;
        return Parse(path, System.IO.File.ReadAllText(path), DateOnly.FromDateTime(DateTime.UtcNow));
    }

    internal static IReadOnlyList<AcceptedFinding> Parse(string path, string json, DateOnly today)
    {
        AcceptedFinding[] exceptions;
        try
        {
            exceptions = JsonSerializer.Deserialize<AcceptedFinding[]>(json, s_strict) ?? [];
        }
        catch (JsonException fault)
        {
            throw new InvalidOperationException(
                $"{path}: {fault.Message} Each exception has kind, id, object, reason and expires (YYYY-MM-DD); "
                    + "once a person has accepted it, also signed_by and signed_on; and nothing else.",
                fault
            );
        }

        var empty = Array.Find(exceptions, e => new[] { e.Kind, e.Id, e.Object, e.Reason }.Any(string.IsNullOrWhiteSpace));
        if (empty is not null)
            throw new InvalidOperationException($"{path}: {Name(empty)} leaves a field empty. Say what was decided, and why.");
        var unknown = Array.Find(exceptions, e => !FindingKind.All.Contains(e.Kind));
        if (unknown is not null)
        {
            throw new InvalidOperationException(
                $"{path}: unknown kind '{unknown.Kind}'; the kinds are {string.Join(", ", FindingKind.All)}."
            );
        }

        var twice = exceptions.GroupBy(e => (e.Kind, e.Id, e.Object)).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"{path}: there are two entries for {twice.Key}.");
        foreach (var exception in exceptions)
        {
            if (SignatureRule.Fault(exception, today) is { } fault)
                throw new InvalidOperationException($"{path}: {Name(exception)}: {fault}");
        }
        return exceptions;
    }

    private static string Name(AcceptedFinding exception) => $"{exception.Kind} {exception.Id} on {exception.Object}";
}
