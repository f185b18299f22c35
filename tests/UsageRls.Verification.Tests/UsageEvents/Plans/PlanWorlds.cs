using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Verification.Tests.UsageEvents.Plans;

/// <summary>
/// Tests that one seed always gives the same large world, that the world's rows are unevenly distributed and vacuumed, and that a query
/// runs only as the caller that the query names.
/// </summary>
public sealed class PlanWorlds
{
    private static readonly PlanWorld s_small = new(Events: 3_000, Organizations: 200, Memberships: 1_000);

    [Test]
    public async Task Worlds_are_the_same_for_the_same_seed_and_others_for_another()
    {
        const string rows =
            "select md5(string_agg(e::text, ' ' order by e.id)) from (select id, org_id, user_id, action, "
            + "tokens_total, created_at from public.usage_events) as e";
        await using var one = await FilledAsync(s_small);
        await using var again = await FilledAsync(s_small);
        await using var other = await FilledAsync(s_small with { Seed = 7 });
        var first = await AskAsync<string>(one, rows);
        Assert.Multiple(async () =>
        {
            Assert.That(await AskAsync<string>(again, rows), Is.EqualTo(first));
            Assert.That(await AskAsync<string>(other, rows), Is.Not.EqualTo(first));
        });
    }

    [Test]
    public async Task Worlds_are_unevenly_distributed_and_allow_index_only_scans()
    {
        await using var database = await FilledAsync(s_small with { Events = 20_000 });
        var largest = await AskAsync<long>(
            database,
            "select count(*) from public.usage_events where org_id = '00000000-0000-4000-8000-000000000001'"
        );
        Assert.Multiple(async () =>
        {
            Assert.That(largest / 20_000.0, Is.EqualTo(0.13).Within(0.01), "the largest share of events is ln 2 / ln 201");
            Assert.That(
                await AskAsync<long>(
                    database,
                    "select count(*) from public.org_members where user_id = 'aaaaaaaa-0000-4000-8000-000000000003'"
                ),
                Is.EqualTo(200)
            );
            Assert.That(
                await AskAsync<bool>(database, "select relallvisible = relpages from pg_class where oid = 'public.usage_events'::regclass"),
                Is.True
            );
        });
    }

    [Test]
    public void Worlds_that_are_too_small_are_refused_with_the_reason() =>
        Assert.That(
            async () => await new PlanWorld(10, Organizations: 5).LoadAsync(null!),
            Throws.InvalidOperationException.With.Message.Contains(
                "it needs at least 200 organisations, because one caller is a member of so many"
            )
        );

    [Test]
    public async Task Worlds_are_queried_only_as_the_caller_that_the_query_names()
    {
        await using var database = await FilledAsync(s_small);
        var (query, asker) = (PlanQuery.All[0], (await QueryCaller.AllAsync(database))[0]);
        await database.ExecuteAsync("create or replace function auth.uid() returns uuid language sql stable as 'select null::uuid'");
        Assert.That(async () => await PlanReader.ReadAsync(database, query.As(asker)), Throws.TypeOf<SessionProofException>());
    }

    private static async Task<TestDatabase> FilledAsync(PlanWorld world)
    {
        var database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations, GrantBaseline.Explicit);
        await world.LoadAsync(database);
        return database;
    }

    private static async Task<T> AskAsync<T>(TestDatabase database, string sql)
    {
        await using var command = database.Connections.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
