using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a function which only the server calls is found if it applies the setting of one team to the rows of all teams.
/// </summary>
public sealed class ScheduledJobStories
{
    internal static (string Leak, string Sound)[] Stories => [(Sweep(""), Sweep(" and k.team_id = e.team_id"))];

    [Test]
    public async Task A_nightly_job_that_applies_a_retention_to_the_rows_of_all_teams_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("scheduled-job function private.sweep"));

    [Test]
    public async Task A_nightly_job_that_applies_a_retention_to_the_rows_of_its_team_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("sweep"));

    private static string Sweep(string condition) =>
        $"""
            create table entries (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              line text not null, written_at timestamptz not null default now());
            create table keeping (team_id uuid primary key references teams on delete cascade, days int not null default 365,
              swept_at timestamptz);
            alter table entries enable row level security;
            alter table keeping enable row level security;
            revoke all on entries, keeping from anon, authenticated;
            grant select on entries to authenticated;
            grant select, update (days) on keeping to authenticated;
            create policy r on entries for select to authenticated using (private.in_team(team_id));
            create policy a on keeping to authenticated using (private.in_team(team_id)) with check (private.in_team(team_id));
            create function private.sweep() returns void language sql security definer set search_path = '' as $$
              delete from public.entries e using public.keeping k where e.written_at < now() - make_interval(days => k.days){condition};
              update public.keeping set swept_at = now() $$;
            revoke execute on function private.sweep() from public;
            """;
}
