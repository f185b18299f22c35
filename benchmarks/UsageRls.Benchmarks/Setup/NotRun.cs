using System.Collections.Concurrent;
using BenchmarkDotNet.Running;

namespace UsageRls.Benchmarks.Setup;

/// <summary>A benchmark that this machine cannot run: shown as such, with the reason.</summary>
internal sealed class NotRun(string reason) : Exception(reason)
{
    private static readonly ConcurrentDictionary<(Type, string), string> s_reasons = new();

    /// <summary>Throws where there is a reason, and keeps it for the report.</summary>
    /// <param name="type">The benchmark's class.</param>
    /// <param name="method">Its method.</param>
    /// <param name="reason">The reason why it cannot run; null if it can.</param>
    public static void Throw(Type type, string method, string? reason)
    {
        if (reason is null)
            return;
        s_reasons[(type, method)] = reason;
        throw new NotRun(reason);
    }

    /// <summary>Why it did not run, or null.</summary>
    public static string? Reason(BenchmarkCase benchmark) =>
        s_reasons.GetValueOrDefault((benchmark.Descriptor.Type, benchmark.Descriptor.WorkloadMethod.Name));
}
