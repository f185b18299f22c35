using NUnit.Framework;

namespace UsageRls.Tests.Evidence;

/// <summary>Prints the lines of a run on the console.</summary>
public static class RunConsole
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(20);

    private static long s_moved = Environment.TickCount64;

    /// <summary>
    /// Prints a line immediately, whichever logger is used. The line goes to the error stream, because the NUnit adapter does not show the
    /// progress stream.
    /// </summary>
    public static void Say(string line) => TestContext.Error.WriteLine($"usage-rls: {line}");

    /// <summary>Prints the progress of a stage, at most one line in twenty seconds for all stages together.</summary>
    public static void Move(string line)
    {
        var now = Environment.TickCount64;
        var moved = Interlocked.Read(ref s_moved);
        if (now - moved >= s_pause.TotalMilliseconds && Interlocked.CompareExchange(ref s_moved, now, moved) == moved)
            Say(line);
    }
}
