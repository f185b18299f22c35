using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests many runs at once on one server, a database with many rows, and the memory that a run needs.</summary>
[NonParallelizable, Slow]
public sealed class LoadTests
{
    private const long Mebibyte = 1 << 20;

    [Test]
    public async Task Twenty_runs_side_by_side_on_one_server()
    {
        await using var server = await PostgresServer.StartAsync(new ServerChoice.Installed(), _ => { }, CancellationToken.None);
        await using (await TestServer.UseAsync(Shared(server), _ => { })) { }
        var before = await ServerSnapshot.TakeAsync(server);
        var start = new RunStart("FullyQualifiedName~Schema|FullyQualifiedName~MigrationFiles").With(
            (ServerChoice.Variable, server.ConnectionString)
        );
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WholeRun.ToTheEndAsync(start)));
        try
        {
            Assert.That(runs.Select(r => r.Status), Is.All.Zero, () => runs.First(r => r.Status != 0).ToString());
            Assert.That(new List<string>((await ServerSnapshot.TakeAsync(server)).Since(before)), Is.Empty);
        }
        finally
        {
            foreach (var run in runs)
                await run.DisposeAsync();
        }
    }

    [Test]
    public async Task A_million_events_of_ten_thousand_organisations()
    {
        var size = new WorldSize
        {
            Organizations = 10_000,
            Users = 30_000,
            Events = 1_000_000,
        };
        using var host = Process.GetCurrentProcess();
        var peak = host.PeakWorkingSet64;
        var (world, events) = RandomWorld.Stream(size, WorldSeed.Default.Value);
        await using var database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations);
        await using (var connection = await database.Connections.OpenConnectionAsync())
            await WorldLoader.LoadAsync(connection, world, events, CancellationToken.None);
        host.Refresh();
        TestContext.Out.WriteLine($"loading took {(host.PeakWorkingSet64 - peak) / Mebibyte} MiB on top of {peak / Mebibyte}");
        Assert.That(host.PeakWorkingSet64 - peak, Is.LessThan(256 * Mebibyte), "events were held in memory");

        var used = events.CountBy(e => e.OrgId).ToDictionary();
        var tenants = world.Memberships.ToLookup(m => m.UserId, m => m.OrgId);
        var largest = world.Memberships.First(m => m.OrgId == world.Organizations[0].Id).UserId;
        foreach (var user in (Guid[])[largest, .. world.Users.Where((_, i) => i % 10_000 == 0).Select(u => u.Id)])
        {
            var seen = await RlsSession.TryAsync(
                database,
                Caller.SignedIn("user", user),
                EventStatement.Create($"select count(*) from public.{EventStatement.Table}") with
                {
                    Result = ResultKind.Count,
                }
            );
            Assert.That(seen.Outcome.Rows, Is.EqualTo(tenants[user].Sum(org => (long)used.GetValueOrDefault(org))), seen.ToSql);
        }

        Assert.That(
            (
                await RlsSession.TryAsync(
                    database,
                    Caller.ServiceRole,
                    EventStatement.Create($"select count(*) from public.{EventStatement.Table}") with
                    {
                        Result = ResultKind.Count,
                    }
                )
            )
                .Outcome
                .Rows,
            Is.EqualTo(size.Events)
        );
    }

    [TestCase(null, 500)]
    [TestCase("1", 500)]
    public async Task The_test_host_of_a_whole_run_stays_below_its_memory_limit(string? slow, int mebibytes)
    {
        await using var run = WholeRun.Start(new RunStart().With((SlowAttribute.Variable, slow)));
        await run.SaysAsync("migrations of");
        var (host, peak) = (run.Processes.Host, 0L);
        var end = run.EndAsync();
        while (!end.IsCompleted)
        {
            peak = Math.Max(peak, ProcessTree.Peak(host) ?? 0);
            await Task.Delay(50);
        }

        Assert.That(await end, Is.Zero, run.ToString);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the test host took {peak / Mebibyte} MiB at most"));
        Assert.That(peak / Mebibyte, Is.GreaterThan(20).And.LessThan(mebibytes), "MiB of memory at most");
    }

    private static PostgresServer Shared(PostgresServer server) =>
        new(server.ConnectionString, server.Version, isThrowaway: false, "", () => ValueTask.CompletedTask);
}
