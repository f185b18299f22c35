using System.Collections.Concurrent;
using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;

// Tests run on four workers, whatever the number of cores, because most tests mainly wait for a server.
[assembly: LevelOfParallelism(4)]
[assembly: Parallelizable(ParallelScope.Fixtures)]

namespace UsageRls.Verification.Tests;

/// <summary>The server that most tests share, and everything else that is started once and ended after the last test.</summary>
/// <remarks>
/// This is the only set-up fixture. NUnit starts the fixtures below another one after all fixtures that have none, so they would run last.
/// </remarks>
[SetUpFixture, Parallelizable(ParallelScope.Self | ParallelScope.Fixtures)]
public sealed class Laboratory
{
    private static readonly ConcurrentStack<Func<ValueTask>> s_ends = new();
    private static readonly Lazy<Task<TestServer>> s_server = Shared(NewServerAsync);

    /// <summary>The project's own migrations.</summary>
    public static MigrationSet Own { get; } = MigrationSet.Read(ProjectRoot.At("migrations"));

    public static Task<TestServer> ServerAsync() => s_server.Value;

    /// <summary>Returns an object that the first test that needs it creates; it is disposed after the last test.</summary>
    public static Lazy<Task<T>> Shared<T>(Func<Task<T>> createAsync)
        where T : IAsyncDisposable
    {
        var shared = new Lazy<Task<T>>(createAsync);
        s_ends.Push(async () =>
        {
            if (shared is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                await (await shared.Value).DisposeAsync();
        });
        return shared;
    }

    /// <summary>
    /// Starts a new server. A test that needs unchanged roles starts its own, because other tests change the roles of the shared server.
    /// </summary>
    public static async Task<TestServer> NewServerAsync()
    {
        var server = await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), TestContext.Error.WriteLine, CancellationToken.None);
        return await TestServer.UseAsync(server, TestContext.Error.WriteLine);
    }

    /// <summary>Creates a database with the project's migrations and one more migration, which consists of the given SQL.</summary>
    public static Task<TestDatabase> AfterAsync(string sql, GrantBaseline baseline = GrantBaseline.Legacy) =>
        MigratedAsync([.. Own.Migrations, Migration.Create("29990101000000_break_it.sql", sql)], baseline);

    /// <summary>Creates a database with only the given migrations.</summary>
    public static async Task<TestDatabase> MigratedAsync(IReadOnlyList<Migration> migrations, GrantBaseline baseline = GrantBaseline.Legacy)
    {
        var server = await ServerAsync();
        var template = await server.TemplateAsync(new MigrationSet("laboratory", migrations), baseline);
        return await template.CloneAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (var end in s_ends)
            await end();
        Scratch.Remove();
    }
}
