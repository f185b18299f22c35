using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests rows that belong to two tenants of different kinds, such as a campaign of an agency for a client, and tenants that are part of
/// another tenant.
/// </summary>
public sealed class TwoKindsOfTenants
{
    private const string AnyClient =
        "private.in_team(team_id) or exists (select from client_people p where p.user_id = (select auth.uid()))";

    private const string AnyTeam = "exists (select from team_members m where m.user_id = (select auth.uid()))";

    private static readonly JoinedStories s_stories = new(
        (Campaigns(AnyClient), Campaigns("private.in_team(team_id) or private.in_client(client_id)")),
        (Parts(AnyTeam), Parts("exists (select from quizzes q where q.id = quiz_id and private.in_team(q.team_id))")),
        (Bills("true"), Bills("private.in_client(c.client_id)")),
        (Guests("private.on_job(l.job_id) is not null"), Guests("private.on_job(l.job_id)"))
    );

    [TestCase("select public.campaigns", TestName = "Rows_that_people_of_any_client_see_are_found")]
    [TestCase("select public.rounds", TestName = "Parts_that_members_of_any_team_see_are_found")]
    [TestCase("select public.bills", TestName = "Rows_whose_parent_any_client_has_are_found")]
    [TestCase("select public.glossaries", TestName = "Rows_that_guests_of_any_part_see_are_found")]
    [TestCase("select public.terms", TestName = "Rows_below_those_that_guests_of_any_part_see_are_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [Test]
    public async Task Rows_that_members_of_any_team_see_are_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(Campaigns($"private.in_client(client_id) or {AnyTeam}")),
            Does.Contain("select public.campaigns")
        );

    [TestCase("public.campaigns", TestName = "Rows_that_both_sides_see_are_no_leak")]
    [TestCase("public.rounds", TestName = "Parts_that_members_of_the_team_above_see_are_no_leak")]
    [TestCase("public.bills", TestName = "Rows_that_the_client_of_their_parent_sees_are_no_leak")]
    [TestCase("public.glossaries", TestName = "Rows_that_are_handed_to_the_guests_of_a_part_are_no_leak")]
    [TestCase("public.helpers", TestName = "The_guests_of_a_part_whom_members_of_the_team_see_are_no_leak")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    private static string Campaigns(string condition) =>
        $"""
            create table clients (id uuid primary key default gen_random_uuid(), name text not null);
            create table client_people (
              client_id uuid not null references clients on delete cascade, user_id uuid not null
                references auth.users on delete cascade,
              primary key (client_id, user_id));
            create table campaigns (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              client_id uuid not null references clients on delete cascade, title text not null);
            alter table clients enable row level security;
            alter table client_people enable row level security;
            alter table campaigns enable row level security;
            revoke all on clients, client_people, campaigns from anon, authenticated;
            grant select on clients, client_people, campaigns to authenticated;
            create function private.in_client(client uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.client_people p where p.client_id = client
                and p.user_id = (select auth.uid())) $$;
            create policy clients_read on clients for select to authenticated using (private.in_client(id));
            create policy people_read on client_people for select to authenticated using (user_id = (select auth.uid()));
            create policy campaigns_read on campaigns for select to authenticated using ({condition});
            """;

    // A bill belongs to a team, and to the client of its campaign.
    private static string Bills(string condition) =>
        $"""
            create table bills (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              campaign_id uuid not null references campaigns on delete cascade, cents int not null default 1);
            alter table bills enable row level security;
            revoke all on bills from anon, authenticated;
            grant select on bills to authenticated;
            create policy team on bills for select to authenticated using (private.in_team(team_id));
            create policy client on bills for select to authenticated
              using (exists (select from campaigns c where c.id = campaign_id and {condition}
                and exists (select from client_people p where p.user_id = (select auth.uid()))));
            """;

    // Helpers belong to no team. They join single jobs of a team, and see the glossaries that the team hands to the job. A helper's row is
    // made by the helper, not on sign-up.
    private static string Guests(string condition) =>
        $"""
            create table helpers (id uuid primary key references auth.users on delete cascade, name text not null);
            create table jobs (id bigint generated always as identity primary key,
              team_id uuid not null references teams on delete cascade);
            create table job_helpers (job_id bigint not null references jobs on delete cascade,
              helper_id uuid not null references helpers on delete cascade, accepted_at timestamptz, primary key (job_id, helper_id));
            create table glossaries (id bigint generated always as identity primary key,
              team_id uuid not null references teams on delete cascade);
            create table terms (glossary_id bigint not null references glossaries on delete cascade, term text not null,
              primary key (glossary_id, term));
            create table job_glossaries (job_id bigint not null references jobs on delete cascade,
              glossary_id bigint not null references glossaries on delete cascade, primary key (job_id, glossary_id));
            alter table helpers enable row level security;
            alter table jobs enable row level security;
            alter table job_helpers enable row level security;
            alter table glossaries enable row level security;
            alter table terms enable row level security;
            alter table job_glossaries enable row level security;
            revoke all on helpers, jobs, job_helpers, glossaries, terms, job_glossaries from anon, authenticated;
            grant select on helpers, jobs, job_helpers, glossaries, terms, job_glossaries to authenticated;
            create function private.on_job(job bigint) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.job_helpers h where h.job_id = job and h.helper_id = (select auth.uid())
                and h.accepted_at is not null) $$;
            create function private.runs_job(job bigint) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.jobs j where j.id = job and private.in_team(j.team_id)) $$;
            create function private.uses(glossary bigint) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.glossaries g where g.id = glossary and private.in_team(g.team_id))
                or exists (select from public.job_glossaries l where l.glossary_id = glossary and {condition}
                  and exists (select from public.job_helpers h where h.helper_id = (select auth.uid()) and h.accepted_at is not null)) $$;
            create policy helpers_read on helpers for select to authenticated using (id = (select auth.uid())
              or exists (select from job_helpers h where h.helper_id = helpers.id and private.runs_job(h.job_id)));
            create policy jobs_read on jobs for select to authenticated using (private.in_team(team_id) or private.on_job(id));
            create policy job_helpers_read on job_helpers for select to authenticated
              using (helper_id = (select auth.uid()) or private.runs_job(job_id));
            create policy glossaries_read on glossaries for select to authenticated using (private.uses(id));
            create policy terms_read on terms for select to authenticated using (private.uses(glossary_id));
            create policy job_glossaries_read on job_glossaries for select to authenticated
              using (private.runs_job(job_id) or private.on_job(job_id));
            create function public.accept_job(job bigint) returns void language sql security definer set search_path = '' as $$
              update public.job_helpers h set accepted_at = now()
              where h.job_id = job and h.helper_id = (select auth.uid()) and h.accepted_at is null $$;
            revoke all on function public.accept_job(bigint) from public, anon;
            grant execute on function public.accept_job(bigint) to authenticated;
            """;

    private static string Parts(string condition) =>
        $"""
            create table quizzes (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade);
            create table rounds (id uuid primary key default gen_random_uuid(), quiz_id uuid not null references quizzes
              on delete cascade, pin text not null unique default encode(extensions.gen_random_bytes(8), 'hex'));
            create table players (
              round_id uuid not null references rounds on delete cascade, user_id uuid not null references auth.users on delete cascade,
              primary key (round_id, user_id));
            create table answers (
              id uuid primary key default gen_random_uuid(), round_id uuid not null references rounds on delete cascade,
              line text not null);
            create table hints (
              id uuid primary key default gen_random_uuid(), round_id uuid not null references rounds on delete cascade,
              line text not null);
            alter table quizzes enable row level security;
            alter table answers enable row level security;
            alter table hints enable row level security;
            alter table rounds enable row level security;
            alter table players enable row level security;
            revoke all on quizzes, rounds, players, answers, hints from anon, authenticated;
            grant select on quizzes, players, answers, hints to authenticated;
            grant select (id, quiz_id) on rounds to authenticated;
            create function private.plays(round uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.players p where p.round_id = round and p.user_id = (select auth.uid())) $$;
            create function public.join_round(pin text) returns uuid language plpgsql security definer set search_path = '' as $$
            declare found_round uuid; begin
              select r.id into found_round from public.rounds r where r.pin = join_round.pin;
              if found_round is null then raise exception 'wrong pin' using errcode = '42501'; end if;
              insert into public.players values (found_round, auth.uid()) on conflict do nothing;
              return found_round; end $$;
            revoke all on function public.join_round(text) from public, anon;
            grant execute on function public.join_round(text) to authenticated;
            create policy quizzes_read on quizzes for select to authenticated using (private.in_team(team_id));
            create policy players_read on players for select to authenticated using (private.plays(round_id));
            create policy answers_read on answers for select to authenticated using (private.plays(round_id));
            create policy hints_read on hints for select to authenticated using (private.plays(round_id));
            create policy rounds_play on rounds for select to authenticated using (private.plays(id));
            create policy rounds_host on rounds for select to authenticated using ({condition});
            """;
}
