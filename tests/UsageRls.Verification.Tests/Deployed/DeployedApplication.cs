using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;

namespace UsageRls.Verification.Tests.Deployed;

/// <summary>An application with teams, deployed on servers of the tests and verified on another.</summary>
public static class DeployedApplication
{
    // Each class deploys on a server of its own and changes roles there, and roles belong to the whole server. The expected catalog must
    // contain only the roles of the platform and of the migrations, so it is read from this server.
    private static readonly Lazy<Task<TestServer>> s_verifying = Laboratory.Shared(Laboratory.NewServerAsync);

    /// <summary>The application's migrations.</summary>
    public static MigrationSet Migrations { get; } =
        new(
            "deployed",
            [
                .. ((string[])["20250101000000_teams.sql", "20250102000000_titles.sql", "20250103000000_notes.sql"]).Select(file =>
                    Migration.Create(file, EmbeddedSql.Read(typeof(DeployedApplication).Assembly, $"Deployed/Migrations/{file}"))
                ),
            ]
        );

    private static readonly Lazy<Task<ExpectedCatalogs>> s_expected = new(async () =>
        await ExpectedCatalogs.ReadAsync(await VerifyingServerAsync(), Migrations, Enum.GetValues<GrantBaseline>())
    );

    /// <summary>Returns the catalogs that the migrations make on the verifying server.</summary>
    public static Task<ExpectedCatalogs> ExpectedAsync() => s_expected.Value;

    /// <summary>Returns the server on which the migrations are verified.</summary>
    public static Task<TestServer> VerifyingServerAsync() => s_verifying.Value;

    /// <summary>Creates a deployed database with the migrations on a server whose roles the calling class may change.</summary>
    public static async Task<TestDatabase> DeployAsync(
        TestServer server,
        GrantBaseline baseline = GrantBaseline.Explicit,
        MigrationSet? migrations = null
    ) => await (await server.TemplateAsync(migrations ?? Migrations, baseline)).CloneAsync();

    /// <summary>Compares a deployed database with the migrations and returns the report.</summary>
    public static async Task<DeployedReport> ReportAsync(TestDatabase deployed, Action<NpgsqlConnectionStringBuilder>? login = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(deployed.ConnectionString);
        login?.Invoke(settings);
        return await (await ExpectedAsync()).CompareAsync(await new DeployedDatabase(settings.ConnectionString).ReadAsync());
    }
}
