namespace UsageRls.Benchmarks;

/// <summary>What was asked for on the command line, beside BenchmarkDotNet's own options.</summary>
internal static class RunMode
{
    /// <summary>Minutes instead of an hour: fewer cells and fewer iterations of each.</summary>
    public static bool IsQuick { get; set; }

    /// <summary>Also a table of 10,000,000 events.</summary>
    public static bool IsLarge { get; set; }
}
