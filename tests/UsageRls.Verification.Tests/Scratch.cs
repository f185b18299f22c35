using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests;

/// <summary>
/// Folders for tests to write in. All lie in one that is removed when the tests have run, and that the next run removes where
/// these were killed.
/// </summary>
[SetUpFixture]
public sealed class Scratch
{
    private static readonly Lazy<string> s_all = new(Make);
    private static Action s_remove = () => { };
    private static volatile bool s_isOver;

    /// <summary>A new folder.</summary>
    /// <param name="name">How its name begins: with spaces and the like, as people's folders have them.</param>
    /// <exception cref="InvalidOperationException">The tests were broken off: what one that still runs made now would stay.</exception>
    public static DirectoryInfo Folder(string name) =>
        s_isOver
            ? throw new InvalidOperationException("The tests are over, and their folders removed.")
            : Directory.CreateDirectory(Path.Combine(s_all.Value, $"{name} {Guid.NewGuid():N}"));

    [OneTimeTearDown]
    public void Remove()
    {
        s_isOver = true;
        s_remove();
    }

    private static string Make()
    {
        if (OperatingSystem.IsWindows())
        {
            // Nothing tells there that whoever made a folder was killed.
            var folder = Directory.CreateTempSubdirectory("usage-rls-");
            s_remove = () => folder.Delete(recursive: true);
            return folder.FullName;
        }

        var directory = RunDirectory.CreateOnDisk();
        s_remove = directory.Dispose;
        return directory.Path;
    }
}
