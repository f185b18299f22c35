using NUnit.Framework;

namespace UsageRls.Tests.Evidence;

/// <summary>The lines that a run prints on the console.</summary>
public static class RunConsole
{
    /// <summary>Tells a line at once, whatever the logger: the adapter shows the error stream, not the progress one.</summary>
    public static void Say(string line) => TestContext.Error.WriteLine($"usage-rls: {line}");
}
