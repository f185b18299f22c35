using System.Globalization;

namespace UsageRls.Benchmarks.Report;

/// <summary>Formats numbers and names for the report.</summary>
internal static class Words
{
    private static readonly string[] s_callers = ["One", "Three", "TwoHundred", "Stranger", "Service"];

    /// <summary>A time with about three significant digits, in seconds, milliseconds or microseconds.</summary>
    public static string Time(double milliseconds) =>
        milliseconds switch
        {
            >= 1_000 => Invariant($"{milliseconds / 1_000:0.00} s"),
            >= 100 => Invariant($"{milliseconds:0} ms"),
            >= 10 => Invariant($"{milliseconds:0.0} ms"),
            >= 0.1 => Invariant($"{milliseconds:0.00} ms"),
            >= 0.01 => Invariant($"{milliseconds:0.000} ms"),
            _ => Invariant($"{milliseconds * 1_000:0.0} µs"),
        };

    /// <summary>The label of a mark on a time axis.</summary>
    public static string TimeTick(double milliseconds) =>
        milliseconds >= 1_000 ? Invariant($"{milliseconds / 1_000:0} s") : Invariant($"{milliseconds:0.###} ms");

    /// <summary>A ratio, such as 1.20×.</summary>
    public static string Ratio(double ratio) => ratio >= 10 ? Invariant($"{ratio:0}×") : Invariant($"{ratio:0.00}×");

    /// <summary>A whole number with thousands separators.</summary>
    public static string Count(double count) => Invariant($"{count:N0}");

    /// <summary>A number of rows, shortened with k or M.</summary>
    public static string Size(double rows) =>
        rows >= 1_000_000 ? Invariant($"{rows / 1_000_000:0.#} M")
        : rows >= 1_000 ? Invariant($"{rows / 1_000:0.#} k")
        : Invariant($"{rows:0}");

    /// <summary>A number of bytes in KB. BenchmarkDotNet cannot measure less than the 8 KB that a thread allocates at once.</summary>
    public static string Bytes(double bytes) => bytes > 0 ? Invariant($"{bytes / 1_024:0.0} KB") : "< 8 KB";

    /// <summary>The name of a kind of caller.</summary>
    public static string Caller(string kind) =>
        kind switch
        {
            "One" => "member of one",
            "Three" => "member of three",
            "TwoHundred" => "member of two hundred",
            "Stranger" => "stranger",
            _ => "service role",
        };

    /// <summary>The CSS class with the colour of a kind of caller.</summary>
    public static string Colour(string kind) => Invariant($"c{Array.IndexOf(s_callers, kind) + 1}");

    /// <summary>The position of a kind of caller in the report's order.</summary>
    public static int Place(string kind) => Array.IndexOf(s_callers, kind);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
