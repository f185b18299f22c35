namespace UsageRls.Benchmarks.Setup;

/// <summary>The command-line options that this project adds to BenchmarkDotNet's.</summary>
internal static class RunOptions
{
    /// <summary>The option <c>--quick</c>: measure fewer queries, with fewer iterations, in minutes instead of an hour.</summary>
    public static bool IsQuick { get; private set; }

    /// <summary>The option <c>--large</c>: also measure a table of 10,000,000 events.</summary>
    public static bool IsLarge { get; private set; }

    /// <summary>The option <c>--accept</c>: write the results of this run to the baseline and to the tables of RESULTS.md.</summary>
    public static bool Accepts { get; private set; }

    /// <summary>Reads the project's own options, and returns the remaining arguments, which are BenchmarkDotNet's.</summary>
    public static string[] Take(string[] args)
    {
        (IsQuick, IsLarge, Accepts) = (args.Contains("--quick"), args.Contains("--large"), args.Contains("--accept"));
        return [.. args.Where(a => a is not ("--quick" or "--large" or "--accept"))];
    }
}
