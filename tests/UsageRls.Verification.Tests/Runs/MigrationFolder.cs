using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>A folder of migrations that a run verifies; disposing of this object removes the folder.</summary>
public sealed class MigrationFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Scratch.Folder("usage rls migrations");

    /// <summary>Creates a folder with the project's own migrations and one more, which consists of the given SQL.</summary>
    public static MigrationFolder OwnAnd(string sql)
    {
        var folder = new MigrationFolder();
        foreach (var file in Directory.EnumerateFiles(ProjectRoot.At("migrations")))
            File.Copy(file, folder.PathOf(System.IO.Path.GetFileName(file)));
        return folder.With("29990101000000_one_more.sql", sql);
    }

    /// <summary>Adds a file to the folder.</summary>
    public MigrationFolder With(string name, string sql)
    {
        File.WriteAllText(PathOf(name), sql);
        return this;
    }

    /// <summary>The path of the folder.</summary>
    public string Path => _folder.FullName;

    /// <summary>Returns the path of a file in the folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>The number of files in the folder.</summary>
    public int Count => _folder.GetFiles().Length;

    /// <summary>Returns the settings of a run that verifies the migrations in this folder.</summary>
    public RunStart Run(string filter = "") => new RunStart(filter).With((MigrationSet.Variable, Path));

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
