using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Isolation.Timeline;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that the timeline of all tables reports the access that each migration opened
/// and closed, and reports nothing for a migration that changes no access.
/// </summary>
public sealed class TimelineStories
{
    private static readonly (string Name, string Sql)[] s_migrations =
    [
        (
            "1_teams.sql",
            """
            create table teams (id uuid primary key default gen_random_uuid(), name text not null);
            create table team_members (team_id uuid references teams, user_id uuid references auth.users, primary key (team_id, user_id));
            create table notes (id bigint generated always as identity primary key, team_id uuid not null references teams,
              line text not null);
            alter table teams enable row level security;
            alter table team_members enable row level security;
            alter table notes enable row level security;
            create schema private;
            grant usage on schema private to authenticated;
            create function private.in_team(team uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())) $$;
            """
        ),
        (
            "2_grant.sql",
            "grant select on notes to authenticated; create policy r on notes for select to authenticated using (private.in_team(team_id))"
        ),
        ("3_index.sql", "create index on notes (team_id); alter table notes add column more text"),
        (
            "4_leak.sql",
            "create or replace function private.in_team(team uuid) returns boolean language sql stable "
                + "security definer set search_path = '' as 'select true'"
        ),
        ("5_drop.sql", "drop table notes"),
    ];

    // Members see the rows of the team that they have chosen on their profile.
    private static readonly (string Name, string Sql)[] s_chosen =
    [
        (
            "1_teams.sql",
            """
            create table teams (id uuid primary key default gen_random_uuid(), name text not null);
            create table team_members (team_id uuid references teams, user_id uuid references auth.users, primary key (team_id, user_id));
            create table profiles (user_id uuid primary key references auth.users, active_team uuid references teams);
            create table notes (id bigint generated always as identity primary key, team_id uuid not null references teams,
              line text not null);
            alter table teams enable row level security;
            alter table team_members enable row level security;
            alter table profiles enable row level security;
            alter table notes enable row level security;
            create schema private;
            grant usage on schema private to authenticated;
            create function private.my_team() returns uuid language sql stable security definer set search_path = '' as $$
              select p.active_team from public.profiles p
              join public.team_members m on m.team_id = p.active_team and m.user_id = p.user_id where p.user_id = (select auth.uid()) $$;
            create policy r on profiles for select to authenticated using (user_id = (select auth.uid()));
            """
        ),
        (
            "2_grant.sql",
            "grant select on notes to authenticated; create policy r on notes for select to authenticated "
                + "using (team_id = (select private.my_team()))"
        ),
    ];

    [Test]
    public async Task Members_see_the_rows_of_the_team_that_they_chose_in_another_table()
    {
        var migrations = new MigrationSet("chosen", [.. s_chosen.Select(m => Migration.Create(m.Name, m.Sql))]);
        var platform = await (await Laboratory.ServerAsync()).TemplateAsync(migrations.First(0), GrantBaseline.Explicit);
        var timeline = await TableTimeline.RunAsync(platform, migrations, intent: null, seed: 7, _ => false);

        Assert.That(
            timeline.Changes.SelectMany(c => c.Opened.Keys.Select(a => $"{c.Migration} + {Text(a)}")),
            Is.EqualTo(["2_grant.sql + select rows of their tenant by members"])
        );
    }

    [Test]
    public async Task Each_migration_is_reported_with_the_access_that_it_opened_and_closed()
    {
        var migrations = new MigrationSet("timeline", [.. s_migrations.Select(m => Migration.Create(m.Name, m.Sql))]);
        var platform = await (await Laboratory.ServerAsync()).TemplateAsync(migrations.First(0), GrantBaseline.Explicit);
        var intent = IntentFile.Parse("tables:\n  public.notes:\n    select: members\n");
        var timeline = await TableTimeline.RunAsync(platform, migrations, intent, seed: 7, _ => false);

        Assert.That(
            timeline.Changes.SelectMany(c =>
                c.Opened.Keys.Select(a => $"{c.Migration} + {Text(a)}").Concat(c.Closed.Keys.Select(a => $"{c.Migration} - {Text(a)}"))
            ),
            Is.EquivalentTo([
                "2_grant.sql + select rows of their tenant by members",
                "4_leak.sql + select rows of any tenant by others who are signed in, unintended",
                "5_drop.sql - select rows of their tenant by members",
                "5_drop.sql - select rows of any tenant by others who are signed in, unintended",
            ])
        );
        Assert.That(
            TableTimelineText.Render([timeline]),
            Does.Contain("| public.notes | opened | select, **unintended** | rows of any tenant | others who are signed in | explicit |")
        );
    }

    private static string Text(TableAccess access) =>
        $"{access.Command} {access.Rows} by {access.Who}{(access.IsIntended ? "" : ", unintended")}";
}
