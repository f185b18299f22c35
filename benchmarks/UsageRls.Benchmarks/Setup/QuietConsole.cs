using BenchmarkDotNet.Loggers;

namespace UsageRls.Benchmarks.Setup;

/// <summary>
/// A logger that prints BenchmarkDotNet's lists, help and errors to the console, but not its detailed log of a run. <see cref="Progress"/>
/// prints the progress; the log file in the results folder has the detailed log.
/// </summary>
internal sealed class QuietConsole : ILogger
{
    /// <summary>Whether the benchmarks have started; from then on this logger prints only errors.</summary>
    public static bool IsRunning { get; set; }

    /// <inheritdoc/>
    public string Id => nameof(QuietConsole);

    /// <inheritdoc/>
    public int Priority => 0;

    /// <inheritdoc/>
    public void Write(LogKind logKind, string text)
    {
        if (logKind is LogKind.Error)
            Console.Error.Write(text);
        else if (!IsRunning)
            Console.Write(text);
    }

    /// <inheritdoc/>
    public void WriteLine() => WriteLine(LogKind.Default, "");

    /// <inheritdoc/>
    public void WriteLine(LogKind logKind, string text) => Write(logKind, text + Environment.NewLine);

    /// <inheritdoc/>
    public void Flush() { }
}
