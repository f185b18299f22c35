using System.Text.Json;
using System.Text.Json.Serialization;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Accepted;

/// <summary>One finding that is written down as known: a proposal, until a named person has signed it.</summary>
/// <param name="Kind">What finds it: one of <see cref="FindingKind"/>.</param>
/// <param name="Id">Which check; of a mutant, which kind of defect.</param>
/// <param name="Object">
/// On what: the same check on another object is another finding. Of a mutant, the object and what is different about it. Of a lint also
/// <c>schema public</c>: every object of that schema.
/// </param>
/// <param name="Reason">Why it may stay, and what would change that.</param>
/// <param name="Expires">The last day on which the entry counts.</param>
public sealed record AcceptedFinding(string Kind, string Id, string Object, string Reason, DateOnly Expires)
{
    private const string SchemaWord = "schema ";

    /// <summary>The person who accepted it, by name or handle; null if it is a proposal.</summary>
    [JsonPropertyName("signed_by")]
    public string? SignedBy { get; init; }

    /// <summary>The day on which that person did.</summary>
    [JsonPropertyName("signed_on")]
    public DateOnly? SignedOn { get; init; }

    /// <summary>Whether a named person has accepted it.</summary>
    [JsonIgnore]
    public bool IsSigned => SignedBy is not null;

    /// <summary>The schema whose every object it is about, as PostgreSQL quotes it; null if it is about one object.</summary>
    [JsonIgnore]
    public string? Schema =>
        Kind == FindingKind.Lint && Object.StartsWith(SchemaWord, StringComparison.Ordinal) ? Object[SchemaWord.Length..] : null;

    /// <summary>The person who accepted it, for a sentence.</summary>
    [JsonIgnore]
    public string Signature => IsSigned ? $"accepted by {SignedBy} on {SignedOn:yyyy-MM-dd}" : "proposed for acceptance but not signed";
}

/// <summary>The one file of exceptions in a folder of what is accepted.</summary>
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

    /// <summary>Reads them.</summary>
    /// <returns>None for a folder that must be complete and has no such file; null if nobody has reviewed anything.</returns>
    /// <exception cref="InvalidOperationException">
    /// The file holds something else than exceptions, an entry twice, an empty field, or a signature that names no person.
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
                $"{path}: nothing finds the kind '{unknown.Kind}'; there are {string.Join(", ", FindingKind.All)}."
            );
        }

        var twice = exceptions.GroupBy(e => (e.Kind, e.Id, e.Object)).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"{path}: {twice.Key} is there twice.");
        foreach (var exception in exceptions)
        {
            if (SignatureRule.Fault(exception, today) is { } fault)
                throw new InvalidOperationException($"{path}: {Name(exception)}: {fault}");
        }
        return exceptions;
    }

    private static string Name(AcceptedFinding exception) => $"{exception.Kind} {exception.Id} on {exception.Object}";
}
