using NUnit.Framework;

namespace UsageRls.Tests;

/// <summary>
/// A check whose tool is not there. At somebody's desk it did not run, and says so; where changes are let in (<c>CI</c> is
/// set) it fails, for there a check that did not run must not be taken for one that passed.
/// </summary>
public static class MissingTool
{
    /// <summary>The exception to throw.</summary>
    /// <param name="why">Which tool, and how to get it.</param>
    public static Exception NotRun(string why) =>
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } and not "false"
            ? new InvalidOperationException($"Not run, and CI is set: {why}")
            : new IgnoreException($"Not run: {why}");
}
