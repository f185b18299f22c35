using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Deployed;

/// <summary>A deployed database: the suite reads only its catalog and its history of migrations.</summary>
public sealed partial class DeployedDatabase
{
    /// <summary>The environment variable with the connection string of the deployed database.</summary>
    public const string Variable = "USAGE_RLS_DEPLOYED";

    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <param name="connectionString">An Npgsql connection string or a <c>postgres://</c> URL.</param>
    /// <exception cref="FormatException">The connection string is invalid; the message does not quote it.</exception>
    public DeployedDatabase(string connectionString) => _settings = Settings(connectionString);

    /// <summary>Returns the database that <see cref="Variable"/> names; null if the variable is not set or empty.</summary>
    /// <exception cref="FormatException">The value of the variable is invalid.</exception>
    public static DeployedDatabase? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? new DeployedDatabase(value) : null;

    /// <summary>The connection string with its password, for <c>Redaction</c>, which removes the password from the evidence.</summary>
    public string ConnectionString => _settings.ConnectionString;

    /// <summary>Reads the catalog of the deployed database.</summary>
    /// <exception cref="DeployedException">The catalog cannot be read; the message gives the reason, without host and password.</exception>
    public async Task<CatalogSnapshot> ReadAsync(CancellationToken cancellation = default)
    {
        try
        {
            var builder = new NpgsqlDataSourceBuilder(_settings.ConnectionString);
            builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
            await using var source = builder.Build();
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return await SnapshotReader.ReadAsync(connection, cancellation);
        }
        catch (PostgresException fault)
        {
            var hint =
                fault.SqlState == PostgresErrorCodes.LockNotAvailable
                    ? " Another session holds a lock, for example to apply a migration: compare again later."
                    : "";
            throw new DeployedException($"The deployed database refused: {fault.SqlState} {Clean(fault.MessageText)}.{hint}");
        }
        catch (NpgsqlException fault)
        {
            var why = fault.GetBaseException() is SocketException socket ? socket.SocketErrorCode.ToString() : Clean(fault.Message);
            throw new DeployedException(
                $"The deployed database cannot be reached ({why}): {Variable} must be a connection string or a "
                    + "postgres:// URL of a login that may connect."
            );
        }
    }

    /// <summary>Returns a text with the host, the password and IP addresses redacted.</summary>
    public string Clean(string text)
    {
        foreach (var secret in (IEnumerable<string?>)[_settings.Password, .. (_settings.Host ?? "").Split(',')])
        {
            if (secret is { Length: > 2 })
                text = text.Replace(secret, "‹redacted›", StringComparison.OrdinalIgnoreCase);
        }
        return Address().Replace(text, "‹redacted›");
    }

    // The connection may go through a pooler, which rejects startup options and keeps no prepared statements. Client-side pooling is off,
    // so that no connection stays open after the run.
    private static NpgsqlConnectionStringBuilder Settings(string value)
    {
        var settings = new NpgsqlConnectionStringBuilder(
            Given(value)
                ?? throw new FormatException(
                    $"{Variable} takes an Npgsql connection string (Host=…;Username=…) or a postgres:// "
                        + "URL, with the password percent-encoded."
                )
        );
        foreach (var key in (string[])["Options", "Search Path", "Timezone", "Multiplexing", "Enlist", "Server Compatibility Mode"])
            settings.Remove(key);
        settings.Pooling = false;
        settings.MaxAutoPrepare = 0;
        settings.ApplicationName = "usage-rls";
        settings.IncludeErrorDetail = false;
        settings.Timeout = 15;
        settings.CommandTimeout = 60;
        return settings;
    }

    private static string? Given(string value)
    {
        try
        {
            return (ServerChoice.Parse(value) as ServerChoice.Existing)?.ConnectionString;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        @"\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{0,4}){3,7}\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Address();
}

/// <summary>The error that the catalog of a deployed database cannot be read.</summary>
/// <param name="message">The reason, without host and password.</param>
public sealed class DeployedException(string message) : Exception(message);
