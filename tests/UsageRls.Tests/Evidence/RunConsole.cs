using NUnit.Framework;

namespace UsageRls.Tests.Evidence;

/// <summary>The lines that a run prints on the console.</summary>
public static class RunConsole
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(20);

    private static long s_moved = Environment.TickCount64;

    /// <summary>Tells a line at once, whatever the logger: the adapter shows the error stream, not the progress one.</summary>
    public static void Say(string line) => TestContext.Error.WriteLine($"usage-rls: {line}");

    /// <summary>Tells how far a stage is: a line in twenty seconds, whatever the number of stages, so that a run is seen to move.</summary>
    public static void Move(string line)
    {
        var now = Environment.TickCount64;
        var moved = Interlocked.Read(ref s_moved);
        if (now - moved >= s_pause.TotalMilliseconds && Interlocked.CompareExchange(ref s_moved, now, moved) == moved)
            Say(line);
    }
}
