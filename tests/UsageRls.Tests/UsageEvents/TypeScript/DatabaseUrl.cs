using Npgsql;

namespace UsageRls.Tests.UsageEvents.TypeScript;

/// <summary>Converts an Npgsql connection string into a URL that Node.js programs can read.</summary>
public static class DatabaseUrl
{
    /// <summary>The <c>postgresql://</c> URL with the same server, login, password and database.</summary>
    public static string From(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        // PG* variables are removed from the child process, so user and password are resolved here, as Npgsql would.
        var user = given.Username ?? Environment.GetEnvironmentVariable("PGUSER") ?? Environment.UserName;
        var password = given.Password ?? Environment.GetEnvironmentVariable("PGPASSWORD");
        var login = Uri.EscapeDataString(user) + (password is null ? "" : ":" + Uri.EscapeDataString(password));
        var host = given.Host!.Contains(':', StringComparison.Ordinal) ? $"[{given.Host}]" : Uri.EscapeDataString(given.Host);
        return $"postgresql://{login}@{host}:{given.Port}/{Uri.EscapeDataString(given.Database!)}?sslmode={Mode(given.SslMode)}";
    }

    // node-postgres has no mode "prefer". Its mode "require" checks certificates, unlike that of Npgsql.
    private static string Mode(SslMode mode) =>
        mode switch
        {
            SslMode.Require => "no-verify",
            SslMode.VerifyCA or SslMode.VerifyFull => "verify-full",
            _ => "disable",
        };
}
