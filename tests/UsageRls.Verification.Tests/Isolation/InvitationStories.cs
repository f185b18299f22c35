using NUnit.Framework;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that functions are found if they accept an invitation that has ended or that is addressed to somebody else, and that the repaired
/// functions are not.
/// </summary>
public sealed class InvitationStories
{
    private static readonly JoinedStories s_stories = new(
        (Invited("used", "true"), Invited("used", "i.accepted_at is null")),
        (
            Invited("expired", "i.accepted_at is null", "expires_at timestamptz"),
            Invited("expired", "i.accepted_at is null and i.expires_at > now()", "expires_at timestamptz")
        ),
        (
            Invited("revoked", "i.accepted_at is null and i.status <> 'declined'", Status),
            Invited("revoked", "i.accepted_at is null and i.status = 'pending'", Status)
        ),
        (Addressed("auth.jwt() -> 'user_metadata'"), Addressed("auth.jwt()"))
    );

    private const string Status = "status text not null default 'pending' check (status in ('pending', 'declined', 'revoked'))";

    [TestCase("used", TestName = "A_function_that_accepts_an_invitation_again_is_found")]
    [TestCase("expired", TestName = "A_function_that_accepts_an_expired_invitation_is_found")]
    [TestCase("revoked", TestName = "A_function_that_accepts_a_revoked_invitation_is_found")]
    public async Task A_leak_is_found(string name) =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain($"ended-invitation function public.join_{name}(uuid)"));

    [Test]
    public async Task A_function_that_goes_by_the_address_in_user_metadata_is_found() =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain("forged-metadata function public.join_all()"));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(4).Items);

    [Test]
    public async Task The_finding_names_the_column() =>
        Assert.That(
            (await s_stories.FindingsAsync()).Single(f => f.Object == "function public.join_revoked(uuid)").Sentence,
            Does.Contain("gives access even if status is revoked")
        );

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [TestCase("crew_id = p_crew", 0, TestName = "Who_accepts_an_invitation_may_notify_the_members_and_see_their_profiles")]
    [TestCase("true", 1, TestName = "Who_accepts_an_invitation_and_notifies_members_of_every_crew_is_found")]
    public async Task Notices(string whom, int found)
    {
        await using var database = await SmallApplication.ApplyAsync(
            $"""
            create table crews (id uuid primary key default gen_random_uuid(), title text not null default 'new');
            create table crew_members (crew_id uuid not null references crews on delete cascade,
              user_id uuid not null references auth.users, accepted_at timestamptz, primary key (crew_id, user_id));
            create table mates (id uuid primary key references auth.users, nickname text not null);
            create table notices (id uuid primary key default gen_random_uuid(), person uuid not null references auth.users, line text);
            alter table crews enable row level security;
            alter table crew_members enable row level security;
            alter table mates enable row level security;
            alter table notices enable row level security;
            revoke all on crews, crew_members, mates, notices from anon, authenticated;
            grant select on crews, crew_members, mates, notices to authenticated;
            create function mine() returns setof uuid language sql stable security definer set search_path = ''
              as $$ select m.crew_id from public.crew_members m where m.user_id = auth.uid() and m.accepted_at is not null $$;
            create policy r on crews for select to authenticated using (id in (select mine()));
            create policy r on crew_members for select to authenticated using (crew_id in (select mine()) or user_id = (select auth.uid()));
            create policy r on mates for select to authenticated using (id = (select auth.uid()) or id in (
              select m.user_id from crew_members m where m.crew_id in (select mine()) and m.accepted_at is not null));
            create policy r on notices for select to authenticated using (person = (select auth.uid()));
            create function accept(p_crew uuid) returns void language plpgsql security definer set search_path = '' as $$ begin
              update public.crew_members set accepted_at = now() where crew_id = p_crew and user_id = auth.uid() and accepted_at is null;
              if not found then raise exception 'no such invitation' using errcode = '42501'; end if;
              insert into public.notices (person, line) select m.user_id, 'joined' from public.crew_members m
                where {whom} and m.accepted_at is not null and m.user_id <> auth.uid();
            end $$;
            revoke execute on function accept(uuid) from public, anon;
            grant execute on function accept(uuid) to authenticated;
            """
        );
        Assert.That(AttackedApplication.Grave(await AttackedApplication.FindingsAsync(database)), Has.Exactly(found).Items);
    }

    private static string Invited(string name, string condition, string column = "note text") =>
        $"""
            create table {name}_invites (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              invited uuid not null references auth.users on delete cascade, accepted_at timestamptz, {column});
            alter table {name}_invites enable row level security;
            revoke all on {name}_invites from anon, authenticated;
            grant select on {name}_invites to authenticated;
            create policy r on {name}_invites for select to authenticated using (invited = (select auth.uid()));
            create function public.join_{name}(p_id uuid) returns void
              language plpgsql security definer set search_path = '' as $$ declare team uuid; begin
              update public.{name}_invites i set accepted_at = now()
                where i.id = p_id and i.invited = auth.uid() and {condition} returning i.team_id into team;
              if team is null then raise exception 'no such invitation' using errcode = '42501'; end if;
              insert into public.team_members (team_id, user_id) values (team, auth.uid()) on conflict do nothing; end $$;
            revoke all on function public.join_{name}(uuid) from public, anon;
            grant execute on function public.join_{name}(uuid) to authenticated;
            """;

    private static string Addressed(string profile) =>
        $"""
            create table letters (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade, email text not null);
            alter table letters enable row level security;
            revoke all on letters from anon, authenticated;
            create function public.join_all() returns void
              language plpgsql security definer set search_path = '' as $$ declare profile jsonb := {profile}; begin
              with used as (delete from public.letters l where lower(l.email) = lower(profile ->> 'email') returning l.team_id)
              insert into public.team_members (team_id, user_id) select u.team_id, auth.uid() from used u on conflict do nothing; end $$;
            revoke all on function public.join_all() from public, anon;
            grant execute on function public.join_all() to authenticated;
            """;
}
