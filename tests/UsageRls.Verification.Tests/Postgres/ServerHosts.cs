using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres;

/// <summary>Tests that a server is removed after the process that started it ends, and what happens if a port is taken.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServerHosts
{
    // `sleep` stands for the host, which is the process that starts a server. It keeps the pipe to the watchdog open until a test kills it.
    private const string HostAndWatchdog = """
        /bin/sh -c 'echo $$ >"$RUN/host"; exec sleep 1000' | /bin/sh -c "$WATCHDOG" usage-rls-watchdog "$BIN" "$IMAGE" "$RUN" "$PORT"
        """;

    // Starts a server without a host and a watchdog, as if both had been killed together.
    private const string Orphan = """
        umask 077
        cp -R "$IMAGE/data" "$RUN/data" && cp -R "$IMAGE/databases" "$RUN/data/base" \
          && exec "$BIN/postgres" -D "$RUN/data" -p "$PORT" 2>/dev/null
        """;

    private readonly ServerUser? _user = ServerUser.Current();
    private CacheFolder _cache = null!;
    private PostgresBinaries _binaries = null!;
    private ClusterImage _image = null!;

    [OneTimeSetUp]
    public async Task InitialiseOnce()
    {
        _cache = CacheFolder.OfThisUser(TestContext.Out.WriteLine);
        _binaries =
            InstalledPostgres.Newest(_cache)
            ?? await EmbeddedPostgres.FetchedAsync(17, _cache, TestContext.Out.WriteLine, CancellationToken.None);
        _image = await ClusterImage.ForAsync(_binaries, _user, _cache, TestContext.Out.WriteLine, CancellationToken.None);
    }

    [OneTimeTearDown]
    public void ForgetTheCache() => _cache.Dispose();

    [Test]
    public async Task A_killed_host_leaves_nothing_after_three_seconds()
    {
        using var directory = RunDirectory.Create(_user);
        using var _ = Start(HostAndWatchdog, directory);
        var server = await ReadyAsync(directory);

        Kill(int.Parse(await File.ReadAllTextAsync(Path.Combine(directory.Path, "host")), CultureInfo.InvariantCulture));

        await Task.WhenAny(
            UntilAsync(() => !Runs(server, directory) && !Directory.Exists(directory.Path)),
            Task.Delay(TimeSpan.FromSeconds(3))
        );
        Assert.That(Runs(server, directory), Is.False, "the server still runs");
        Assert.That(Directory.Exists(directory.Path), Is.False, "the server's directory still exists");
    }

    [Test]
    public async Task An_orphaned_server_is_swept_and_one_in_use_is_not()
    {
        await using var inUse = await LocalServer.StartAsync(_binaries, _user, _image, LocalServer.RandomPorts(), CancellationToken.None);
        var directory = RunDirectory.Create(_user);
        using var orphan = Start(Orphan, directory);
        var server = await ReadyAsync(directory);
        RunDirectory.SweepLeftovers();
        Assert.That(Runs(server, directory), Is.True, "the server was swept while its lock was held");
        directory.Release();

        RunDirectory.SweepLeftovers();

        Assert.That(Runs(server, directory), Is.False, "the orphaned server still runs");
        Assert.That(Directory.Exists(directory.Path), Is.False, "the directory of the orphaned server still exists");
        await using var connection = new NpgsqlConnection(inUse.ConnectionString);
        Assert.That(connection.OpenAsync, Throws.Nothing, "a server in use was swept");
    }

    [Test]
    public void A_directory_without_the_mark_is_not_swept_whatever_its_name()
    {
        var place = Scratch.Folder("sweep");
        try
        {
            var foreign = place.CreateSubdirectory("usage-rls-looks-like-ours");
            RunDirectory.Sweep(place.FullName);
            Assert.That(foreign.Exists, Is.True);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_directory_that_is_half_removed_is_swept_again()
    {
        var place = Scratch.Folder("sweep");
        var leftover = place.CreateSubdirectory("usage-rls-leftover").FullName;
        string[] files = ["usage-rls.lock", .. Enumerable.Range(0, 30).Select(i => $"file-{i}")];
        foreach (var file in files)
            await File.WriteAllTextAsync(Path.Combine(leftover, file), "");
        var removed = new ConcurrentQueue<string?>();
        using var watcher = new FileSystemWatcher(leftover) { EnableRaisingEvents = true };
        watcher.Deleted += (_, file) => removed.Enqueue(file.Name);

        RunDirectory.Sweep(place.FullName);

        await UntilAsync(() => removed.Count == files.Length);
        Assert.That(Directory.Exists(leftover), Is.False);
        Assert.That(removed, Has.Count.EqualTo(files.Length));
        Assert.That(removed.Last(), Is.EqualTo("usage-rls.lock"));
    }

    [Test]
    public async Task A_port_in_use_is_skipped()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var started = await LocalServer.StartAsync(
            _binaries,
            _user,
            _image,
            [taken, .. LocalServer.RandomPorts()],
            CancellationToken.None
        );
        Assert.That(new NpgsqlConnectionStringBuilder(started.ConnectionString).Port, Is.Not.EqualTo(taken));
        await using var connection = new NpgsqlConnection(started.ConnectionString);
        Assert.That(connection.OpenAsync, Throws.Nothing);
    }

    [Test]
    public void A_server_that_does_not_start_says_what_its_log_says()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        Assert.That(
            () => LocalServer.StartAsync(_binaries, _user, _image, [taken], CancellationToken.None),
            Throws.TypeOf<NoServerException>().With.Message.Contains("could not create any TCP/IP sockets")
        );
    }

    private Process Start(string script, RunDirectory directory)
    {
        var start = ChildProcess.StartInfo("/bin/sh", _user, "-c", script);
        start.Environment["WATCHDOG"] = LocalServer.Script();
        start.Environment["BIN"] = _binaries.Directory;
        start.Environment["IMAGE"] = _image.Path;
        start.Environment["RUN"] = directory.Path;
        start.Environment["PORT"] = LocalServer.RandomPorts()[0].ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    private static async Task<int> ReadyAsync(RunDirectory directory)
    {
        var pidFile = Path.Combine(directory.Data, "postmaster.pid");
        await UntilAsync(() => LocalServer.ReadyPort(pidFile) is not null);
        return int.Parse((await File.ReadAllLinesAsync(pidFile))[0], CultureInfo.InvariantCulture);
    }

    private static bool Runs(int server, RunDirectory directory) => RunDirectory.IsServerOn(directory.Data, server);

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var tries = 0; tries < 1000 && !condition(); tries++)
            await Task.Delay(10);
    }
}
