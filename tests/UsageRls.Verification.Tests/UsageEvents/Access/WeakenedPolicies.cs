using NUnit.Framework;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>
/// Tests migrations that weaken or tighten one policy, grant or flag: in the access matrix, exactly the expected commands fail.
/// </summary>
public sealed class WeakenedPolicies
{
    /// <summary>Test cases: a migration's SQL, the commands that must fail, and whether the migration allows too much.</summary>
    public static IEnumerable<TestCaseData> Changes =>
        [
            Case(
                "the task's insert check",
                "alter policy \"Members can record their own usage\" on public.usage_events with check (auth.uid() is not null)",
                [Command.Insert],
                isLoose: true
            ),
            Case(
                "row level security off",
                "alter table public.usage_events disable row level security",
                [Command.Select, Command.Insert],
                isLoose: true
            ),
            SlowCase(
                "a grant too many",
                "grant delete on public.usage_events to service_role",
                [Command.Delete, Command.Lock],
                isLoose: true
            ),
            Case("truncate for anon", "grant truncate on public.usage_events to anon", [Command.Truncate, Command.Lock], isLoose: true),
            Case(
                "members see their own rows only",
                "alter policy \"Members can view their organizations' usage\" on public.usage_events "
                    + "using (user_id = (select auth.uid()) and org_id in (select m.org_id from public.org_members m "
                    + "where m.user_id = (select auth.uid())))",
                [Command.Select],
                isLoose: false
            ),
            SlowCase(
                "insert policy dropped",
                "drop policy \"Members can record their own usage\" on public.usage_events",
                [Command.Insert],
                isLoose: false
            ),
            SlowCase(
                "select grant taken",
                "revoke select on public.usage_events from authenticated",
                [Command.Select, Command.Insert],
                isLoose: false
            ),
            SlowCase(
                "memberships hidden",
                "drop policy \"Users can view their own memberships\" on public.org_members",
                [Command.Select, Command.Insert],
                isLoose: false
            ),
        ];

    [TestCase("select 1", TestName = "The_unchanged_migrations_fail_no_cell")]
    [TestCase(
        """
            revoke select on public.usage_events from authenticated;
            do $$ begin
              execute (select format('grant select (%s) on public.usage_events to authenticated', string_agg(a.attname, ', '))
                from pg_attribute a where a.attrelid = 'public.usage_events'::regclass and a.attnum > 0 and not a.attisdropped);
            end $$
            """,
        TestName = "A_grant_on_every_column_fails_no_cell"
    )]
    public async Task Sound_policies_fail_no_cell(string sql)
    {
        await using var database = await Laboratory.AfterAsync(sql);
        var matrix = await AccessMatrix.RunAsync(database, UsageEventsIntent.Own);
        Assert.That(matrix.Verdicts.Where(v => !v.Holds), Is.Empty);
    }

    [TestCaseSource(nameof(Changes))]
    public async Task Each_changed_policy_or_grant_fails_exactly_the_expected_cells(string sql, Command[] commands, bool isLoose)
    {
        await using var database = await Laboratory.AfterAsync(sql);
        var matrix = await AccessMatrix.RunAsync(database, UsageEventsIntent.Own);
        var red = matrix.Verdicts.Where(v => !v.Holds).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(red.Select(v => v.Cell.Path.Command).Distinct(), Is.EquivalentTo(commands));
            Assert.That(red.Where(v => isLoose ? v.IsTooLoose : v.IsTooStrict), Is.Not.Empty);
            Assert.That(red.Where(v => isLoose ? v.IsTooStrict : v.IsTooLoose), Is.Empty);
            Assert.That(ByKind(matrix, _ => true).Except(ByKind(matrix, new TimelineCells(database.Owner).Contains)), Is.Empty);
        }
    }

    // Returns the commands that each kind of caller could run on each kind of row, in the attempts that `isTried` selects.
    private static IEnumerable<object> ByKind(AccessMatrix matrix, Func<Cell, bool> isTried) =>
        matrix
            .Verdicts.Where(v => v.Attempt.Outcome.IsAllowed && isTried(v.Cell))
            .Select(v => (object)(Cast.KindOf(v.Cell.Caller), v.Cell.Path.Command, v.Cell.Relation, v.Cell.Expectation.IsAllowed));

    private static TestCaseData Case(string name, string sql, Command[] commands, bool isLoose) =>
        new TestCaseData(sql, commands, isLoose).SetArgDisplayNames(name);

    private static TestCaseData SlowCase(string name, string sql, Command[] commands, bool isLoose) =>
        Case(name, sql, commands, isLoose).Slow();
}
