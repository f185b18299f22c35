using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Exhaustive;
using UsageRls.Verification.UsageEvents.Histories;

namespace UsageRls.Verification.Tests.UsageEvents;

/// <summary>
/// Tests that a request counts as a denial if the function which PostgREST's setting <c>db-pre-request</c> names refuses the request. The
/// denial is correct for a caller who may do nothing, and is missing access for a caller to whom the intent allows access.
/// </summary>
public sealed class RefusedRequests
{
    [TestCase(DatabaseRole.Anon, true)]
    [TestCase(DatabaseRole.Authenticated, false)]
    public async Task Small_worlds_count_a_refused_request_as_a_denial(string refused, bool isRight)
    {
        await using var database = await RefusingAsync(refused);
        await using var session = await DecisionSession.OpenAsync(database, UsageEventsIntent.Own);
        var world = ExhaustiveProof.AloneBounds[1].Worlds(WorldSeed.Default.Value).Last();
        var answers = await session.DecideAsync([world], Visit.All([world], database.Owner));
        var byRefused = answers.Own.Where(d => d.Visit.Caller.Role == refused).ToArray();
        Assert.That(byRefused.Select(d => d.Outcome.Kind), Is.Not.Empty.And.All.EqualTo(OutcomeKind.RefusedByPreRequest));
        Assert.That(answers.Wrong, Is.EquivalentTo(byRefused.Where(d => d.Intended)));
        Assert.That(answers.Wrong.Any(), Is.Not.EqualTo(isRight));
        Assert.That(
            answers.Own.Any(d => d.Outcome.IsAllowed && d.Visit.Caller.Role == database.Owner),
            Is.True,
            "the owner does not use the API, so the function is not called"
        );
    }

    [SlowCase(DatabaseRole.Anon, "")]
    [TestCase(DatabaseRole.Authenticated, "should see|should succeed|should get")]
    public async Task Histories_count_a_refused_request_as_one_that_sees_and_records_nothing(string refused, string says)
    {
        await using var database = await RefusingAsync(refused);
        await using var session = await HistorySession.OpenAsync(database, UsageEventsIntent.Own);
        await using var pooled = new Pooled(database, UsageEventsIntent.Own);
        foreach (
            var (name, property) in new (string, Func<History, Task<PropertyOutcome>>)[]
            {
                ("as intended", h => Seeing.IsAsIntendedAsync(session, h)),
                ("recorded", h => Seeing.OfWhatWasRecordedIsTheMembersAloneAsync(session, h)),
                ("totals", h => Totals.AreTheModelsAsync(session, h)),
                ("at once", pooled.ChangesCountAtOnceAsync),
                ("inherit", pooled.CallersInheritNothingAsync),
            }
        )
        {
            var found = new PropertyRun(20, WorldSeed.Default).Check(name, property).Counterexample;
            Assert.That(found?.What ?? "", says == "" ? Is.Empty : Does.Match(says), name);
        }
    }

    [Test]
    public async Task Callers_on_a_pooled_connection_have_what_the_pre_request_function_sets()
    {
        await using var database = await Laboratory.AfterAsync(
            """
            create function public.keep_caller() returns void language sql as $$ select set_config('app.caller', auth.uid()::text, true) $$;
            alter role authenticator set pgrst.db_pre_request = 'public.keep_caller';
            alter policy "Members can view their organizations' usage" on public.usage_events using (org_id in (
              select m.org_id from public.org_members m where m.user_id = nullif(current_setting('app.caller', true), '')::uuid))
            """
        );
        await using var pooled = new Pooled(database, UsageEventsIntent.Own);
        Assert.That(new PropertyRun(5, WorldSeed.Default).Check("inherit", pooled.CallersInheritNothingAsync).Counterexample, Is.Null);
    }

    private static Task<TestDatabase> RefusingAsync(string role) =>
        Laboratory.AfterAsync(
            $$"""
            create function public.check_request() returns void language plpgsql as $$
            begin
              if current_user = {{SqlText.Literal(role)}} then
                raise exception 'sign in first' using errcode = 'PT401';
              end if;
            end
            $$;
            alter role authenticator set pgrst.db_pre_request = 'public.check_request'
            """
        );
}
