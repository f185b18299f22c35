using System.Runtime.Versioning;
using System.Text.Json;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres;

/// <summary>Tests the cache of server files that runs share, and that a run does not use a half-written entry.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServerCaches
{
    private readonly List<string> _said = [];
    private DirectoryInfo _place = null!;

    [SetUp]
    public void Begin()
    {
        _said.Clear();
        _place = Scratch.Folder("caches");
    }

    [TearDown]
    public void End() => _place.Delete(recursive: true);

    [Test]
    public async Task An_entry_is_built_once()
    {
        using var cache = Cache(_place.FullName);
        var builds = 0;
        for (var run = 0; run < 2; run++)
            await cache.GetOrBuildAsync("a/b", into => Write(into, $"{++builds}"), CancellationToken.None);
        Assert.That(builds, Is.EqualTo(1));
    }

    [Test]
    public async Task An_entry_that_a_killed_run_left_half_written_is_not_used()
    {
        using var cache = Cache(_place.FullName);
        Assert.That(
            () =>
                cache.GetOrBuildAsync(
                    "a/b",
                    into => Write(into, "half").ContinueWith(_ => throw new TimeoutException(), TaskScheduler.Default),
                    CancellationToken.None
                ),
            Throws.TypeOf<TimeoutException>()
        );

        var path = await cache.GetOrBuildAsync(
            "a/b",
            into => File.WriteAllTextAsync(Path.Combine(into, "other"), "whole"),
            CancellationToken.None
        );

        Assert.That(Directory.EnumerateFiles(path).Select(Path.GetFileName), Is.EqualTo((string[])["other"]));
    }

    [Test]
    public async Task Two_runs_at_once_build_one_entry()
    {
        using var one = Cache(_place.FullName);
        using var other = Cache(_place.FullName);
        var builds = 0;
        async Task Build(string into)
        {
            Interlocked.Increment(ref builds);
            await Task.Delay(200);
            await Write(into, "whole");
        }

        var paths = await Task.WhenAll(
            one.GetOrBuildAsync("a/b", Build, CancellationToken.None),
            other.GetOrBuildAsync("a/b", Build, CancellationToken.None)
        );
        Assert.That((builds, paths[0]), Is.EqualTo((1, paths[1])));
    }

    [Test]
    public async Task A_run_that_cannot_write_the_cache_makes_a_folder_of_its_own()
    {
        var file = Path.Combine(_place.FullName, "a-file-is-no-folder");
        await File.WriteAllTextAsync(file, "");
        foreach (var root in new[] { null, Path.Combine(file, "cache") })
        {
            string path;
            using (var cache = Cache(root))
            {
                path = await cache.GetOrBuildAsync("a/b", into => Write(into, "whole"), CancellationToken.None);
                Assert.That(File.Exists(Path.Combine(path, "text")), Is.True);
            }

            Assert.That(Directory.Exists(path), Is.False, "the folder of one run is removed with the run");
        }

        Assert.That(_said, Has.Count.EqualTo(2).And.All.Contains("for this run only"));
    }

    [Test]
    public void Links_that_the_package_lists_are_made_and_stay_inside_it()
    {
        var library = _place.CreateSubdirectory("native").CreateSubdirectory("lib");
        File.WriteAllText(Path.Combine(library.FullName, "libpq.so.5.17"), "library");
        List("native/lib/libpq.so.5.17", "native/lib/libpq.so.5");
        EmbeddedPostgres.RestoreLinks(_place.FullName);
        EmbeddedPostgres.RestoreLinks(_place.FullName); // a second call changes nothing
        var link = new FileInfo(Path.Combine(library.FullName, "libpq.so.5"));
        Assert.That(link.LinkTarget, Is.EqualTo("libpq.so.5.17"), "the link is relative, so that the folder can be renamed");

        List("native/lib/libpq.so.5.17", "../outside");
        Assert.That(
            () => EmbeddedPostgres.RestoreLinks(_place.FullName),
            Throws.TypeOf<NoServerException>().With.Message.Contains("../outside")
        );

        void List(string source, string target) =>
            File.WriteAllText(
                Path.Combine(_place.FullName, "native", "pg-symlinks.json"),
                JsonSerializer.Serialize(new[] { new { source, target } })
            );
    }

    [TestCase("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", "15.18")]
    [TestCase("postgres (PostgreSQL) 19beta1\n", "19.0")]
    [TestCase("something else", null)]
    public void A_version_is_read_from_what_postgres_prints(string printed, string? version) =>
        Assert.That(PostgresBinaries.ParseVersion(printed)?.ToString(), Is.EqualTo(version));

    [TestCase(15)]
    [TestCase(17)]
    [TestCase(18)]
    public void Embedded_binaries_are_pinned_by_version_and_hash_and_by_no_address(int major)
    {
        using var stream = typeof(PostgresServer).Assembly.GetManifestResourceStream($"Postgres/Embedded/{major}/package-lock.json")!;
        var packages = JsonDocument
            .Parse(stream)
            .RootElement.GetProperty("packages")
            .EnumerateObject()
            .Where(p => p.Name.Length > 0)
            .ToList();
        Assert.That(packages, Has.Count.EqualTo(4));
        foreach (var package in packages)
        {
            Assert.That(package.Value.GetProperty("version").GetString(), Does.Match($@"^{major}\.\d+\.0-beta\.17$"));
            Assert.That(package.Value.GetProperty("integrity").GetString(), Does.StartWith("sha512-"));
            Assert.That(package.Value.TryGetProperty("resolved", out _), Is.False);
        }
    }

    private CacheFolder Cache(string? root) => new(root, _said.Add);

    private static Task Write(string into, string text) => File.WriteAllTextAsync(Path.Combine(into, "text"), text);
}
