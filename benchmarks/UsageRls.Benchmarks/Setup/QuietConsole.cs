using BenchmarkDotNet.Loggers;

namespace UsageRls.Benchmarks.Setup;

/// <summary>
/// BenchmarkDotNet's log: lists, help and errors go to the console. Of a run it says a thousand things for each that a
/// person wants, and <see cref="Progress"/> says those; the log file beside the results has them all.
/// </summary>
internal sealed class QuietConsole : ILogger
{
    /// <summary>Whether benchmarks run.</summary>
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
