using BenchmarkDotNet.Attributes;
using UsageRls.Benchmarks.Setup;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Exhaustive;

namespace UsageRls.Benchmarks.SuiteSpeed.UsageEvents;

/// <summary>Measures how many access decisions per second the suite checks on two connections. One operation is one decision.</summary>
[BenchmarkCategory("Suite")]
[Config(typeof(WholeOperations))]
public class DecisionRate
{
    private const int Worlds = 24;
    private const int Rounds = 8;
    private const int Sessions = 2;
    private const int RoundTrips = 200;

    // The number of signed-in callers and of events in each world.
    private const int Callers = 4;
    private const int Events = 8;

    /// <summary>
    /// The number of access decisions in all small worlds on one baseline; the benchmark compares this number with the report's.
    /// </summary>
    private const int WholeProof = 94_660;

    private TestDatabase[] _databases = null!;
    private DecisionSession[] _sessions = null!;
    private World[] _worlds = null!;

    [GlobalSetup]
    public async Task PrepareAsync()
    {
        var template = await SharedServer.TemplateAsync();
        _databases = [await template.CloneAsync(), await template.CloneAsync()];
        _sessions =
        [
            await DecisionSession.OpenAsync(_databases[0], UsageEventsIntent.Own),
            await DecisionSession.OpenAsync(_databases[1], UsageEventsIntent.Own),
        ];
        // Takes every sixteenth world of two organisations and three users, so that every kind of membership occurs.
        _worlds = [.. ExhaustiveProof.SideBySideBound.Worlds(WorldSeed.Default.Value).Where((_, i) => i % 16 == 0).Take(Worlds)];
    }

    [GlobalCleanup]
    public async Task DropAsync()
    {
        foreach (var session in _sessions)
            await session.DisposeAsync();
        foreach (var database in _databases)
            await database.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Sessions * Rounds * Worlds * Callers * Events)]
    public Task Selects_one_statement_for_all_events_of_a_caller() =>
        InBothAsync(w => Members(w).Select(v => v with { Inserts = false, Changes = false }));

    [Benchmark(OperationsPerInvoke = Sessions * Rounds * Worlds * Callers * Events * 2)]
    public Task Updates_and_deletes_one_statement_for_all_events_of_a_caller() =>
        InBothAsync(w => Members(w).Select(v => v with { Inserts = false, Sees = false }));

    [Benchmark(OperationsPerInvoke = Sessions * Rounds * Worlds * Callers * 3)]
    public Task Inserts_refused() => InBothAsync(w => Members(w).Select(v => v with { Sees = false, Changes = false, Authors = [null] }));

    [Benchmark(OperationsPerInvoke = Sessions * Rounds * Worlds * 2 * 4)]
    public Task Inserts_allowed() =>
        InBothAsync(w =>
            [
                new Visit(w, Caller.ServiceRole)
                {
                    Sees = false,
                    Changes = false,
                    Targets = [.. w.Organizations.Select(o => o.Id)],
                },
            ]
        );

    [Benchmark(OperationsPerInvoke = WholeProof)]
    public async Task The_whole_proof_on_one_baseline()
    {
        var report = await ExhaustiveProof.RunAsync(_databases, UsageEventsIntent.Own, WorldSeed.Default.Value);
        if (report.Decisions != WholeProof)
            throw new InvalidOperationException($"The proof checks {report.Decisions} decisions: correct {nameof(WholeProof)}.");
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Sessions * RoundTrips)]
    public Task One_select_a_round_trip() => OneByOneAsync("select id from public.usage_events");

    [Benchmark(OperationsPerInvoke = Sessions * RoundTrips)]
    public Task One_insert_refused_a_round_trip() =>
        OneByOneAsync(
            $"insert into public.usage_events (org_id, user_id, action) values ('{Visit.NoOrganization}', null, 'suite:world:insert')"
        );

    private static IEnumerable<Visit> Members(World world) =>
        Visit.All([world], "").Where(v => v.Caller.Role == DatabaseRole.Authenticated);

    private Task<Answers[]> InBothAsync(Func<World, IEnumerable<Visit>> visits) =>
        Task.WhenAll(
            _sessions.Select(session =>
                Task.Run(() => session.DecideAsync(_worlds, Enumerable.Repeat(_worlds.SelectMany(visits), Rounds).SelectMany(v => v)))
            )
        );

    private Task OneByOneAsync(string sql) =>
        Task.WhenAll(
            _databases.Select(database =>
                Task.Run(async () =>
                {
                    await using var connection = await database.Connections.OpenConnectionAsync();
                    for (var i = 0; i < RoundTrips; i++)
                        await RlsSession.TryAsync(connection, Visit.SignedInStranger, EventStatement.Create(sql));
                })
            )
        );
}
