using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Preflight;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Preflight;

/// <summary>
/// Tests that the preflight reports, once, a table to which the checks of <c>usage_events</c> cannot add rows. For a missing column
/// the report names the file and line that created the table.
/// </summary>
public sealed class FittingTables
{
    [Test]
    public async Task The_projects_own_migrations_fit() => Assert.That(await CheckAsync("select 1"), Is.Null);

    [Test]
    public async Task Counts_may_have_the_type_bigint() =>
        Assert.That(
            await CheckAsync(
                "alter table public.usage_events drop column tokens_total; alter table public.usage_events "
                    + "alter column tokens_input type bigint, alter column tokens_output type bigint"
            ),
            Is.Null
        );

    [TestCase("drop table public.usage_events", "These migrations create no table public.usage_events")]
    [SlowCase(
        "alter table public.usage_events set schema private",
        "These migrations create no table public.usage_events, but private.usage_events"
    )]
    [SlowCase("alter table public.org_members rename to memberships", "These migrations create no table public.org_members")]
    [TestCase("alter table public.usage_events drop column module_id", "public.usage_events has no column module_id (text)")]
    [SlowCase(
        "alter table public.usage_events rename column tokens_input to tokens_in",
        "public.usage_events has no column tokens_input (integer); its columns of this type are tokens_in, tokens_total"
    )]
    [TestCase(
        "alter table public.org_members rename column role to level",
        "public.org_members has no column role (text); its columns of this type are level"
    )]
    [SlowCase(
        "alter table public.organizations alter column name type char(40)",
        "public.organizations.name has the type character, but the checks write text"
    )]
    [TestCase("alter table public.usage_events add column plan text not null", "No rows can be inserted: public.usage_events refused")]
    [SlowCase(
        "create function private.no() returns trigger language plpgsql as $$ begin raise exception 'no rows today'; end $$; "
            + "create trigger no before insert on public.organizations for each row execute function private.no()",
        "No rows can be inserted: public.organizations refused row 1, "
    )]
    public async Task Each_column_that_does_not_fit_is_reported_in_one_line(string sql, string reason)
    {
        var report = await CheckAsync($"create schema if not exists private; {sql}");
        Assert.That(report?.Obstacles, Has.Count.EqualTo(1));
        Assert.That(report!.Summary, Does.StartWith(reason));
        Assert.That(report.ToString().Split('\n'), Has.Length.LessThanOrEqualTo(3));
    }

    [Test]
    public async Task A_missing_column_points_to_the_line_that_created_its_table()
    {
        var report = await CheckAsync("alter table public.usage_events drop column module_id");
        Assert.That(report!.Obstacles[0].Place, Does.Match(@"laboratory/\d{14}_create_usage_events\.sql:\d+$"));
        Assert.That(report.ToString(), Does.Contain("laboratory/2").And.Contain("remedy: "));
    }

    [Test]
    public async Task Callers_without_an_identity_are_reported()
    {
        var report = await CheckAsync("create or replace function auth.uid() returns uuid language sql stable as 'select null::uuid'");
        Assert.That(report!.Summary, Does.Contain("is not that caller").Or.Contain("must be owner of function uid"));
        Assert.That(report.ToString(), Does.Contain("change_it.sql:1"));
    }

    private static async Task<PreflightReport?> CheckAsync(string sql)
    {
        var migrations = new MigrationSet(
            "laboratory",
            [.. Laboratory.Own.Migrations, Migration.Create("29990101000000_change_it.sql", sql)]
        );
        var server = await Laboratory.ServerAsync();
        return await PreflightRun.ApplyAsync(server, migrations, Enum.GetValues<GrantBaseline>())
            ?? await PreflightRun.ProveAsync(server, migrations)
            ?? await PreflightRun.FitAsync(
                server,
                migrations,
                UsageEventsTables.All,
                (connection, cancellation) => WorldLoader.LoadAsync(connection, Cast.World, cancellation)
            );
    }
}
