using System.Collections.Concurrent;
using BenchmarkDotNet.Running;

namespace UsageRls.Benchmarks.Setup;

/// <summary>The exception if this machine cannot run a benchmark; the report shows the reason.</summary>
internal sealed class NotRun(string reason) : Exception(reason)
{
    private static readonly ConcurrentDictionary<(Type, string), string> s_reasons = new();

    /// <summary>Throws if there is a reason why the benchmark cannot run, and stores the reason for the report.</summary>
    /// <param name="type">The benchmark's class.</param>
    /// <param name="method">The benchmark's method.</param>
    /// <param name="reason">The reason why the benchmark cannot run; null if it can.</param>
    public static void Throw(Type type, string method, string? reason)
    {
        if (reason is null)
            return;
        s_reasons[(type, method)] = reason;
        throw new NotRun(reason);
    }

    /// <summary>The reason why a benchmark did not run; null if there is none.</summary>
    public static string? Reason(BenchmarkCase benchmark) =>
        s_reasons.GetValueOrDefault((benchmark.Descriptor.Type, benchmark.Descriptor.WorkloadMethod.Name));
}
