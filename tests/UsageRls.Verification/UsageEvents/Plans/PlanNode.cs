using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace UsageRls.Verification.UsageEvents.Plans;

/// <summary>A node of an executed query plan.</summary>
/// <param name="Type">The node type as PostgreSQL prints it, for example <c>Index Scan</c>.</param>
/// <param name="Parent">The node's relationship to its parent, for example <c>Outer</c> or <c>InitPlan</c>; empty for the root.</param>
/// <param name="Name">The name of an InitPlan or SubPlan; else empty.</param>
/// <param name="Relation">The table that the node reads or writes; empty if the plan names none for the node.</param>
/// <param name="Index">The index that the node reads; empty if it reads none.</param>
/// <param name="Rows">The number of rows that the node returned, over all loops.</param>
/// <param name="Removed">The number of rows that the node read and filtered out, over all loops.</param>
/// <param name="Buffers">The number of shared buffers that the node and its children accessed.</param>
/// <param name="Conditions">The node's conditions, sort keys and group keys, as PostgreSQL prints them, each with its label.</param>
/// <param name="Steps">The child nodes.</param>
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

    /// <summary>The node and all nodes below it, in the order in which plans are printed.</summary>
    [JsonIgnore]
    public IEnumerable<PlanNode> All => Steps.SelectMany(s => s.All).Prepend(this);

    /// <summary>Whether the node is a sequential scan.</summary>
    public bool IsSequentialScan => Type == "Seq Scan";

    /// <summary>Whether the node sorts, fully or incrementally.</summary>
    public bool IsSort => Type is "Sort" or "Incremental Sort";

    /// <summary>The sort key; empty if the node does not sort.</summary>
    public string SortKey =>
        Conditions.FirstOrDefault(c => c.StartsWith(SortKeyName, StringComparison.Ordinal))?[(SortKeyName.Length + 2)..] ?? "";

    /// <summary>Reads a node and its children from EXPLAIN's JSON.</summary>
    public static PlanNode Read(JsonObject json)
    {
        string Text(string key) => json[key]?.GetValue<string>() ?? "";
        double Number(string key) => json[key]?.GetValue<double>() ?? 0;
        // PostgreSQL prints the average per loop.
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

    /// <summary>Returns the node and its children as indented text, similar to a plan in psql.</summary>
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
