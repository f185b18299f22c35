using System.Globalization;
using System.Text.Json.Nodes;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>A step of a plan that was run.</summary>
/// <param name="Type">What PostgreSQL calls the step, as <c>Index Scan</c>.</param>
/// <param name="Parent">What it is to the step above: <c>Outer</c>, <c>InitPlan</c>, <c>SubPlan</c> …; empty for the first.</param>
/// <param name="Name">The name of an InitPlan or SubPlan; else empty.</param>
/// <param name="Relation">The table it reads, where it reads one; else empty.</param>
/// <param name="Index">The index it reads, where it reads one; else empty.</param>
/// <param name="Rows">Rows it gave, over all its rounds.</param>
/// <param name="Removed">Rows it read and gave not, over all its rounds.</param>
/// <param name="Buffers">Pages it and the steps below it asked for.</param>
/// <param name="Conditions">Its keys and conditions, as PostgreSQL prints them, with what they are.</param>
/// <param name="Steps">The steps below it.</param>
public sealed record PlanNode(
    string Type,
    string Parent,
    string Name,
    string Relation,
    string Index,
    long Rows,
    long Removed,
    long Buffers,
    IReadOnlyList<string> Conditions,
    IReadOnlyList<PlanNode> Steps
)
{
    private const string SortKeyName = "Sort Key";
    private static readonly string[] s_conditions =
    [
        "Index Cond",
        "Recheck Cond",
        "Filter",
        "Join Filter",
        "Hash Cond",
        "Merge Cond",
        SortKeyName,
        "Presorted Key",
        "Group Key",
        "One-Time Filter",
    ];

    /// <summary>It and every step below it, in the order in which plans are printed.</summary>
    public IEnumerable<PlanNode> All => Steps.SelectMany(s => s.All).Prepend(this);

    /// <summary>Whether it reads a whole table.</summary>
    public bool IsSequentialScan => Type == "Seq Scan";

    /// <summary>Whether it sorts, all or in parts.</summary>
    public bool IsSort => Type is "Sort" or "Incremental Sort";

    /// <summary>The sort key; empty if it does not sort.</summary>
    public string SortKey =>
        Conditions.FirstOrDefault(c => c.StartsWith(SortKeyName, StringComparison.Ordinal))?[(SortKeyName.Length + 2)..] ?? "";

    /// <summary>Reads a step from EXPLAIN's JSON.</summary>
    public static PlanNode Read(JsonObject json)
    {
        string Text(string key) => json[key]?.GetValue<string>() ?? "";
        double Number(string key) => json[key]?.GetValue<double>() ?? 0;
        // PostgreSQL prints the mean of a round.
        long Total(params string[] keys) => (long)Math.Round(keys.Sum(Number) * Number("Actual Loops"));
        return new PlanNode(
            Text("Node Type"),
            Text("Parent Relationship"),
            Text("Subplan Name"),
            Text("Relation Name"),
            Text("Index Name"),
            Total("Actual Rows"),
            Total("Rows Removed by Filter", "Rows Removed by Index Recheck", "Rows Removed by Join Filter"),
            (long)(Number("Shared Hit Blocks") + Number("Shared Read Blocks")),
            [.. s_conditions.Where(json.ContainsKey).Select(key => $"{key}: {Words(json[key]!)}")],
            [.. (json["Plans"]?.AsArray() ?? []).Select(step => Read(step!.AsObject()))]
        );
    }

    /// <summary>The step and those below it, as psql prints a plan.</summary>
    public string Print(int depth = 0)
    {
        var indent = new string(' ', 2 * depth);
        var of = string.Concat(Index == "" ? "" : $" using {Index}", Relation == "" ? "" : $" on {Relation}");
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{indent}{(Name == "" ? "" : Name + ": ")}{Type}{of} ({Rows} rows, {Removed} removed, {Buffers} buffers)"
        );
        return string.Join('\n', [head, .. Conditions.Select(c => $"{indent}    {c}"), .. Steps.Select(s => s.Print(depth + 1))]);
    }

    private static string Words(JsonNode value) =>
        value is JsonArray list ? string.Join(", ", list.Select(v => v!.GetValue<string>())) : value.GetValue<string>();
}
