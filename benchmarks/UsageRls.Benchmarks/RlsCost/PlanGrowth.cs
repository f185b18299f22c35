using System.Globalization;
using UsageRls.Benchmarks.Setup;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>
/// Reads the plan of every query by three kinds of member, on tables of 10,000 to 10,000,000 events, and prints a table of plans, pages and
/// rows. These values are exact, so each plan is read once.
/// </summary>
internal static class PlanGrowth
{
    private static readonly (int Events, string Name)[] s_sizes =
    [
        (10_000, "10 k"),
        (100_000, "100 k"),
        (1_000_000, "1 M"),
        (10_000_000, "10 M"),
    ];

    private static readonly (QueryCallerKind Kind, string Name)[] s_callers =
    [
        (QueryCallerKind.One, "member of one"),
        (QueryCallerKind.Three, "member of three"),
        (QueryCallerKind.TwoHundred, "member of two hundred"),
    ];

    private sealed record Facts(string Plan, long Pages, long Rows, long OwnerPages);

    /// <summary>Loads the worlds one after the other, reads the plans, and prints the table.</summary>
    public static async Task<int> MainAsync()
    {
        var read = new Dictionary<(PlanQuery, QueryCallerKind), List<Facts>>();
        try
        {
            foreach (var (events, _) in s_sizes)
                await ReadAsync(PlanRun.World with { Events = events }, read);
        }
        finally
        {
            await SharedServer.StopAsync();
        }

        Console.WriteLine($"| query | caller | plan | {string.Join(" | ", s_sizes.Select(s => s.Name))} | owner, {s_sizes[^1].Name} |");
        Console.WriteLine($"| --- | --- | --- | {string.Concat(s_sizes.Select(_ => "---: | "))}---: |");
        foreach (var ((query, kind), facts) in read)
        {
            var cells = facts.Select(f => Text($"{f.Pages:N0} / {f.Rows:N0}"));
            var caller = s_callers.Single(c => c.Kind == kind).Name;
            Console.WriteLine(
                Text($"| {query.Name} | {caller} | {Plans(facts)} | {string.Join(" | ", cells)} | {facts[^1].OwnerPages:N0} |")
            );
        }
        return 0;
    }

    private static async Task ReadAsync(PlanWorld world, Dictionary<(PlanQuery, QueryCallerKind), List<Facts>> read)
    {
        await using var database = await (await SharedServer.TemplateAsync()).CloneAsync();
        await world.LoadAsync(database);
        Progress.Say($"loaded {world}");
        var callers = await QueryCaller.AllAsync(database);
        foreach (var query in PlanQuery.All)
        {
            foreach (var caller in callers.Where(c => s_callers.Any(s => s.Kind == c.Kind)))
            {
                var plan = await PlanReader.ReadAsync(database, query.As(caller));
                var owner = await PlanReader.ReadAsync(database, query.Baseline(caller, database.Owner));
                if (!read.TryGetValue((query, caller.Kind), out var facts))
                    read[(query, caller.Kind)] = facts = [];
                facts.Add(new Facts(Plan(plan), plan.Buffers, plan.Writes ? plan.Rows : plan.RowsTouched, owner.Buffers));
            }
        }
    }

    // The plan in words: how the events are read, by which index, and whether they are sorted.
    private static string Plan(QueryPlan plan)
    {
        if (plan.Writes)
            return "insert";
        var types = plan.Root.All.Select(n => n.Type).ToHashSet(StringComparer.Ordinal);
        var way =
            plan.SequentialScans.Count > 0 ? "whole table"
            : types.Contains("Bitmap Heap Scan") ? "bitmap"
            : "index";
        var indexes = plan.Indexes.Select(i => i.Replace($"{UsageEventsTables.Name}_", "", StringComparison.Ordinal));
        return $"{way} {string.Join(" and ", indexes)}{(plan.Sorts.Count > 0 ? ", sort" : "")}";
    }

    // One plan if it is the same for all sizes, else each plan with the sizes at which it is used.
    private static string Plans(List<Facts> facts)
    {
        var groups = facts.Zip(s_sizes).GroupBy(pair => pair.First.Plan).ToArray();
        return groups.Length == 1
            ? groups[0].Key
            : string.Join("; ", groups.Select(g => $"{string.Join(", ", g.Select(pair => pair.Second.Name))}: {g.Key}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
