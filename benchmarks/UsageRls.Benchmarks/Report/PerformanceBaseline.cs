using System.Text.Encodings.Web;
using System.Text.Json;
using UsageRls.Fixtures;

namespace UsageRls.Benchmarks.Report;

/// <summary>The values of one cell of the committed baseline.</summary>
/// <param name="Ratio">Times the owner's time.</param>
/// <param name="Buffers">Pages it asked for.</param>
/// <param name="Indexes">The indexes it read.</param>
/// <param name="SequentialScans">The tables it read from end to end.</param>
/// <param name="Sorts">How often it sorted.</param>
internal sealed record BaselineCell(
    double Ratio,
    long Buffers,
    IReadOnlyList<string> Indexes,
    IReadOnlyList<string> SequentialScans,
    int Sorts
);

/// <summary><c>benchmarks/baseline.json</c>: by major version of the server, what each cell cost when somebody last looked.</summary>
/// <param name="Servers">Cells by their key, by major version.</param>
internal sealed record PerformanceBaseline(SortedDictionary<string, SortedDictionary<string, BaselineCell>> Servers)
{
    private static readonly string s_file = ProjectRoot.At("benchmarks/baseline.json");
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The committed one; empty if there is none.</summary>
    public static PerformanceBaseline Read()
    {
        var servers = new SortedDictionary<string, SortedDictionary<string, BaselineCell>>(StringComparer.Ordinal);
        if (!File.Exists(s_file))
            return new(servers);
        foreach (
            var (server, cells) in JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, BaselineCell>>>(
                File.ReadAllText(s_file),
                s_json
            )!
        )
        {
            servers[server] = new(cells, StringComparer.Ordinal);
        }

        return new(servers);
    }

    /// <summary>
    /// Takes in what was measured on a server, and writes the file: a line for each cell, so that a change is a line in review.
    /// </summary>
    public void Accept(ServerResults results)
    {
        if (!Servers.TryGetValue(results.Major, out var cells))
            Servers[results.Major] = cells = new(StringComparer.Ordinal);
        foreach (var cost in results.Costs)
        {
            cells[cost.Key] = new(
                Math.Round(cost.Ratio, 2),
                cost.Rls.Buffers,
                cost.Rls.Indexes,
                cost.Rls.SequentialScans,
                cost.Rls.Sorts.Count
            );
        }

        var lines = Servers.Select(server =>
        {
            var cells = server.Value.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"    {Json(c.Key)}: {Json(c.Value)}");
            return $"  {Json(server.Key)}: {{\n{string.Join(",\n", cells)}\n  }}";
        });
        File.WriteAllText(s_file, $"{{\n{string.Join(",\n", lines)}\n}}\n");
    }

    /// <summary>The regressions since.</summary>
    /// <param name="results">The measurements.</param>
    /// <param name="again">Measures a cell's ratio once more, by its key.</param>
    public async Task<IReadOnlyList<Regression>> CompareAsync(ServerResults results, Func<string, Task<double>> again)
    {
        var worse = new List<Regression>();
        foreach (var cost in results.Costs)
        {
            if (Of(results, cost) is not { } before)
                continue;
            if (Regression.Touched(before, cost) is { } touched)
                worse.Add(touched);
            else if (Regression.ExceededRatio(before, cost) is { } limit)
                worse.Add(Regression.Slower(before, cost, await again(cost.Key), limit));
        }
        return worse;
    }

    /// <summary>How many cells the baseline has for a server version.</summary>
    public int Count(ServerResults results) => results.Costs.Count(c => Of(results, c) is not null);

    private BaselineCell? Of(ServerResults results, CostRecord cost) =>
        Servers.GetValueOrDefault(results.Major)?.GetValueOrDefault(cost.Key);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, s_json);
}
