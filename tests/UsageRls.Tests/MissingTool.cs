using NUnit.Framework;

namespace UsageRls.Tests;

/// <summary>
/// Handles a test whose tool is not installed. On a developer's machine the test is ignored with a message. In CI (<c>CI</c> is set) it
/// fails, because there a test that did not run must not count as passed.
/// </summary>
public static class MissingTool
{
    /// <summary>The exception that the test throws: an ignored test, or a failure in CI.</summary>
    /// <param name="why">The missing tool, and how to install it.</param>
    public static Exception NotRun(string why) =>
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } and not "false"
            ? new InvalidOperationException($"Not run, and CI is set: {why}")
            : new IgnoreException($"Not run: {why}");
}
