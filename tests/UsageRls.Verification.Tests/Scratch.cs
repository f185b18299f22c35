using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests;

/// <summary>
/// Creates folders for tests to write in. All these folders are inside one parent folder, which is removed after the tests. If the test
/// process is killed, the next run removes the parent folder, except on Windows.
/// </summary>
public static class Scratch
{
    private static readonly Lazy<string> s_all = new(Make);
    private static Action s_remove = () => { };
    private static volatile bool s_isOver;

    /// <summary>Creates a new folder.</summary>
    /// <param name="name">The beginning of the folder's name; it may contain spaces, like the names of real folders.</param>
    /// <exception cref="InvalidOperationException">The tests have ended: a folder created now would not be removed.</exception>
    public static DirectoryInfo Folder(string name) =>
        s_isOver
            ? throw new InvalidOperationException("The tests have ended, and their folders are removed.")
            : Directory.CreateDirectory(Path.Combine(s_all.Value, $"{name} {Guid.NewGuid():N}"));

    /// <summary>Removes all folders; called after the last test.</summary>
    public static void Remove()
    {
        s_isOver = true;
        s_remove();
    }

    private static string Make()
    {
        if (OperatingSystem.IsWindows())
        {
            // On Windows nothing shows that the process that made a folder was killed, so no later run removes the folder.
            var folder = Directory.CreateTempSubdirectory("usage-rls-");
            s_remove = () => folder.Delete(recursive: true);
            return folder.FullName;
        }

        var directory = RunDirectory.CreateOnDisk();
        s_remove = directory.Dispose;
        return directory.Path;
    }
}
