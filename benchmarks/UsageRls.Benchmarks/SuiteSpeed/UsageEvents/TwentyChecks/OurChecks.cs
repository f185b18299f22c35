using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Benchmarks.SuiteSpeed.UsageEvents.TwentyChecks;

/// <summary>The twenty access checks, run by the suite's engine in one round trip: each runs as its caller and is rolled back.</summary>
internal static class OurChecks
{
    private const string First = "10000000-0000-4000-8000-000000000000",
        Second = "20000000-0000-4000-8000-000000000000";
    private const string Count = "select count(*) from public.usage_events";
    private const string Update = "update public.usage_events set action = 'agency:scope:revise'";
    private const string Truncate = "truncate public.usage_events";

    private static readonly Guid s_ana = new("a0000000-0000-4000-8000-000000000001"),
        s_ben = new("a0000000-0000-4000-8000-000000000002");
    private static readonly Guid s_cleo = new("b0000000-0000-4000-8000-000000000001"),
        s_dan = new("c0000000-0000-4000-8000-000000000001");

    private static readonly Caller s_member = Caller.SignedIn("member", s_ana),
        s_other = Caller.SignedIn("other member", s_cleo);
    private static readonly Caller s_stranger = Caller.SignedIn("stranger", s_dan);

    private static readonly Check[] s_checks =
    [
        Sees(s_member, "sees the three events of her organisation", $"{Count} where org_id = '{First}'", 3),
        Sees(s_member, "sees none of another organisation", $"{Count} where org_id = '{Second}'", 0),
        Sees(s_member, "sees three events in all", Count, 3),
        Refused(s_member, "records nothing in the name of a colleague", Insert(First, s_ben), OutcomeKind.RefusedByPolicy),
        Refused(s_member, "records nothing in another organisation", Insert(Second, s_ana), OutcomeKind.RefusedByPolicy),
        Refused(
            s_member,
            "does not choose an id",
            "insert into public.usage_events (id, org_id, user_id, action) "
                + $"values ('{First}', '{First}', '{s_ana}', 'agency:scope:generate')",
            OutcomeKind.RefusedByGrant
        ),
        Refused(s_member, "changes nothing", Update, OutcomeKind.RefusedByGrant),
        Refused(s_member, "removes nothing", "delete from public.usage_events", OutcomeKind.RefusedByGrant),
        Refused(s_member, "empties nothing", Truncate, OutcomeKind.RefusedByGrant),
        Sees(s_other, "sees the two events of her organisation", Count, 2),
        Sees(s_other, "sees none of the first organisation", $"{Count} where org_id = '{First}'", 0),
        Sees(s_stranger, "sees nothing", Count, 0),
        Refused(s_stranger, "records nothing", Insert(First, s_dan), OutcomeKind.RefusedByPolicy),
        Refused(Caller.NoToken, "reads nothing", Count, OutcomeKind.RefusedByGrant),
        Refused(Caller.NoToken, "records nothing", Insert(First, s_ana), OutcomeKind.RefusedByGrant),
        Refused(Caller.NoToken, "empties nothing", Truncate, OutcomeKind.RefusedByGrant),
        Sees(Caller.ServiceRole, "sees all five events", Count, 5),
        Refused(Caller.ServiceRole, "changes nothing", Update, OutcomeKind.RefusedByGrant),
        Records(Caller.ServiceRole, "records usage for anyone", Insert(Second, s_cleo)),
        Records(s_member, "records her own usage", Insert(First, s_ana)),
    ];

    private sealed record Check(Caller Caller, string Name, Statement Statement, OutcomeKind Expected, long Rows);

    /// <summary>
    /// Builds the template, clones it, loads the rows and runs the checks on a running server. The template and the returned clone remain.
    /// </summary>
    /// <exception cref="InvalidOperationException">A check fails.</exception>
    public static async Task<TestDatabase> RunAsync(TestServer server, MigrationSet migrations)
    {
        var database = await (await server.TemplateAsync(migrations, GrantBaseline.Explicit)).CloneAsync();
        await database.ExecuteAsync(EmbeddedSql.Read("SuiteSpeed/UsageEvents/TwentyChecks/world.sql"));
        await using var session = await AttemptSession.OpenAsync(database, UsageEventsIntent.Table);
        var attempts = await session.TryAllAsync([.. s_checks.Select(c => (c.Caller, c.Statement))]);
        foreach (var (check, attempt) in s_checks.Zip(attempts))
        {
            if (attempt.Outcome.Kind != check.Expected || attempt.Outcome.Rows != check.Rows)
                throw new InvalidOperationException($"{check.Caller} {check.Name}: {attempt.Outcome}");
        }
        return database;
    }

    /// <summary>
    /// Runs the twenty checks as a program, on the server that the environment names, and drops the databases that it created.
    /// </summary>
    public static async Task MainAsync()
    {
        await using var server = await TestServer.UseAsync(
            await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), _ => { }, CancellationToken.None),
            _ => { }
        );
        await using var database = await RunAsync(server, FreshMigrations.Create(SharedServer.Migrations));
        Console.WriteLine($"ok: {s_checks.Length} checks");
    }

    private static Check Sees(Caller caller, string name, string sql, long rows) =>
        new(
            caller,
            name,
            EventStatement.Create(sql) with
            {
                Result = ResultKind.Count,
            },
            rows > 0 ? OutcomeKind.Allowed : OutcomeKind.Filtered,
            rows
        );

    private static Check Refused(Caller caller, string name, string sql, OutcomeKind kind) =>
        new(caller, name, EventStatement.Create(sql), kind, 0);

    private static Check Records(Caller caller, string name, string sql) =>
        new(caller, name, EventStatement.Create(sql), OutcomeKind.Allowed, 1);

    private static string Insert(string organization, Guid author) =>
        $"insert into public.usage_events (org_id, user_id, action) values ('{organization}', '{author}', 'agency:scope:generate')";
}
