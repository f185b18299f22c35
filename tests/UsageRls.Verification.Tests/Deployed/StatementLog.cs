using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>Reads, from a throwaway server's log, the statements that the server has run since <see cref="StartAsync"/>.</summary>
internal sealed class StatementLog : IAsyncDisposable
{
    private const string Mark = "<<";

    private readonly NpgsqlConnection _administrator;
    private readonly string _file;
    private readonly long _from;

    private StatementLog(NpgsqlConnection administrator, string file) =>
        (_administrator, _file, _from) = (administrator, file, new FileInfo(file).Length);

    public static async Task<StatementLog> StartAsync(TestDatabase database)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var data = new NpgsqlCommand("select current_setting('data_directory')", connection);
        var file = Path.Combine(Path.GetDirectoryName((string)(await data.ExecuteScalarAsync())!)!, "log");
        if (!File.Exists(file))
            throw new IgnoreException("Not run: the server's log is not on this machine.");
        await SetAsync(connection, $"alter system set log_line_prefix = '{Mark}%u> '; alter system set log_statement = 'all'");
        return new StatementLog(connection, file);
    }

    /// <summary>Returns the statements logged so far, separated into statements of one login and statements of all other logins.</summary>
    public async Task<(IReadOnlyList<string> Of, IReadOnlyList<string> Others)> EndAsync(string login)
    {
        await using var stream = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(_from, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        var statements = (await reader.ReadToEndAsync())
            .Split(Mark, StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => (Login: entry.Split('>')[0], Text: Statement(entry)))
            .Where(s => s.Text is not null)
            .ToLookup(s => s.Login == login, s => s.Text!);
        return ([.. statements[true]], [.. statements[false]]);
    }

    public async ValueTask DisposeAsync()
    {
        await SetAsync(_administrator, "alter system reset log_line_prefix; alter system reset log_statement");
        await _administrator.DisposeAsync();
    }

    private static string? Statement(string entry) =>
        (entry.IndexOf("statement: ", StringComparison.Ordinal), entry.IndexOf("execute <unnamed>: ", StringComparison.Ordinal)) switch
        {
            (not -1 and var at, _) => entry[(at + 11)..].Trim(),
            (_, not -1 and var at) => entry[(at + 19)..].Trim(),
            _ => null,
        };

    private static async Task SetAsync(NpgsqlConnection connection, string sql)
    {
        foreach (var statement in (string[])[.. sql.Split("; "), "select pg_reload_conf()"])
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
        // Gives the server processes time to read the new settings; a process reads new settings between two statements.
        await using var wait = new NpgsqlCommand("select pg_sleep(0.1)", connection);
        await wait.ExecuteNonQueryAsync();
    }
}
