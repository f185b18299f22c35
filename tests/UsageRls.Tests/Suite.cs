using System.Collections.Concurrent;
using System.Diagnostics;
using NUnit.Framework;
using NUnit.Framework.Internal;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Fixtures.Worlds;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Preflight;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.UsageEvents;

// Six workers even on fewer cores, because most workers only wait for a report that many classes share.
[assembly: LevelOfParallelism(6)]

namespace UsageRls.Tests;

/// <summary>The set-up of a run: starts one server, reads the migrations, runs the preflight, and writes the evidence at the end.</summary>
/// <remarks>Test classes run in parallel. Classes that must not run in parallel run after the others.</remarks>
[SetUpFixture, Parallelizable(ParallelScope.Self | ParallelScope.Fixtures)]
public sealed class Suite
{
    private static TestServer? s_server;
    private static MigrationSet? s_migrations;
    private static readonly ConcurrentBag<Func<ValueTask>> s_atEnd = [];

    private TimeSpan _untilMigrated;

    /// <exception cref="InconclusiveException">The preflight failed, so no test may run.</exception>
    public static TestServer Server => s_server ?? throw new InconclusiveException(NotRunPointer);

    /// <exception cref="InconclusiveException">The preflight failed, so no test may run.</exception>
    public static MigrationSet Migrations => s_migrations ?? throw new InconclusiveException(NotRunPointer);

    /// <summary>Whether the preflight passed; only then may tests run.</summary>
    public static bool IsStarted { get; private set; }

    /// <summary>The message of tests that did not run because the preflight failed.</summary>
    public static string NotRunPointer => $"Not run: see {nameof(Preflight)}.{nameof(Preflight.The_migrations_can_be_verified)}.";

    /// <summary>The reason why the tests of the usage table do not run although all others run; empty if there is none.</summary>
    public static string UsageEventsUnfit { get; private set; } = "";

    /// <summary>The intent file of the migrations under test; null if there is none.</summary>
    public static IntentFile? Intent { get; private set; }

    /// <summary>
    /// The grant baselines to verify: both, unless the intent file or an environment variable states the baseline of the project.
    /// </summary>
    public static IReadOnlyList<GrantBaseline> Baselines => StartingGrants.From(Intent);

    /// <summary>The access model for the usage table: from the intent file, or built-in if no file describes the table.</summary>
    public static AccessModel UsageEventsIntent => Verification.UsageEvents.UsageEventsIntent.From(Intent);

    /// <summary>Whether this run consists of the static tests only. Such a run makes no sample rows and writes no evidence.</summary>
    public static bool IsStatic { get; private set; }

    // The run of a shard writes no evidence: the run that uses the shard's outcomes writes the evidence.
    private static bool WritesEvidence => !IsStatic && !KeptStages.IsShard;

    /// <summary>The full reason why the preflight failed; empty if it passed.</summary>
    public static string NotRun { get; private set; } = "";

    public static WorldSeed Seed { get; private set; } = WorldSeed.Default;

    /// <summary>Registers an action that runs after all tests have ended, while the server still runs.</summary>
    public static void AtEnd(Func<ValueTask> cleanup) => s_atEnd.Add(cleanup);

    /// <summary>Creates a clone for one test, with all migrations or only the first <paramref name="migrations"/>.</summary>
    public static async Task<TestDatabase> CloneAsync(GrantBaseline baseline, int? migrations = null)
    {
        var template = await Server.TemplateAsync(migrations is { } count ? Migrations.First(count) : Migrations, baseline);
        return ClonesAttribute.Register(await template.CloneAsync());
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var began = Stopwatch.GetTimestamp();
        IsStatic = StaticAttribute.AreAll(TestContext.CurrentContext.ActiveTests);
        if (WritesEvidence)
            RunEvidence.Begin();
        try
        {
            Seed = WorldSeed.FromEnvironment();
            if (await FitAsync() is { } unfit)
            {
                Stop(unfit);
                return;
            }
            if (WritesEvidence)
                await RunEvidence.MarkAsync();
            IsStarted = true;
        }
        catch (Exception fault)
        {
            Stop(PreflightReport.From(new Obstacle(fault.Message, "", "")));
            return;
        }

        using var host = Process.GetCurrentProcess();
        _untilMigrated = DateTime.Now - host.StartTime;
        RunConsole.Say(
            $"{Migrations.Migrations.Count} migrations of {Migrations.Folder}, "
                + $"applied {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms after the start of the suite, "
                + $"{_untilMigrated.TotalMilliseconds:F0} ms after the start of the test host; {Seed}"
        );
        if (FirstVerdict.IsPartOf(TestContext.CurrentContext.ActiveTests))
            await FirstVerdict.SayAsync();
    }

    private static async Task<PreflightReport?> FitAsync()
    {
        _ = KeptStages.Shard; // throws if the variable names no valid shard
        var folder = MigrationSet.FolderFromEnvironment();
        var (migrations, unreadable) = PreflightRun.Read(folder);
        if (migrations is null)
        {
            RunEvidence.Collector.Verifies(folder);
            return unreadable;
        }

        var accepted = AcceptedFolder.FromEnvironment(migrations);
        RunEvidence.Collector.Verifies(migrations, Seed.Value, accepted.Path);
        Intent = accepted.Path is null ? null : IntentFile.Load(Path.Combine(accepted.Path, IntentFile.FileName));
        RunEvidence.Collector.StartsFrom(Baselines);
        var server = await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), RunConsole.Say, CancellationToken.None);
        RunConsole.Say(server.Description);
        RunEvidence.Collector.RunsOn(server);
        s_server = await TestServer.UseAsync(server, RunConsole.Say);
        s_migrations = migrations;
        if (await PreflightRun.ApplyAsync(s_server, migrations, Baselines) is { } refused)
            return refused;
        if (!IsStatic && await PreflightRun.ProveAsync(s_server, migrations, Intent) is { } unproven)
            return unproven;
        if (migrations.Skipped.Count > 0)
            RunConsole.Say($"files whose names are not names of migrations were skipped: {string.Join(", ", migrations.Skipped)}");
        if ((await s_server.TemplateAsync(migrations, Baselines[0])).StandIns is { Count: > 0 } standIns)
        {
            RunConsole.Say($"stand-ins: {StandIn.Summary(standIns)}");
            RunEvidence.Collector.StandsOn(standIns);
        }
        if (IsStatic || KeptStages.IsShard)
            return null;
        if (await Shards.CheckAsync() is { } unusable)
            return unusable;
        if (LeftOut.Tests.Count > 0)
        {
            RunEvidence.Collector.DidNotRun($"checks of {Table}", LeftOut.Reason);
            RunConsole.Say($"the checks of {Table} do not run, because {LeftOut.Why}; the isolation of every table is verified");
            return null;
        }
        // If the tables of another application lack what the tests of the usage table need, only these tests do not run.
        var unfit = await PreflightRun.FitAsync(
            s_server,
            migrations,
            UsageEventsTables.All,
            (connection, cancellation) => WorldLoader.LoadAsync(connection, Cast.World, cancellation)
        );
        if (unfit is not null && migrations.IsOwn)
            return unfit;
        if (unfit is not null)
        {
            UsageEventsUnfit = $"Not run: {unfit.Summary.Split('\n')[0]}";
            RunConsole.Say($"only the checks of {Table} do not run: {unfit.Summary.Split('\n')[0]}");
        }
        return null;
    }

    private static string Table => Verification.UsageEvents.UsageEventsIntent.Table.Name;

    private static void Stop(PreflightReport report)
    {
        NotRun = report.ToString();
        RunEvidence.Collector.CannotStart(report.InFullText());
        RunConsole.Say($"NOT RUN. {report.Summary.Split('\n')[0]}");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        try
        {
            var result = TestExecutionContext.CurrentContext.CurrentResult;
            if (IsStarted)
            {
                KeptStages.Tell();
                Causes.Tell();
                RunConsole.Say(StageTimes.Render(result, _untilMigrated));
                await ClonesAttribute.KeepMigratedAsync(result);
            }
            if (IsStatic)
            {
                RunConsole.Say("only static checks ran: no statement was tried, and the evidence of the last run was not changed");
                return;
            }
            if (KeptStages.IsShard)
            {
                RunConsole.Say("only the tables of this shard were verified; the evidence of earlier runs was not changed");
                return;
            }
            var state = new RunState(IsStarted ? null : NotRunPointer, LeftOut.Tests, LeftOut.Reason, Causes.Said);
            await RunEvidence.EndAsync(result, TestExecutionContext.CurrentContext.CurrentTest, state);
            if (IsolationReports.Ended is { } reports)
                FirstVerdict.Keep(reports, isWhole: result.FailCount == 0);
        }
        finally
        {
            foreach (var cleanup in s_atEnd)
                await cleanup();
            if (s_server is not null)
                await s_server.DisposeAsync();
        }
    }
}
