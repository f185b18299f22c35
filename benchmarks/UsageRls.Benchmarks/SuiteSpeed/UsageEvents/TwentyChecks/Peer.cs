using System.Diagnostics;
using System.Globalization;
using Npgsql;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks.SuiteSpeed.UsageEvents.TwentyChecks;

/// <summary>
/// Runs the twenty checks in other processes (psql, pg_prove, and the suite's engine) on the same server, to compare their times.
/// </summary>
/// <param name="server">The server to run the checks on.</param>
internal sealed class Peer(TestServer server)
{
    private static readonly string s_folder = ProjectRoot.At("benchmarks/UsageRls.Benchmarks/SuiteSpeed/UsageEvents/TwentyChecks");
    private static readonly string s_platform = ProjectRoot.At("fixtures/UsageRls.Fixtures/Supabase");

    /// <summary>Creates a database, its schema and rows, and runs the checks, all in one psql process.</summary>
    public Task PsqlAsync(string database) => RunAsync(20, "psql", [.. Schema(database), "-f", At("checks.psql")]);

    /// <summary>Creates the database, its rows and the extension pgtap with psql; then runs the checks with pg_prove.</summary>
    public async Task PgTapAsync(string database)
    {
        await RunAsync(0, "psql", [.. Schema(database), "-c", "create extension pgtap"]);
        await RunAsync(20, "pg_prove", ["--verbose", "--dbname", database, At("checks.pgtap.sql")]);
    }

    /// <summary>Runs the checks with the suite's engine, in a separate process.</summary>
    public Task OursAsync() => RunAsync(0, "dotnet", ["exec", typeof(Peer).Assembly.Location, "twenty-checks"]);

    /// <summary>Drops a database that psql or pg_prove used.</summary>
    public async Task DropAsync(string database)
    {
        await using var connection = new NpgsqlConnection(server.Server.ConnectionString);
        await connection.OpenAsync();
        await using var drop = new NpgsqlCommand($"drop database if exists {SqlText.Identifier(database)} with (force)", connection);
        await drop.ExecuteNonQueryAsync();
    }

    /// <summary>The reason why a program cannot be measured on this machine; null if it can.</summary>
    public static string? WhyNot(string program, TestServer server)
    {
        string[] needs = program == "pg_prove" ? ["psql", "pg_prove"] : [program];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (needs.FirstOrDefault(n => !path.Any(folder => File.Exists(Path.Combine(folder, n)))) is { } missing)
            return $"{missing} is not installed";
        if (program != "pg_prove")
            return null;
        using var source = NpgsqlDataSource.Create(server.Server.ConnectionString);
        using var command = source.CreateCommand("select exists (select from pg_available_extensions where name = 'pgtap')");
        return command.ExecuteScalar() is true ? null : "the server has no extension pgtap";
    }

    private string[] Schema(string database) =>
        [
            "--no-psqlrc",
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--set",
            $"owner={server.Owner}",
            "-c",
            $"create database {SqlText.Identifier(database)} owner {SqlText.Identifier(server.Owner)}",
            "-c",
            $"\\connect {SqlText.Identifier(database)}",
            "-c",
            "begin",
            .. Platform.Files.SelectMany(file => (string[])["-f", ProjectRoot.At($"fixtures/UsageRls.Fixtures/{file}")]),
            "-c",
            $"set role {SqlText.Identifier(server.Owner)}",
            "-f",
            $"{s_platform}/baseline.explicit.sql",
            "-f",
            $"{s_platform}/../UsageEvents/organizations.sql",
            .. SharedServer.Migrations.Migrations.SelectMany(m => (string[])["-f", m.Path]),
            "-f",
            At("world.sql"),
            "-c",
            "commit",
            "-c",
            "reset role",
        ];

    private static string At(string file) => Path.Combine(s_folder, file);

    private async Task RunAsync(int checks, string program, string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(server.Server.ConnectionString);
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGHOST"] = to.Host;
        start.Environment["PGPORT"] = to.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = to.Username;
        start.Environment["PGPASSWORD"] = to.Password;
        start.Environment["PGDATABASE"] = to.Database;
        start.Environment[Fixtures.Postgres.ServerChoice.Variable] = to.ConnectionString;
        using var process = Process.Start(start)!;
        var (printed, complaints) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var passed = (await printed).Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal));
        if (process.ExitCode != 0 || passed < checks)
        {
            throw new InvalidOperationException(
                $"{program} ended with {process.ExitCode} after {passed} of {checks} checks:\n{await printed}\n{await complaints}"
            );
        }
    }
}
