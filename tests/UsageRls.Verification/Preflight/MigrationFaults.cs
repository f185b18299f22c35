using System.Diagnostics;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Preflight;

/// <summary>All files of a folder that cannot be read or that the server refuses, not only the first.</summary>
public static class MigrationFaults
{
    // A file that reaches the time limit uses all of it, so only the first of these files are tried.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>The files that cannot be read, after reading the set has failed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="first">What reading the set said.</param>
    public static IReadOnlyList<Obstacle> OfReading(string folder, MigrationException first)
    {
        if (!Directory.Exists(folder))
            return [Of(first)];
        var faults = new List<Obstacle>();
        foreach (var file in Directory.EnumerateFileSystemEntries(folder, "*.sql").Order(StringComparer.Ordinal))
        {
            try
            {
                Migration.Read(file);
            }
            catch (MigrationException fault)
            {
                faults.Add(Of(fault));
            }
        }
        // An error of the folder as a whole is not attributed to a file.
        return faults.Count == 0 ? [Of(first)] : faults;
    }

    /// <summary>
    /// The files that the server refuses, after building the template has failed: each is tried, after those before it that were applied.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="migrations">The migrations.</param>
    /// <param name="baseline">The grants to start from.</param>
    /// <param name="first">The error with which the template could not be built.</param>
    /// <param name="cancellation">Ends the wait.</param>
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
                        $"{migration.FileName} and the files after it were not tried: those before took {s_patience.TotalSeconds:0} s.",
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
                faults.Add(Of(fault));
            }
        }
        return faults.Count == 0 ? [Of(first)] : faults;
    }

    private static Obstacle Of(MigrationException fault) => new(fault.Message, "", "");
}
