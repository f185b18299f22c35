using System.Collections.Concurrent;
using System.Globalization;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Kept;

namespace UsageRls.Tests;

/// <summary>Looks for the results of stages that earlier runs kept, and tells on the console and in the evidence which are used.</summary>
public static class KeptStages
{
    private static readonly ConcurrentDictionary<GrantBaseline, Lazy<Task<RunInputs?>>> s_inputs = [];
    private static readonly ConcurrentBag<(string Stage, DateTimeOffset At)> s_used = [];

    /// <summary>The kept results of this user.</summary>
    public static KeptResults Results { get; } = KeptResults.FromEnvironment(Environment.GetEnvironmentVariable);

    /// <summary>The shard of this process; null if it verifies all tables.</summary>
    /// <exception cref="FormatException">The variable is no shard.</exception>
    public static Shard? Shard => Verification.Kept.Shard.From(Environment.GetEnvironmentVariable);

    /// <summary>Whether this process verifies only a share of the tables.</summary>
    public static bool IsShard => Environment.GetEnvironmentVariable(Verification.Kept.Shard.Variable) is { Length: > 0 };

    /// <summary>The folder of the outcomes of shards; null if this run uses none.</summary>
    public static string? ShardFolder => Verification.Kept.Shard.FolderFrom(Environment.GetEnvironmentVariable);

    /// <summary>What decides the results on a grant baseline; null if nothing is kept in this run.</summary>
    public static Task<RunInputs?> InputsAsync(GrantBaseline baseline) =>
        s_inputs.GetOrAdd(baseline, on => new(() => Results.IsOn ? ReadAsync(on) : Task.FromResult<RunInputs?>(null))).Value;

    /// <summary>Looks for the kept result of a stage.</summary>
    /// <param name="stage">The stage's name, as <c>mutation of public.invoices</c>.</param>
    /// <param name="baseline">The grant baseline on which the stage runs.</param>
    /// <param name="records">Whether to record that the result is kept; if not, the caller records it.</param>
    public static async Task<KeptStage<T>> FindAsync<T>(string stage, GrantBaseline baseline, bool records = true)
        where T : class
    {
        var name = $"{stage}, {baseline.ToString().ToLowerInvariant()} baseline";
        return Find<T>(name, (await InputsAsync(baseline))?.Key(name), records);
    }

    /// <summary>Looks for the kept result of a stage by its key. Without a key nothing is found, and the result is not kept.</summary>
    public static KeptStage<T> Find<T>(string stage, string? key, bool records = true)
        where T : class
    {
        var kept = key is null ? null : Results.Find<T>(key);
        if (kept is not null && records)
            Record(stage, kept.At);
        return new(key, kept);
    }

    /// <summary>Records that the result of a stage is kept, for the evidence and for <see cref="Tell"/>.</summary>
    /// <param name="stage">The stage's name, with its grant baseline.</param>
    /// <param name="at">When the result was kept; of several results the first.</param>
    /// <param name="parts">What the stage consists of; empty if its name says that.</param>
    public static void Record(string stage, DateTimeOffset at, string parts = "")
    {
        s_used.Add((stage, at));
        RunEvidence.Collector.Kept(parts == "" ? stage : $"{stage} ({parts})", at);
    }

    /// <summary>Prints which stages are kept, in one line; nothing if all ran.</summary>
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
            RunConsole.Say($"{s_used.Count} stages are those of the shards in {ShardFolder}: {string.Join("; ", stages)}");
            return;
        }
        RunConsole.Say(
            $"{s_used.Count} stages are kept {From(s_used.Min(u => u.At))} or later, because nothing that decides them has changed: "
                + $"{string.Join("; ", stages)}. {KeptResults.FreshVariable}=1 runs everything."
        );
    }

    /// <summary>From which run a result is kept, in words.</summary>
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

/// <summary>The kept result of a stage, or the place for its result.</summary>
/// <param name="key">The key of the result; if null, the result is not kept.</param>
/// <param name="kept">The kept result; null if the stage must run.</param>
public sealed class KeptStage<T>(string? key, KeptResult<T>? kept)
    where T : class
{
    /// <summary>The kept result; null if the stage must run.</summary>
    public T? Result => kept?.Result;

    /// <summary>When the result was kept; null if the stage must run.</summary>
    public DateTimeOffset? At => kept?.At;

    /// <summary>Keeps the result of a stage that ran and holds; does nothing if it was kept already.</summary>
    public void Keep(T result)
    {
        if (kept is null && key is not null)
            KeptStages.Results.Keep(key, result);
    }
}
