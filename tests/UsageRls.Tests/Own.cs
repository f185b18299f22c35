using NUnit.Framework;

namespace UsageRls.Tests;

/// <summary>For the few claims that concern only the project's own migrations.</summary>
public static class Own
{
    /// <summary>Reports the test as not run where another folder of migrations is under test.</summary>
    public static void Only() =>
        Assume.That(Suite.Migrations.IsOwn, "Not run: it is about the project's own migrations, and another folder is under test.");

    /// <summary>The same for a fixture's set-up: where the preflight failed, each test says so itself.</summary>
    public static void OnlyOnceStarted()
    {
        if (Suite.IsStarted)
            Only();
    }
}
