using System.Diagnostics;
using System.Globalization;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Isolation.Applications;
using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Benchmarks.SuiteSpeed.Applications;

/// <summary>
/// Measures how the time of a verification run grows with an application's tables and migrations, and prints a table. Each size is measured
/// in its own process.
/// </summary>
internal static class Growth
{
    private const int Seed = 20241130;

    private static readonly (int Tables, int Migrations, string Changing)[] s_sizes =
    [
        (3, 7, Access),
        (10, 9, Access),
        (20, 19, Access),
        (60, 59, Access),
        (10, 50, Access),
        (10, 300, Access),
        (10, 50, Nothing),
        (10, 300, Nothing),
    ];

    /// <summary>The argument for applications in which every third later migration replaces a policy.</summary>
    public const string Access = "access";

    /// <summary>The argument for applications in which no later migration replaces a policy.</summary>
    public const string Nothing = "nothing";

    /// <summary>The heading of the printed Markdown table.</summary>
    public const string Head =
        "| tables | migrations | what | clock | processor: host | PostgreSQL | for each table, on two cores | peak memory of the host |\n"
        + "| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |";

    /// <summary>Measures all sizes one after the other, each in its own process, and then all of them a second time.</summary>
    public static async Task<int> MainAsync()
    {
        Console.WriteLine(Head);
        foreach (var (tables, migrations, changing) in s_sizes.Concat(s_sizes))
        {
            string[] arguments = [Environment.GetCommandLineArgs()[0], "growth", $"{tables}", $"{migrations}", changing];
            using var process = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                return process.ExitCode;
        }
        return 0;
    }

    /// <summary>Measures one size in this process and prints its lines of the table.</summary>
    public static async Task MeasureAsync(int tables, int migrations, string changing)
    {
        try
        {
            var server = await SharedServer.Async;
            var application = GeneratedApplication.Create(tables, migrations, changing == Access);
            // A warm-up, so that just-in-time compilation and cold server caches are not measured.
            await IsolateAsync(await TemplatesAsync(server, GeneratedApplication.Create(3, 2)), 3);

            IReadOnlyList<Template> templates = [];
            await SayAsync(
                server,
                application,
                tables,
                changing,
                "templates",
                async () => templates = await TemplatesAsync(server, application)
            );
            await SayAsync(server, application, tables, changing, "isolation", () => IsolateAsync(templates, tables));
            await SayAsync(server, application, tables, changing, "timeline", () => TimelineAsync(server, application));
        }
        finally
        {
            await SharedServer.StopAsync();
        }
    }

    private static async Task<IReadOnlyList<Template>> TemplatesAsync(TestServer server, MigrationSet migrations) =>
        await Task.WhenAll(Enum.GetValues<GrantBaseline>().Select(baseline => server.TemplateAsync(migrations, baseline)));

    private static async Task IsolateAsync(IReadOnlyList<Template> templates, int tables)
    {
        var reports = await Task.WhenAll(templates.Select(template => Task.Run(() => IsolateAsync(template))));
        if (Array.Find(reports, r => r.Tables.Count(t => t.State == TableState.IsolationVerified) != tables) is { } odd)
            throw new InvalidOperationException($"Not all of {tables} tables are verified on {odd.Baseline}: correct the application.");
    }

    // As in the suite, the small worlds run on one baseline only.
    private static async Task<IsolationReport> IsolateAsync(Template template)
    {
        await using var database = await template.CloneAsync();
        await using var connection = await database.Connections.OpenConnectionAsync();
        var schema = await DatabaseSchema.ReadAsync(connection);
        var application = await Discovery.ReadAsync(connection, null);
        var inSmallWorlds = template.Baseline == GrantBaseline.Legacy;
        return await IsolationRun.RunAsync(database, application, schema, Seed, new() { InSmallWorlds = inSmallWorlds });
    }

    private static async Task TimelineAsync(TestServer server, MigrationSet migrations)
    {
        foreach (var baseline in Enum.GetValues<GrantBaseline>())
        {
            var platform = await server.TemplateAsync(migrations.First(0), baseline);
            await TableTimeline.RunAsync(platform, migrations, intent: null, Seed, _ => false);
        }
    }

    private static async Task SayAsync(
        TestServer server,
        MigrationSet application,
        int tables,
        string changing,
        string what,
        Func<Task> measured
    )
    {
        var time = await TimeAsync(server);
        var (before, clock) = (time.Read(), Stopwatch.StartNew());
        await measured();
        clock.Stop();
        var after = time.Read();
        var (host, postgres) = (after.Host - before.Host, after.Server - before.Server);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {tables} | {application.Migrations.Count}, changing {changing} | {what} | {clock.Elapsed.TotalSeconds:F1} s "
                    + $"| {host:F1} s | {postgres:F1} s "
                    + $"| {(host + postgres) / 2 / tables:F2} s | {process.PeakWorkingSet64 / 1024 / 1024} MiB |"
            )
        );
    }

    private static async Task<ProcessorTime> TimeAsync(TestServer server)
    {
        var platform = await server.TemplateAsync(new MigrationSet("none", []), GrantBaseline.Explicit);
        await using var database = await platform.CloneAsync();
        await using var connection = await database.Connections.OpenConnectionAsync();
        return await ProcessorTime.OfServerAsync(connection);
    }
}
