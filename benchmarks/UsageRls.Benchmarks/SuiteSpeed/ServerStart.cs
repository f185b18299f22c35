using BenchmarkDotNet.Attributes;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Benchmarks.SuiteSpeed;

/// <summary>
/// Measures the time to start a server until it answers. A cold start also initialises the data directory, as the first run after an
/// installation does.
/// </summary>
[BenchmarkCategory("Suite")]
[Config(typeof(WholeOperations))]
public class ServerStart
{
    private const string CacheVariable = "XDG_CACHE_HOME";

    private readonly string? _usersCache = Environment.GetEnvironmentVariable(CacheVariable);
    private string _emptyCache = "";
    private FileStream _emptyCacheLock = null!;
    private PostgresServer _server = null!;

    // Starts a server once before the measurement, so that embedded binaries are already in the cache.
    [GlobalSetup(Target = nameof(Warm))]
    public Task FillCacheAsync() => StartAndStopAsync();

    [GlobalSetup(Target = nameof(Cold))]
    public async Task UseOwnCacheAsync()
    {
        _emptyCache = Directory.CreateTempSubdirectory("usage-rls-").FullName;
        // A lock file as in a run directory: if this process is killed, the next run finds the lock free and removes the folder.
        _emptyCacheLock = File.Create(Path.Combine(_emptyCache, "usage-rls.lock"));
        // If this process is root, the server runs as another user, which must be able to enter this folder.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_emptyCache, (UnixFileMode)0b111_101_101);
        Environment.SetEnvironmentVariable(CacheVariable, _emptyCache);
        await StartAndStopAsync();
    }

    [IterationSetup(Target = nameof(Cold))]
    public void ForgetDataDirectory()
    {
        var clusters = Path.Combine(_emptyCache, "usage-rls", "clusters");
        if (Directory.Exists(clusters))
            Directory.Delete(clusters, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public async Task Warm() => _server = await StartAsync();

    [Benchmark]
    public async Task Cold() => _server = await StartAsync();

    [IterationCleanup]
    public void Stop() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [GlobalCleanup(Target = nameof(Cold))]
    public void UseUsersCache()
    {
        Environment.SetEnvironmentVariable(CacheVariable, _usersCache);
        Directory.Delete(_emptyCache, recursive: true);
        _emptyCacheLock.Dispose();
    }

    private static Task<PostgresServer> StartAsync() =>
        PostgresServer.StartAsync(ServerChoice.FromEnvironment(), _ => { }, CancellationToken.None);

    private static async Task StartAndStopAsync() => await (await StartAsync()).DisposeAsync();
}
