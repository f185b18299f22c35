namespace UsageRls.Benchmarks.Setup;

/// <summary>The options on the command line besides BenchmarkDotNet's own.</summary>
internal static class RunOptions
{
    /// <summary><c>--quick</c>: minutes instead of an hour, by fewer cells and fewer iterations of each.</summary>
    public static bool IsQuick { get; private set; }

    /// <summary><c>--large</c>: also a table of 10,000,000 events.</summary>
    public static bool IsLarge { get; private set; }

    /// <summary><c>--accept</c>: what this run measures becomes the committed baseline.</summary>
    public static bool Accepts { get; private set; }

    /// <summary>Takes the project's own options; what is left is BenchmarkDotNet's.</summary>
    public static string[] Take(string[] args)
    {
        (IsQuick, IsLarge, Accepts) = (args.Contains("--quick"), args.Contains("--large"), args.Contains("--accept"));
        return [.. args.Where(a => a is not ("--quick" or "--large" or "--accept"))];
    }
}
