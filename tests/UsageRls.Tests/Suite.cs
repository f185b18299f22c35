using System.Diagnostics;
using NUnit.Framework;
using NUnit.Framework.Internal;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Fixtures.Worlds;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;

// Most workers wait for a report that many classes share, so there are more of them than cores.
[assembly: LevelOfParallelism(6)]

namespace UsageRls.Tests;

/// <summary>One run: one server, the migrations under test, and a loaded database for each baseline that tests share.</summary>
/// <remarks>Classes run side by side, beside this one, and those that must be alone after them.</remarks>
[SetUpFixture, Parallelizable(ParallelScope.Self | ParallelScope.Fixtures)]
public sealed class Suite
{
    private static TestServer? s_server;
    private static MigrationSet? s_migrations;
    private static readonly Lazy<Task<Scene>>[] s_scenes =
        [.. Enum.GetValues<Baseline>().Select(baseline => new Lazy<Task<Scene>>(() => Scene.LoadAsync(baseline)))];

    private TimeSpan _untilMigrated;

    public static TestServer Server => s_server ?? throw new InvalidOperationException("The run has no server yet.");

    public static MigrationSet Migrations => s_migrations ?? throw new InvalidOperationException("The run has read no migrations yet.");

    /// <summary>Whether the migrations are applied to a server: before that, no test means anything.</summary>
    public static bool IsStarted { get; private set; }

    public static WorldSeed Seed { get; private set; } = WorldSeed.Default;

    /// <summary>A database with all migrations and a random world, which every test may use and none may change.</summary>
    public static Task<Scene> SceneAsync(Baseline baseline) => s_scenes[(int)baseline].Value;

    /// <summary>An empty database after all migrations, or after the first few, for one test alone.</summary>
    public static async Task<TestDatabase> CloneAsync(Baseline baseline, int? migrations = null)
    {
        var template = await Server.TemplateAsync(migrations is { } count ? Migrations.First(count) : Migrations, baseline);
        return ClonesAttribute.Register(await template.CloneAsync());
    }

    /// <summary>Tells the person at the console, at once and whatever the logger: the adapter shows the error stream, not the progress one.</summary>
    public static void Say(string line) => TestContext.Error.WriteLine($"usage-rls: {line}");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var began = Stopwatch.GetTimestamp();
        RunEvidence.Begin();
        try
        {
            Seed = WorldSeed.FromEnvironment();
            s_migrations = MigrationSet.Read(MigrationSet.FolderFromEnvironment());
            RunEvidence.Collector.Verifies(s_migrations, Seed.Value, AcceptedFolder.FromEnvironment(s_migrations.IsOwn).Path);
            var server = await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), Say, CancellationToken.None);
            Say(server.Description);
            RunEvidence.Collector.RunsOn(server);
            s_server = await TestServer.UseAsync(server, Say);
            // Every test needs it, and what is wrong with a migration is said once.
            await s_server.TemplateAsync(s_migrations, Baseline.Legacy);
            await RunEvidence.MarkAsync();
            IsStarted = true;
        }
        catch (Exception fault)
        {
            RunEvidence.Collector.CannotStart(fault.Message);
            // Said once and whole here; each test then only says that it did not run.
            Say($"NOT RUN. {fault.Message}");
            Assert.Fail("Not run: the reason is at the top of the output. " + fault.Message.Split('\n')[0]);
        }

        using var host = Process.GetCurrentProcess();
        _untilMigrated = DateTime.Now - host.StartTime;
        Say($"{Migrations.Migrations.Count} migrations of {Migrations.Folder}, applied {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms after the suite began, {_untilMigrated.TotalMilliseconds:F0} ms after the test host started; {Seed}");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        try
        {
            var result = TestExecutionContext.CurrentContext.CurrentResult;
            Say(StageTimes.Of(result, _untilMigrated));
            await RunEvidence.EndAsync(result, TestExecutionContext.CurrentContext.CurrentTest);
        }
        finally
        {
            foreach (var scene in s_scenes)
            {
                if (scene is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await scene.Value).Database.DisposeAsync();
            }
            if (s_server is not null) await s_server.DisposeAsync();
        }
    }
}
