using System.Text.Json;
using System.Text.Json.Serialization;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Accepted;

/// <summary>One finding that somebody decided to live with, for a while.</summary>
/// <param name="Kind">What finds it: one of <see cref="FindingKind"/>.</param>
/// <param name="Id">Which check; of a mutant, which kind of defect.</param>
/// <param name="Object">On what: the same check on another object is another finding. Of a mutant, the object and what is different about it.</param>
/// <param name="Owner">Who decided.</param>
/// <param name="Reason">Why, and what would change the decision.</param>
/// <param name="Expires">The last day on which it holds.</param>
public sealed record AcceptedFinding(string Kind, string Id, string Object, string Owner, string Reason, DateOnly Expires);

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
    /// <returns>None for a folder that must be complete and has no such file; null where nobody has reviewed anything.</returns>
    /// <exception cref="InvalidOperationException">The file says something else than exceptions, says one twice, or leaves a field empty.</exception>
    public static IReadOnlyList<AcceptedFinding>? Read(AcceptedFolder folder)
    {
        var path = folder.Path is null ? null : Path.Combine(folder.Path, File);
        if (path is null || !System.IO.File.Exists(path)) return folder.MustBeComplete ? [] : null;
        return Parse(path, System.IO.File.ReadAllText(path));
    }

    internal static IReadOnlyList<AcceptedFinding> Parse(string path, string json)
    {
        AcceptedFinding[] exceptions;
        try
        {
            exceptions = JsonSerializer.Deserialize<AcceptedFinding[]>(json, s_strict) ?? [];
        }
        catch (JsonException fault)
        {
            throw new InvalidOperationException($"{path}: {fault.Message} Each exception has kind, id, object, owner, reason and expires (YYYY-MM-DD), and nothing else.", fault);
        }

        var empty = Array.Find(exceptions, e => new[] { e.Kind, e.Id, e.Object, e.Owner, e.Reason }.Any(string.IsNullOrWhiteSpace));
        if (empty is not null) throw new InvalidOperationException($"{path}: {empty} leaves a field empty. Say who decided what, and why.");
        var unknown = Array.Find(exceptions, e => !FindingKind.All.Contains(e.Kind));
        if (unknown is not null) throw new InvalidOperationException($"{path}: nothing finds the kind '{unknown.Kind}'; there are {string.Join(", ", FindingKind.All)}.");
        var twice = exceptions.GroupBy(e => (e.Kind, e.Id, e.Object)).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? exceptions : throw new InvalidOperationException($"{path}: {twice.Key} is there twice.");
    }
}
