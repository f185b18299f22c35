using System.Text.Json;
using UsageRls.Fixtures;

namespace UsageRls.Benchmarks.Report;

/// <summary><c>artifacts/benchmarks</c>: a file for each server that was measured, so that a report shows them side by side.</summary>
internal static class ResultsFolder
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The folder.</summary>
    public static string Path { get; } = ProjectRoot.At("artifacts/benchmarks");

    /// <summary>Writes what was measured. A run of a part keeps what an earlier one measured of the rest, of the same migrations.</summary>
    public static void Write(ServerResults results, bool isWhole)
    {
        Directory.CreateDirectory(Path);
        var file = System.IO.Path.Combine(Path, $"results-{results.Major}.json");
        if (!isWhole && Read(file) is { } older && (older.Server, older.Migrations) == (results.Server, results.Migrations))
            results = results.Over(older);
        File.WriteAllText(file, JsonSerializer.Serialize(results, s_json));
    }

    /// <summary>The measurements on each server, oldest version first.</summary>
    public static IReadOnlyList<ServerResults> ReadAll() =>
        Directory.Exists(Path)
            ?
            [
                .. Directory
                    .EnumerateFiles(Path, "results-*.json")
                    .Select(Read)
                    .OfType<ServerResults>()
                    .OrderBy(r => Version.Parse(r.Server)),
            ]
            : [];

    // A file that an older version wrote in another form is ignored.
    private static ServerResults? Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<ServerResults>(File.ReadAllText(file), s_json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
