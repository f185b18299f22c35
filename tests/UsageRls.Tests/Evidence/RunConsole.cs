using NUnit.Framework;

namespace UsageRls.Tests.Evidence;

/// <summary>What a run tells the person at the console.</summary>
public static class RunConsole
{
    /// <summary>Tells a line at once, whatever the logger: the adapter shows the error stream, not the progress one.</summary>
    public static void Say(string line) => TestContext.Error.WriteLine($"usage-rls: {line}");
}
