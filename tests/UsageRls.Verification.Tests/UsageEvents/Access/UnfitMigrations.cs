using NUnit.Framework;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>
/// Tests migrations whose policies fail, or that lack row level security, an expected table or an expected column: the access matrix has
/// cells that fail, or stops with a clear error.
/// </summary>
public sealed class UnfitMigrations
{
    [SlowCase(
        "alter policy \"Members can view their organizations' usage\" on public.usage_events "
            + "using (1 / (length(action) - length(action)) = 1)",
        "division by zero"
    )]
    [TestCase(
        "create policy recursive on public.org_members for select using (org_id in (select org_id from public.org_members))",
        "infinite recursion detected in policy for relation \"org_members\""
    )]
    [SlowCase("revoke select on public.org_members from authenticated", "permission denied for table org_members")]
    [SlowCase(
        "create function public.mine() returns setof uuid language plpgsql as 'begin return query select public.gone(); end'; "
            + "alter policy \"Members can view their organizations' usage\" on public.usage_events "
            + "using (org_id in (select public.mine()))",
        "function public.gone() does not exist"
    )]
    public async Task A_policy_that_fails_is_broken_and_never_a_denial(string sql, string message)
    {
        await using var database = await Laboratory.AfterAsync(sql);
        var matrix = await AccessMatrix.RunAsync(database, UsageEventsIntent.Own);
        var broken = matrix.Verdicts.Where(v => v.Attempt.Outcome.Kind == OutcomeKind.Broken).ToArray();
        Assert.That(broken, Is.Not.Empty);
        Assert.That(broken.Select(v => v.Attempt.Outcome.Message), Has.All.Contains(message));
        Assert.That(broken.Where(v => v.Holds), Is.Empty);
    }

    [Test]
    public async Task A_table_without_row_level_security_leaks_in_every_select()
    {
        await using var database = await Laboratory.MigratedAsync([
            Fixtures.Databases.Migration.Create(
                "20240101000000_bare.sql",
                """
                create table public.usage_events (
                  id uuid primary key default gen_random_uuid(), org_id uuid not null references organizations (id) on delete cascade,
                  user_id uuid references auth.users (id), action text not null, module_id text, tokens_input int default 0,
                  tokens_output int default 0, metadata jsonb default '{}', created_at timestamptz default now())
                """
            ),
        ]);
        var matrix = await AccessMatrix.RunAsync(database, UsageEventsIntent.Own);
        Assert.That(matrix.Verdicts.Count(v => v.IsTooLoose && v.Cell.Path.Command == Command.Select), Is.GreaterThan(100));
        Assert.That(matrix.Rules, Has.Some.Contains("NOT ENABLED"));
    }

    [Test]
    public async Task A_table_that_lacks_a_column_is_named_in_a_clear_error()
    {
        await using var database = await Laboratory.AfterAsync("alter table public.usage_events drop column module_id");
        Assert.That(
            async () => await AccessMatrix.RunAsync(database, UsageEventsIntent.Own),
            Throws.InvalidOperationException.With.Message.Contains("module_id").And.Message.Contains("usage_events")
        );
    }

    [Test]
    public async Task Migrations_without_the_table_give_a_clear_error()
    {
        await using var database = await Laboratory.MigratedAsync([
            Fixtures.Databases.Migration.Create("20240101000000_nothing.sql", "select 1"),
        ]);
        Assert.That(
            async () => await AccessMatrix.RunAsync(database, UsageEventsIntent.Own),
            Throws.InvalidOperationException.With.Message.Contains("organizations")
        );
    }
}
