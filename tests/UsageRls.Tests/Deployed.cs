using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Deployed;
using UsageRls.Verification.Evidence.Sections.Deployed;

namespace UsageRls.Tests;

/// <summary>Compares a deployed database with the verified migrations, if <see cref="DeployedDatabase.Variable"/> names one.</summary>
public sealed class Deployed
{
    [Test]
    public async Task The_deployed_database_is_what_was_verified()
    {
        var database =
            DeployedDatabase.FromEnvironment()
            ?? throw new InconclusiveException($"Not run: {DeployedDatabase.Variable} names no database.");
        RunEvidence.Collector.Learn(database.ConnectionString);
        var readAt = DateTimeOffset.UtcNow;
        Func<Task<TestServer>>? another = Suite.Server.Server.IsThrowaway ? StartAnotherAsync : null;
        var report = await DeployedRun.RunAsync(
            database,
            Suite.Server,
            Suite.Migrations,
            Suite.Intent,
            Suite.Seed.Value,
            another,
            [.. Further().SelectMany(f => f.Trials)]
        );
        RunEvidence.Collector.Add(DeployedDatabase.Variable, new DeployedReading(report, readAt));
        RunConsole.Say(report.Summary);
        if (!report.IsWhatWasVerified)
            throw new ToldException(report.Explain());
    }

    private static IEnumerable<IDeployedTrials> Further() =>
        from type in typeof(Deployed).Assembly.GetTypes()
        where type.IsClass && type.IsAssignableTo(typeof(IDeployedTrials))
        where LeftOut.MakesUsageEvents || !LeftOut.IsAboutUsageEvents(type)
        select (IDeployedTrials)Activator.CreateInstance(type)!;

    private static async Task<TestServer> StartAnotherAsync() =>
        await TestServer.UseAsync(
            await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), _ => { }, CancellationToken.None),
            _ => { }
        );
}
