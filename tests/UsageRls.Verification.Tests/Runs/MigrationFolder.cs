using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>A folder of migrations for a run to verify, removed when it is disposed.</summary>
public sealed class MigrationFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Scratch.Folder("usage rls migrations");

    /// <summary>The project's own, and one more after them.</summary>
    public static MigrationFolder OwnAnd(string sql)
    {
        var folder = new MigrationFolder();
        foreach (var file in Directory.EnumerateFiles(ProjectRoot.At("migrations")))
            File.Copy(file, folder.PathOf(Path.GetFileName(file)));
        return folder.With("29990101000000_one_more.sql", sql);
    }

    /// <summary>Adds a file.</summary>
    public MigrationFolder With(string name, string sql)
    {
        File.WriteAllText(PathOf(name), sql);
        return this;
    }

    /// <summary>Where a file of it is.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>How many files it has.</summary>
    public int Count => _folder.GetFiles().Length;

    /// <summary>A run that verifies these.</summary>
    public RunStart Run(string filter = "") => new RunStart(filter).With((MigrationSet.Variable, _folder.FullName));

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
