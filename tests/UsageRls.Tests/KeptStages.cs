using System.Collections.Concurrent;
using System.Globalization;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Kept;

namespace UsageRls.Tests;

/// <summary>Finds the results of stages that earlier runs kept, and shows on the console and in the evidence which are used.</summary>
public static class KeptStages
{
    private static readonly ConcurrentDictionary<GrantBaseline, Lazy<Task<RunInputs?>>> s_inputs = [];
    private static readonly ConcurrentBag<(string Stage, DateTimeOffset At)> s_used = [];

    /// <summary>The results that earlier runs of this user kept, or the results of the shards if the run uses shards.</summary>
    public static KeptResults Results { get; } = KeptResults.FromEnvironment(Environment.GetEnvironmentVariable);

    /// <summary>The shard of this process; null if this process is no shard.</summary>
    /// <exception cref="FormatException">The environment variable <c>USAGE_RLS_SHARD</c> has no valid value.</exception>
    public static Shard? Shard => Verification.Kept.Shard.From(Environment.GetEnvironmentVariable);

    /// <summary>Whether this process verifies only a share of the tables.</summary>
    public static bool IsShard => Results is { IsOfShards: true, IsReadOnly: false };

    /// <summary>The folder of the outcomes of shards; null if this run neither writes nor uses such outcomes.</summary>
    public static string? ShardFolder => Verification.Kept.Shard.FolderFrom(Environment.GetEnvironmentVariable);

    /// <summary>The inputs that decide the results on a grant baseline; null if this run neither keeps nor uses results.</summary>
    public static Task<RunInputs?> InputsAsync(GrantBaseline baseline) =>
        s_inputs.GetOrAdd(baseline, on => new(() => Results.IsOn ? ReadAsync(on) : Task.FromResult<RunInputs?>(null))).Value;

    /// <summary>Looks for the kept result of a stage.</summary>
    /// <param name="stage">The stage's name, such as <c>mutation of public.invoices</c>.</param>
    /// <param name="baseline">The grant baseline on which the stage runs.</param>
    /// <param name="records">Whether to record that a kept result is used; if false, the caller records this.</param>
    public static async Task<KeptStage<T>> FindAsync<T>(string stage, GrantBaseline baseline, bool records = true)
        where T : class
    {
        var name = $"{stage}, {baseline.ToString().ToLowerInvariant()} baseline";
        return Find<T>(name, (await InputsAsync(baseline))?.Key(name), records);
    }

    /// <summary>Looks for the kept result of a stage by a key. Without a key none is found, and a new result is not kept.</summary>
    public static KeptStage<T> Find<T>(string stage, string? key, bool records = true)
        where T : class
    {
        var kept = key is null ? null : Results.Find<T>(key);
        if (kept is not null && records)
            Record(stage, kept.At);
        return new(key, kept);
    }

    /// <summary>Records for the evidence and for <see cref="Tell"/> that the run uses a kept result of a stage.</summary>
    /// <param name="stage">The stage's name, with its grant baseline.</param>
    /// <param name="at">The time when the result was kept; the earliest time if there are several results.</param>
    /// <param name="parts">The parts of the stage, such as names of tables; empty if the stage's name says enough.</param>
    public static void Record(string stage, DateTimeOffset at, string parts = "")
    {
        s_used.Add((stage, at));
        RunEvidence.Collector.Kept(parts == "" ? stage : $"{stage} ({parts})", at);
    }

    /// <summary>Prints one line with the stages whose kept results are used; prints nothing if all stages ran.</summary>
    public static void Tell()
    {
        if (s_used.IsEmpty)
            return;
        var stages = s_used
            .Select(u => u.Stage.Split(", "))
            .GroupBy(words => string.Join(", ", words[..^1]), words => words[^1], StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Count() > 1 ? g.Key : $"{g.Key} ({g.Single()})");
        if (Results.IsOfShards)
        {
            RunConsole.Say($"{s_used.Count} stages use results of the shards in {ShardFolder}: {string.Join("; ", stages)}");
            return;
        }
        RunConsole.Say(
            $"{(s_used.Count == 1 ? "1 stage is" : $"{s_used.Count} stages are")} kept {From(s_used.Min(u => u.At))} or later, because "
                + $"nothing that decides them has changed: {string.Join("; ", stages)}. {KeptResults.FreshVariable}=1 runs everything."
        );
    }

    /// <summary>Returns a phrase that names the time of the run that kept a result.</summary>
    public static string From(DateTimeOffset at) =>
        at.UtcDateTime.ToString("'from the run of' yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static async Task<RunInputs?> ReadAsync(GrantBaseline baseline) =>
        await RunInputs.ReadAsync(
            await Suite.Server.TemplateAsync(Suite.Migrations, baseline),
            Suite.Intent?.Source,
            Suite.Seed.Value,
            typeof(KeptStages).Assembly
        );
}

/// <summary>A stage that uses its kept result or, if it has none, keeps its new result.</summary>
/// <param name="key">The key of the result; if null, the result is not kept.</param>
/// <param name="kept">The kept result; null if the stage must run.</param>
public sealed class KeptStage<T>(string? key, KeptResult<T>? kept)
    where T : class
{
    /// <summary>The kept result; null if the stage must run.</summary>
    public T? Result => kept?.Result;

    /// <summary>When the result was kept; null if the stage must run.</summary>
    public DateTimeOffset? At => kept?.At;

    /// <summary>Keeps the result of a stage that ran and passed; does nothing if the result was kept already or there is no key.</summary>
    public void Keep(T result)
    {
        if (kept is null && key is not null)
            KeptStages.Results.Keep(key, result);
    }
}
