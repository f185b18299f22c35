using System.Text.Encodings.Web;
using System.Text.Json;
using UsageRls.Fixtures;

namespace UsageRls.Benchmarks.Report;

/// <summary>
/// The committed values of one cost cell: of a query by a kind of caller, with given table sizes, policies and indexes.
/// </summary>
/// <param name="Ratio">The query's time under row level security divided by the table owner's time.</param>
/// <param name="Buffers">The number of pages of 8 KiB that the query read, from shared buffers or disk.</param>
/// <param name="Indexes">The indexes of the table of events that the query used.</param>
/// <param name="SequentialScans">The tables that the query read by a sequential scan.</param>
/// <param name="Sorts">The number of sorts in the plan.</param>
internal sealed record BaselineCell(
    double Ratio,
    long Buffers,
    IReadOnlyList<string> Indexes,
    IReadOnlyList<string> SequentialScans,
    int Sorts
);

/// <summary>The content of <c>benchmarks/baseline.json</c>: the accepted costs of each query, by server major version.</summary>
/// <param name="Servers">For each major version, the values of each query, caller and kind of database, by key.</param>
internal sealed record PerformanceBaseline(SortedDictionary<string, SortedDictionary<string, BaselineCell>> Servers)
{
    private static readonly string s_file = ProjectRoot.At("benchmarks/baseline.json");
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads the committed baseline; empty if the file does not exist.</summary>
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
    /// Replaces the values that this run measured and writes the file. Each <see cref="BaselineCell"/> is one line, so that a review shows
    /// each change as one line.
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

    /// <summary>Compares measurements with the baseline; returns the regressions, also those that are not confirmed.</summary>
    /// <param name="results">The measurements of this run.</param>
    /// <param name="again">Measures a second time the ratio of the caller's time to the owner's time, for the given key.</param>
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

    /// <summary>The number of measured query costs for which the baseline has a value.</summary>
    public int Count(ServerResults results) => results.Costs.Count(c => Of(results, c) is not null);

    private BaselineCell? Of(ServerResults results, CostRecord cost) =>
        Servers.GetValueOrDefault(results.Major)?.GetValueOrDefault(cost.Key);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, s_json);
}
