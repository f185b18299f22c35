using NUnit.Framework;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>Tests that statements sent together in one round trip have the same results as statements sent one by one.</summary>
public sealed class TwoWaysToTry
{
    [Test]
    public async Task Two_ways_to_try_a_statement_give_the_same_outcome()
    {
        await using var database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations);
        var matrix = await AccessMatrix.RunAsync(database, UsageEventsIntent.Own);
        // The comparison takes every seventh attempt. It leaves out COPY and texts of several statements, which cannot be one command of a
        // batch, and callers with unreadable claims: whether a statement reads the claims depends on its plan, and the plan on how full the
        // table's pages are.
        var comparable = matrix
            .Verdicts.Where(v => v.Cell.Caller.HasReadableClaims)
            .Where(v =>
                v.Cell.Statement.Result is not (ResultKind.CopyIn or ResultKind.CopyOut)
                && !v.Cell.Statement.Sql.Contains(';', StringComparison.Ordinal)
            )
            .Where((_, i) => i % 7 == 0);
        foreach (var verdict in comparable)
        {
            var single = await RlsSession.TryAsync(database, verdict.Cell.Caller, verdict.Cell.Statement);
            Assert.That((single.Outcome, single.Effect), Is.EqualTo((verdict.Attempt.Outcome, verdict.Attempt.Effect)), verdict.Explain);
        }
    }

    [Test]
    public async Task Both_ways_refuse_a_session_that_is_not_its_caller()
    {
        await using var database = await Laboratory.AfterAsync("select 1");
        await database.ExecuteAsync("create or replace function auth.uid() returns uuid language sql stable as 'select null::uuid'");
        await using var session = await AttemptSession.OpenAsync(database, UsageEventsIntent.Table);
        var caller = Caller.SignedIn("member", Guid.NewGuid());
        var statement = EventStatement.Create("select id from public.usage_events");
        Assert.That(async () => await session.TryAllAsync([(caller, statement)]), Throws.TypeOf<SessionProofException>());
        Assert.That(async () => await RlsSession.TryAsync(database, caller, statement), Throws.TypeOf<SessionProofException>());
    }
}
