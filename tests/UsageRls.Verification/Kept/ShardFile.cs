using System.Globalization;
using System.Text.Json;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Kept;

/// <summary>What one shard verified, stored in a file such as <c>shard-2-of-5.json</c> beside the shard's outcomes.</summary>
public sealed record ShardFile
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>The shard.</summary>
    public required Shard Shard { get; init; }

    /// <summary>When the shard ended, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What decided the outcomes on each grant baseline.</summary>
    public required IReadOnlyDictionary<GrantBaseline, RunInputs> Inputs { get; init; }

    /// <summary>The tables of the shard.</summary>
    public required IReadOnlyList<string> Tables { get; init; }

    /// <summary>The tables whose mutants the shard ran.</summary>
    public required IReadOnlyList<string> Mutated { get; init; }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, NameOf(Shard)), JsonSerializer.Serialize(this, s_json));
    }

    /// <summary>Reads the files of all shards in a folder.</summary>
    /// <param name="folder">The folder of the shards' outcomes.</param>
    /// <param name="inputs">What decides the outcomes of this run on each grant baseline.</param>
    /// <returns>The files and two empty texts; or no files, the reason why this run must not use them, and the remedy.</returns>
    public static (IReadOnlyList<ShardFile> Files, string Fault, string Remedy) ReadAll(
        string folder,
        IReadOnlyDictionary<GrantBaseline, RunInputs> inputs
    )
    {
        var name = ProjectRoot.FromTop(folder);
        var unset = $"or unset {Shard.FolderVariable} to verify every table in this run";
        string[] paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "shard-*-of-*.json") : [];
        if (paths.Length == 0)
            return ([], $"The folder {name} has no outcomes of shards.", $"run each shard with {Shard.Variable}=1/2 and so on, {unset}");
        var files = new List<ShardFile>();
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            if (Read(path) is not { } file)
                return ([], $"{ProjectRoot.FromTop(path)} is not a file of this version of the suite.", $"run the shard again, {unset}");
            files.Add(file);
        }

        var counts = files.Select(f => f.Shard.Count).Distinct().Order().ToArray();
        if (counts.Length > 1)
        {
            return (
                [],
                $"The folder {name} has files of several runs, with {string.Join(" and with ", counts)} shards.",
                "remove the files of the other run"
            );
        }
        if (Enumerable.Range(1, counts[0]).Except(files.Select(f => f.Shard.Number)).ToArray() is { Length: > 0 } missing)
        {
            var shard = new Shard(missing[0], counts[0]);
            return (
                [],
                $"The folder {name} has no outcomes of {shard}.",
                $"run this shard with {Shard.Variable}={shard.Number}/{shard.Count}, {unset}"
            );
        }
        foreach (var file in files)
        {
            if (Difference(file.Inputs, inputs) is { } what)
                return ([], $"{file.Shard} ran with {what} than this run.", $"run the shard again, {unset}");
        }
        return (files, "", "");
    }

    private static string NameOf(Shard shard) => string.Create(CultureInfo.InvariantCulture, $"shard-{shard.Number}-of-{shard.Count}.json");

    private static ShardFile? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ShardFile>(File.ReadAllText(path), s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Difference(
        IReadOnlyDictionary<GrantBaseline, RunInputs> theirs,
        IReadOnlyDictionary<GrantBaseline, RunInputs> ours
    )
    {
        if (!theirs.Keys.Order().SequenceEqual(ours.Keys.Order()))
            return "other grant baselines";
        return ours.Select(input => input.Value.DifferenceTo(theirs[input.Key])).FirstOrDefault(d => d is not null);
    }
}
