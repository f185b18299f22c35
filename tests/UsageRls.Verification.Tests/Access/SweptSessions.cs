using NUnit.Framework;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Access;

/// <summary>Tests that a session removes the row versions that rolled-back statements left behind.</summary>
public sealed class SweptSessions
{
    private const string Teams = "create table teams (id int primary key); insert into teams values (1);";

    [TestCase(10, false, TestName = "A_session_keeps_few_row_versions")]
    [TestCase(20_000, true, TestName = "A_session_removes_many_row_versions_and_goes_on")]
    public async Task A_session_removes_row_versions_if_there_are_many(int inserted, bool isSwept)
    {
        await using var database = await SmallApplication.ApplyAsync(Teams);
        await using var connection = await database.Connections.OpenConnectionAsync();
        var application = await Discovery.ReadAsync(connection, null);
        await using var session = await WatchedSession.OpenAsync(database, application.Subjects);
        var before = await SizeAsync();

        var insert = new Statement($"insert into teams select * from generate_series(2, {inserted + 1})");
        var tried = await session.TryAllAsync([(Caller.ServiceRole, insert)]);
        Assert.That(tried[0].Outcome.Rows, Is.EqualTo(inserted));
        Assert.That(await session.SweepAsync(), Is.EqualTo(isSwept));
        Assert.That(await SizeAsync() - before < 1 << 18);

        var change = new Statement("update teams set id = 2");
        Assert.That((await session.TryAllAsync([(Caller.ServiceRole, change)]))[0].Changes, Has.Count.EqualTo(2));
        Assert.That(await session.SweepAsync(), Is.False);

        async Task<long> SizeAsync()
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "select pg_relation_size('public.teams')";
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
