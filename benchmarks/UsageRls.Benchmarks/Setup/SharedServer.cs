using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Benchmarks.Setup;

/// <summary>The PostgreSQL server that all benchmarks of this process share. The first use starts the server.</summary>
internal static class SharedServer
{
    private static readonly Lazy<Task<TestServer>> s_server = new(StartAsync);

    /// <summary>The migrations to measure: those of the folder that the environment names, else the project's.</summary>
    public static MigrationSet Migrations { get; } = MigrationSet.Read(MigrationSet.FolderFromEnvironment());

    /// <summary>A digest of the migrations: eight hexadecimal digits of the SHA-256 of each file.</summary>
    public static string MigrationsDigest { get; } = string.Join('-', Migrations.Migrations.Select(m => m.Sha256[..8]));

    /// <summary>The server; the first access starts it.</summary>
    public static Task<TestServer> Async => s_server.Value;

    /// <summary>The template database with the migrations on a grant baseline, without test rows.</summary>
    public static async Task<Template> TemplateAsync(GrantBaseline baseline = GrantBaseline.Explicit) =>
        await (await Async).TemplateAsync(Migrations, baseline);

    /// <summary>Stops the server if it was started.</summary>
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
