using NUnit.Framework;

namespace UsageRls.Tests;

/// <summary>Restricts tests to the project's own migrations.</summary>
public static class Own
{
    /// <summary>Marks the test as not run if another folder of migrations is under test.</summary>
    public static void Only() =>
        Assume.That(Suite.Migrations.IsOwn, "Not run: this check is about the project's own migrations, and this run verifies others.");

    /// <summary>
    /// Like <see cref="Only"/>, for the set-up of a test class. Does nothing if the preflight failed, because then each test reports this
    /// failure itself.
    /// </summary>
    public static void OnlyOnceStarted()
    {
        if (Suite.IsStarted)
            Only();
    }
}
