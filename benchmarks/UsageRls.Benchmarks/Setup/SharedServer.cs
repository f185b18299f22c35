using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Benchmarks.Setup;

/// <summary>The one server of this process, which all benchmarks share: started by the first that asks, stopped at the end.</summary>
internal static class SharedServer
{
    private static readonly Lazy<Task<TestServer>> s_server = new(StartAsync);

    /// <summary>The measured migrations: the project's, or those that the environment names.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Read(MigrationSet.FolderFromEnvironment());

    /// <summary>Eight hexadecimal digits of each of their digests.</summary>
    public static string MigrationsDigest { get; } = string.Join('-', Migrations.Migrations.Select(m => m.Sha256[..8]));

    /// <summary>The server.</summary>
    public static Task<TestServer> Async => s_server.Value;

    /// <summary>The migrations on a baseline, without rows.</summary>
    public static async Task<Template> TemplateAsync(GrantBaseline baseline = GrantBaseline.Explicit) =>
        await (await Async).TemplateAsync(Migrations, baseline);

    /// <summary>Ends it, if anybody started it.</summary>
    public static async ValueTask StopAsync()
    {
        if (s_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await s_server.Value).DisposeAsync();
    }

    private static async Task<TestServer> StartAsync()
    {
        var server = await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), Console.WriteLine, CancellationToken.None);
        return await TestServer.UseAsync(server, Console.WriteLine);
    }
}
