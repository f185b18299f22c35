using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Tests;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>PgBouncer in front of a database, in transaction mode with a single server connection.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TransactionPooler : IAsyncDisposable
{
    private readonly Process _process;
    private readonly RunDirectory _directory;
    private readonly string _connectionString;

    private TransactionPooler(Process process, RunDirectory directory, int port, string connectionString) =>
        (_process, _directory, Port, _connectionString) = (process, directory, port, connectionString);

    public int Port { get; }

    public static async Task<TransactionPooler> StartAsync(TestDatabase database, string login, string password)
    {
        var program =
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Append("/usr/sbin")
                .Select(p => Path.Combine(p, "pgbouncer"))
                .FirstOrDefault(File.Exists)
            ?? throw MissingTool.NotRun("PgBouncer is not installed: install the package pgbouncer.");
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var (user, port) = (ServerUser.Current(), FreePort());
        var directory = RunDirectory.Create(user);
        var settings = Path.Combine(directory.Path, "pgbouncer.ini");
        await File.WriteAllTextAsync(
            settings,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                [databases]
                {database.Name} = host={server.Host} port={server.Port} dbname={database.Name} user={login} password={password}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 1
                """
            )
        );
        user?.Own(settings);
        var start = ChildProcess.StartInfo(program, user, "-q", settings);
        var pooler = new TransactionPooler(
            Process.Start(start)!,
            directory,
            port,
            new NpgsqlConnectionStringBuilder
            {
                Host = "127.0.0.1",
                Port = port,
                Database = database.Name,
                Username = login,
                Password = password,
                Pooling = false,
                SslMode = SslMode.Disable,
            }.ConnectionString
        );
        await pooler.ReadyAsync();
        return pooler;
    }

    /// <summary>Returns the value of a setting on the pooled server connection, as the next client of the pooler finds it.</summary>
    public async Task<string> ShowAsync(string setting)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select current_setting('{setting}')", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }

    private async Task ReadyAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (tries < 100 && !_process.HasExited)
            {
                await Task.Delay(30);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
