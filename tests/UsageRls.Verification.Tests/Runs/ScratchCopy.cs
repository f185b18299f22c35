using System.Diagnostics;
using NUnit.Framework;
using UsageRls.Fixtures;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>A copy of the project's sources in another folder, to be changed and built there.</summary>
public sealed class ScratchCopy : IDisposable
{
    private readonly DirectoryInfo _top = Scratch.Folder("usage rls scratch ä");

    /// <summary>Copies all files that git tracks, and new files that git does not ignore.</summary>
    public static async Task<ScratchCopy> MakeAsync()
    {
        var copy = new ScratchCopy();
        var (_, files) = await RunAsync("git", ProjectRoot.Path, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
        foreach (var file in files.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(ProjectRoot.At(f))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(copy.PathOf(file))!);
            File.Copy(ProjectRoot.At(file), copy.PathOf(file));
        }
        return copy;
    }

    /// <summary>Returns the settings of a run of the copy's main job.</summary>
    public RunStart Run(string filter) => new(filter) { Assembly = PathOf("tests/UsageRls.Tests/bin/Debug/net10.0/UsageRls.Tests.dll") };

    /// <summary>Builds the copy's main job and leaves no build server running.</summary>
    public async Task BuildAsync()
    {
        var (status, printed) = await RunAsync(
            "dotnet",
            _top.FullName,
            "build",
            "tests/UsageRls.Tests",
            "--nologo",
            "-v",
            "quiet",
            "-nodeReuse:false",
            "-p:UseSharedCompilation=false",
            "-p:RunAnalyzers=false",
            "-p:GenerateDocumentationFile=false",
            "-p:TreatWarningsAsErrors=false"
        );
        Assert.That(status, Is.Zero, printed);
    }

    /// <summary>Replaces a text that occurs exactly once in a file.</summary>
    public void Replace(string file, string from, string to) => File.WriteAllText(PathOf(file), Replaced(PathOf(file), from, to));

    /// <summary>Returns the content of a file after replacing a text that occurs in it exactly once.</summary>
    public static string Replaced(string path, string from, string to)
    {
        var text = File.ReadAllText(path);
        Assert.That(text.Split(from), Has.Length.EqualTo(2), $"{path} does not contain this text exactly once: {from}");
        return text.Replace(from, to, StringComparison.Ordinal);
    }

    /// <summary>Restores the original content of a file of the copy.</summary>
    public void Restore(string file) => File.Copy(ProjectRoot.At(file), PathOf(file), overwrite: true);

    /// <inheritdoc/>
    public void Dispose() => _top.Delete(recursive: true);

    private string PathOf(string relative) => Path.Combine(_top.FullName, relative);

    private static async Task<(int Status, string Printed)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
