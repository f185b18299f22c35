using System.Runtime.Versioning;
using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Postgres;
using UsageRls.Tests;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests runs on unusual machines: each run either works as usual, or reports why it cannot.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OddEnvironments
{
    private static readonly RunStart s_short = new RunStart("FullyQualifiedName~Schema|FullyQualifiedName~MigrationFiles").With(
        (ServerChoice.Variable, "installed")
    );

    private static IEnumerable<TestCaseData> Odd =>
        [
            Create("a cache folder that cannot be written", ("XDG_CACHE_HOME", "/sys")),
            Create("no HOME", ("HOME", null), ("XDG_CACHE_HOME", null), ("DOTNET_CLI_HOME", null)),
            Create(
                "variables of another server",
                ("PGHOST", "nowhere"),
                ("PGPORT", "1"),
                ("PGUSER", "nobody"),
                ("PGDATABASE", "nothing"),
                ("PGOPTIONS", "-c row_security=off -c default_transaction_read_only=on"),
                ("PGSERVICE", "nothing"),
                ("PGPASSFILE", "/dev/full"),
                ("PGSSLMODE", "verify-full"),
                ("PGTZ", "Asia/Kathmandu"),
                ("PGCLIENTENCODING", "LATIN1"),
                ("PGDATA", "/")
            ),
            Create("another time zone and an odd terminal", ("TZ", "Pacific/Kiritimati"), ("TERM", "dumb"), ("COLUMNS", "1")),
        ];

    [TestCaseSource(nameof(Odd))]
    [Slow]
    public async Task Odd_surroundings_do_not_stop_a_run((string, string?)[] variables)
    {
        await using var run = await WholeRun.ToTheEndAsync(s_short.With(variables));
        Assert.That(run.Status, Is.Zero, run.ToString);
        Assert.That(run.Evidence().Groups("passed"), Is.EquivalentTo(["MigrationFiles", "Schema"]));
    }

    [TestCase("POSIX", TestName = "A_locale_without_UTF_8_is_not_used_for_the_server")]
    [TestCase("tr_TR.ISO-8859-9", TestName = "A_locale_that_does_not_exist_is_not_used_for_the_server")]
    [Slow]
    public async Task WithLocale(string locale)
    {
        using var folder = MigrationFolder.OwnAnd(
            "do $$ begin assert current_setting('server_encoding') = 'UTF8', 'texts are bytes here'; end $$"
        );
        // With an empty cache, the server's data directory is created with these locale settings.
        var start = folder
            .Run("FullyQualifiedName~MigrationFiles")
            .With((ServerChoice.Variable, "installed"), ("LANG", locale), ("LC_ALL", locale), ("XDG_CACHE_HOME", ColdCache().FullName));
        await using var run = await WholeRun.ToTheEndAsync(start);
        Assert.That(run.Status, Is.Zero, run.ToString);
        Assert.That(run.Output, Does.Contain("Initialising"));
    }

    [Test]
    [Slow]
    public async Task A_cache_that_a_killed_run_left_half_written_is_made_again()
    {
        var cache = ColdCache();
        try
        {
            var start = s_short.With(("XDG_CACHE_HOME", cache.FullName));
            await using (var killed = WholeRun.Start(start))
            {
                var end = killed.EndAsync();
                while (
                    !end.IsCompleted
                    && !cache
                        .EnumerateDirectories("*.partial", SearchOption.AllDirectories)
                        .Any(half => half.EnumerateDirectories("data").Any())
                )
                {
                    await Task.Delay(1);
                }

                killed.SignalAll("KILL");
                await end;
            }
            Assert.That(
                cache.EnumerateDirectories("*.partial", SearchOption.AllDirectories),
                Is.Not.Empty,
                "no half-written entry exists: the kill came too late, or the entry has its final name already"
            );

            await using var next = await WholeRun.ToTheEndAsync(start);
            Assert.That(next.Status, Is.Zero, next.ToString);
            Assert.That(cache.EnumerateDirectories("*.partial", SearchOption.AllDirectories), Is.Empty);
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    [Test]
    [Slow]
    public async Task Two_copies_of_the_project_run_at_once_and_the_path_of_one_has_spaces_and_umlauts()
    {
        var place = Scratch.Folder("usage rls Übung mit 'Leerzeichen'");
        try
        {
            var top = Path.Combine(place.FullName, "mein repo");
            Copy(Path.GetDirectoryName(s_short.Assembly)!, Path.Combine(top, "tests/UsageRls.Tests/bin"));
            Copy(ProjectRoot.At("migrations"), Path.Combine(top, "migrations"));
            Copy(ProjectRoot.At("tests/Accepted"), Path.Combine(top, "tests/Accepted"));
            File.Copy(ProjectRoot.At("UsageRls.Tests.sln"), Path.Combine(top, "UsageRls.Tests.sln"));
            var there = s_short with { Assembly = Path.Combine(top, "tests/UsageRls.Tests/bin/UsageRls.Tests.dll") };

            var runs = await Task.WhenAll(WholeRun.ToTheEndAsync(s_short), WholeRun.ToTheEndAsync(there));
            await using var one = runs[0];
            await using var other = runs[1];
            Assert.That((one.Status, other.Status), Is.EqualTo((0, 0)), other.ToString);
            Assert.That(other.Output, Does.Contain($"migrations of {top}"));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [TestCase("size=1m", TestName = "A_shared_memory_mount_that_is_too_small_is_replaced_by_the_disk")]
    [TestCase("ro", TestName = "A_shared_memory_mount_that_is_read_only_is_replaced_by_the_disk")]
    [Slow]
    public async Task WithoutMemory(string mount)
    {
        await using var run = await WholeRun.ToTheEndAsync(s_short with { Through = Mounted($"mount -t tmpfs -o {mount} none /dev/shm") });
        Assert.That(run.Status, Is.Zero, run.ToString);
    }

    [Test]
    [Slow]
    public async Task A_full_disk_is_not_reported_as_a_fault_of_the_migrations()
    {
        var place = Scratch.Folder("small-disk");
        try
        {
            File.SetUnixFileMode(place.FullName, (UnixFileMode)0b111_101_101);
            // The disk has space only for one server and one or two databases.
            var start = new RunStart("FullyQualifiedName~ExistingRows|FullyQualifiedName~LargeWorlds").With(
                (ServerChoice.Variable, "installed"),
                ("TMPDIR", place.FullName)
            );
            await using var run = await WholeRun.ToTheEndAsync(
                start with
                {
                    Through = Mounted(
                        $"mount -t tmpfs -o size=1m none /dev/shm && mount -t tmpfs -o size=110m,mode=1777 none '{place.FullName}'"
                    ),
                }
            );
            Assert.That(run.Status, Is.Not.Zero, run.ToString);
            Assert.That(
                run.Evidence().Sentence,
                Does.StartWith("The run did not finish, so nothing is verified: the server failed while the checks ran")
                    .Or.Contain("No space left on device")
            );
            Assert.That(run.Output, Does.Contain("No space left on device"));
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [TestCase(1970)]
    [TestCase(2099)]
    [Slow]
    public async Task Old_and_future_file_times_do_not_matter(int year)
    {
        using var folder = MigrationFolder.OwnAnd("select 1");
        var cache = ColdCache();
        try
        {
            var start = folder
                .Run("FullyQualifiedName~MigrationFiles")
                .With((ServerChoice.Variable, "installed"), ("XDG_CACHE_HOME", cache.FullName));
            await using var first = await WholeRun.ToTheEndAsync(start);
            foreach (
                var file in Directory
                    .EnumerateFileSystemEntries(cache.FullName, "*", SearchOption.AllDirectories)
                    .Append(folder.PathOf("29990101000000_one_more.sql"))
            )
            {
                File.SetLastWriteTimeUtc(file, new DateTime(year, 1, 2, 0, 0, 0, DateTimeKind.Utc));
            }

            await using var second = await WholeRun.ToTheEndAsync(start);
            Assert.That((first.Status, second.Status), Is.EqualTo((0, 0)), second.ToString);
            Assert.That(second.Output, Does.Not.Contain("Initialising"), "the second run did not use the cache");
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    [Test]
    [Slow]
    public async Task A_wrong_clock_that_is_set_during_a_run_does_not_stop_it()
    {
        var library =
            Directory
                .EnumerateFiles(
                    "/usr/lib",
                    "libfaketime.so.1",
                    new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }
                )
                .FirstOrDefault()
            ?? throw MissingTool.NotRun("there is no libfaketime. Install it: apt-get install faketime");
        var clock = Path.Combine(Scratch.Folder("clock").FullName, "now");
        await File.WriteAllTextAsync(clock, "+70y");
        await using var run = WholeRun.Start(
            new RunStart("FullyQualifiedName~SmallWorlds").With(
                (ServerChoice.Variable, "installed"),
                ("LD_PRELOAD", library),
                ("FAKETIME_TIMESTAMP_FILE", clock),
                ("FAKETIME_CACHE_DURATION", "1")
            )
        );
        await run.SaysAsync("migrations of");
        var processes = run.Processes.Ids;
        await File.WriteAllTextAsync(clock, "-20y");
        await run.EndAsync();
        // libfaketime leaves shared memory files for each process that loaded the library.
        foreach (var note in processes.SelectMany(id => (string[])[$"faketime_shm_{id}", $"sem.faketime_sem_{id}"]))
            File.Delete(Path.Combine("/dev/shm", note));
        Assert.That(run.Status, Is.Zero, run.ToString);
        Assert.That(run.Evidence().Groups("passed"), Is.EqualTo((string[])["SmallWorlds"]));
    }

    private static DirectoryInfo ColdCache()
    {
        var cache = Scratch.Folder("usage rls cache");
        // The user that runs the server must be able to enter the folder.
        File.SetUnixFileMode(cache.FullName, (UnixFileMode)0b111_101_101);
        return cache;
    }

    // The mounts exist only in the new namespace of the run, and end with the run.
    private static string[] Mounted(string mounts)
    {
        Assume.That(
            Environment.IsPrivilegedProcess && File.Exists("/usr/bin/unshare"),
            "Not run: only root can mount, and the program unshare must be installed."
        );
        return ["unshare", "--mount", "sh", "-c", $"{mounts} && exec \"$@\"", "sh"];
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static TestCaseData Create(string name, params (string, string?)[] variables) =>
        new TestCaseData([variables]).SetArgDisplayNames(name);
}
