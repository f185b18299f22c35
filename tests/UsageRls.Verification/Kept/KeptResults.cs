using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Kept;

/// <summary>
/// The results of stages that passed, kept in one file for each key. A key is the digest of everything that decides the result:
/// <see cref="RunInputs.Key"/>. If a file cannot be read or has been changed, it counts as missing, so its stage runs.
/// </summary>
/// <param name="folder">The folder of the files; if null, nothing is kept.</param>
/// <param name="isFresh">
/// Whether every stage runs, so that new results replace the kept ones. A kept result is removed even if its stage fails.
/// </param>
/// <param name="time">The clock.</param>
public sealed class KeptResults(string? folder, bool isFresh, TimeProvider time)
{
    /// <summary>The environment variable that makes every stage run if it has a value, such as <c>1</c>.</summary>
    public const string FreshVariable = "USAGE_RLS_FRESH";

    // A key contains the day, so no run uses a file that is older than two days.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(2);

    private static readonly JsonSerializerOptions s_json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        IgnoreReadOnlyProperties = true,
    };

    private int _isPruned;

    /// <summary>Whether there is a folder of kept results.</summary>
    public bool IsOn => folder is not null;

    /// <summary>Whether the results are those of shards, in the folder that <see cref="Shard.FolderVariable"/> names.</summary>
    public bool IsOfShards { get; private init; }

    /// <summary>Whether this run reads the results of shards and writes none.</summary>
    public bool IsReadOnly { get; private init; }

    /// <summary>
    /// Returns the results of the shards if <see cref="Shard.FolderVariable"/> is set, else the results of this user. A run neither uses
    /// nor keeps results of this user on Windows, in CI (where runs are attested), if it writes accepted files, or if it compares a
    /// deployed database.
    /// </summary>
    /// <param name="variable">Returns the value of an environment variable.</param>
    public static KeptResults FromEnvironment(Func<string, string?> variable)
    {
        if (Shard.FolderFrom(variable) is { } shards)
        {
            var isShard = variable(Shard.Variable) is { Length: > 0 };
            return new(shards, isFresh: isShard, TimeProvider.System) { IsOfShards = true, IsReadOnly = !isShard };
        }
        var isOff =
            OperatingSystem.IsWindows()
            || variable("CI") is { Length: > 0 } ci && !string.Equals(ci, "false", StringComparison.OrdinalIgnoreCase)
            || variable("USAGE_RLS_ACCEPT") is { Length: > 0 }
            || variable("USAGE_RLS_DEPLOYED") is { Length: > 0 };
        return new(isOff ? null : UserFolder(), variable(FreshVariable) is { Length: > 0 }, TimeProvider.System);
    }

    /// <summary>Returns the kept result with this key; null if the stage must run.</summary>
    public KeptResult<T>? Find<T>(string key)
        where T : class
    {
        if (folder is null)
            return null;
        try
        {
            var path = PathOf(key);
            if (isFresh)
            {
                File.Delete(path);
                return null;
            }
            if (!File.Exists(path))
                return null;
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), Encoding.UTF8);
            var head = JsonSerializer.Deserialize<Head>(reader.ReadLine() ?? "", s_json);
            var body = reader.ReadToEnd();
            return head?.Key == key && head.Sha256 == Digest.Compute([body]) && JsonSerializer.Deserialize<T>(body, s_json) is { } result
                ? new(result, head.At)
                : null;
        }
        catch (Exception fault) when (IsOfFile(fault))
        {
            return null;
        }
    }

    /// <summary>
    /// Keeps the result of a stage that passed. A result that cannot be written, or that would change when read back, is not kept.
    /// </summary>
    public void Keep<T>(string key, T result)
        where T : class
    {
        if (folder is null || IsReadOnly)
            return;
        try
        {
            var body = JsonSerializer.Serialize(result, s_json);
            if (JsonSerializer.Serialize(JsonSerializer.Deserialize<T>(body, s_json), s_json) != body)
                return;
            Directory.CreateDirectory(folder);
            if (!IsOfShards)
                Prune(folder);
            var partial = $"{PathOf(key)}.{Guid.NewGuid():N}";
            using (var writer = new StreamWriter(new GZipStream(File.Create(partial), CompressionLevel.Fastest), new UTF8Encoding(false)))
            {
                writer.Write(JsonSerializer.Serialize(new Head(key, time.GetUtcNow(), Digest.Compute([body])), s_json) + '\n');
                writer.Write(body);
            }
            File.Move(partial, PathOf(key), overwrite: true);
        }
        catch (Exception fault) when (IsOfFile(fault))
        {
            // The stage runs again in the next run.
        }
    }

    private void Prune(string folder)
    {
        if (Interlocked.Exchange(ref _isPruned, 1) == 1)
            return;
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) > s_longest)
                File.Delete(file);
        }
    }

    private string PathOf(string key) => Path.Combine(folder!, $"{key}.json.gz");

    private static string? UserFolder() =>
        OperatingSystem.IsWindows() || CacheFolder.OfThisUser(_ => { }).Root is not { } root ? null : Path.Combine(root, "kept");

    private static bool IsOfFile(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or InvalidDataException or JsonException or NotSupportedException;

    private sealed record Head(string Key, DateTimeOffset At, string Sha256);
}

/// <summary>A kept result.</summary>
/// <param name="Result">The result.</param>
/// <param name="At">When the run that made the result kept it.</param>
public sealed record KeptResult<T>(T Result, DateTimeOffset At);
