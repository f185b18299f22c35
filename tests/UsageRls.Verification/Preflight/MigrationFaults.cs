using System.Diagnostics;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Preflight;

/// <summary>Finds the files of a migrations folder that cannot be read or that the server refuses, not only the first such file.</summary>
public static class MigrationFaults
{
    // After this total time no further file is applied, because each file that times out takes its whole time limit.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Finds the files that cannot be read. Call this after reading the folder has failed.</summary>
    /// <param name="folder">The migrations folder.</param>
    /// <param name="first">The error with which reading the folder failed.</param>
    public static IReadOnlyList<Obstacle> OfReading(string folder, MigrationException first)
    {
        if (!Directory.Exists(folder))
            return [From(first)];
        var faults = new List<Obstacle>();
        foreach (var file in Directory.EnumerateFileSystemEntries(folder, "*.sql").Order(StringComparer.Ordinal))
        {
            try
            {
                Migration.Read(file);
            }
            catch (MigrationException fault)
            {
                faults.Add(From(fault));
            }
        }
        // If each file can be read, the error `first` concerns the folder as a whole.
        return faults.Count == 0 ? [From(first)] : faults;
    }

    /// <summary>
    /// Finds the files that the server refuses: applies each file in order, and continues after a file that fails. Call this after building
    /// the template has failed.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="baseline">The grant baseline.</param>
    /// <param name="first">The error with which building the template failed.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<IReadOnlyList<Obstacle>> OfApplyingAsync(
        TestServer server,
        MigrationSet migrations,
        GrantBaseline baseline,
        MigrationException first,
        CancellationToken cancellation = default
    )
    {
        var platform = await server.TemplateAsync(migrations.First(0), baseline, cancellation);
        await using var database = await platform.CloneAsync(cancellation);
        var (faults, watch) = (new List<Obstacle>(), Stopwatch.StartNew());
        foreach (var migration in migrations.Migrations)
        {
            if (watch.Elapsed > s_patience)
            {
                faults.Add(
                    new Obstacle(
                        $"{migration.FileName} and later files were not applied: the earlier files took {s_patience.TotalSeconds:0} s.",
                        "",
                        ""
                    )
                );
                break;
            }
            try
            {
                await database.ApplyAsync(migration, cancellation);
            }
            catch (MigrationException fault)
            {
                faults.Add(From(fault));
            }
        }
        return faults.Count == 0 ? [From(first)] : faults;
    }

    private static Obstacle From(MigrationException fault) => new(fault.Message, "", "");
}
