using System.Text.Json;
using UsageRls.Fixtures;

namespace UsageRls.Benchmarks.Report;

/// <summary>
/// The folder <c>artifacts/benchmarks</c>. It has one results file for each measured major version of PostgreSQL, so that a report can show
/// all of them.
/// </summary>
internal static class ResultsFolder
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The path of the folder.</summary>
    public static string Path { get; } = ProjectRoot.At("artifacts/benchmarks");

    /// <summary>
    /// Writes the results of a run. If the run measured only a part, the other results are kept from an earlier run on the same server
    /// version and migrations.
    /// </summary>
    public static void Write(ServerResults results, bool isWhole)
    {
        Directory.CreateDirectory(Path);
        var file = System.IO.Path.Combine(Path, $"results-{results.Major}.json");
        if (!isWhole && Read(file) is { } older && (older.Server, older.Migrations) == (results.Server, results.Migrations))
            results = results.Over(older);
        File.WriteAllText(file, JsonSerializer.Serialize(results, s_json));
    }

    /// <summary>Reads the results of all measured servers, the oldest server version first.</summary>
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

    // Ignores a file that an older version of this program wrote in another format.
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
