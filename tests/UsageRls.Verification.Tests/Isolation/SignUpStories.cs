using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a sign-up which gives a new user access to another team's rows is found, and that the repaired sign-up is not.
/// </summary>
public sealed class SignUpStories
{
    [TestCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t "
            + "where t.id::text = new.raw_user_meta_data ->> 'team'",
        true,
        TestName = "A_team_named_at_sign_up_is_found"
    )]
    [TestCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t "
            + "where t.id::text = new.raw_app_meta_data ->> 'team'",
        false,
        TestName = "A_team_that_the_server_names_is_not_found"
    )]
    [TestCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t "
            + "where t.domain = split_part(new.email, '@', 2)",
        true,
        TestName = "A_domain_of_an_unconfirmed_address_is_found"
    )]
    [TestCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t "
            + "where t.domain = split_part(new.email, '@', 2) and new.email_confirmed_at is not null",
        false,
        TestName = "A_domain_of_a_confirmed_address_is_not_found"
    )]
    [SlowCase(
        "insert into public.team_members (team_id, user_id) select distinct m.team_id, new.id from public.team_members m "
            + "join auth.users u on u.id = m.user_id where split_part(u.email, '@', 2) = split_part(new.email, '@', 2) and u.id <> new.id",
        true,
        TestName = "A_sign_up_that_joins_the_team_of_any_user_with_the_same_mail_domain_is_found"
    )]
    [TestCase(
        "insert into public.team_members (team_id, user_id, role) select t.id, new.id, "
            + "coalesce(new.raw_user_meta_data ->> 'rank', 'member') from "
            + "public.teams t where t.id::text = new.raw_user_meta_data ->> 'team'",
        true,
        TestName = "A_role_that_the_newcomer_names_at_sign_up_in_place_of_the_default_is_found"
    )]
    [TestCase(
        "update public.team_members set user_id = new.id where user_id::text = new.raw_user_meta_data ->> 'guest_id'",
        true,
        TestName = "A_membership_that_a_newcomer_takes_over_is_found"
    )]
    [SlowCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t "
            + "where t.name = new.raw_user_meta_data ->> 'name' and new.raw_user_meta_data ->> 'invited' = 'yes'",
        true,
        TestName = "An_invitation_that_the_newcomer_asserts_is_found"
    )]
    [TestCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t order by t.id limit 1",
        true,
        TestName = "A_team_that_everybody_joins_is_found"
    )]
    public async Task Join(string body, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create function private.newcomer() returns trigger language plpgsql security definer set search_path = '' as $$ begin {body};
              return new; end $$;
            create trigger newcomer after insert on auth.users for each row execute function private.newcomer();
            """
        );
        Assert.That(grave, isFound ? Has.Some.StartsWith("sign-up public.") : Is.Empty);
    }

    [TestCase("'%' || t.domain", true, TestName = "A_confirmed_address_in_a_domain_that_ends_like_the_teams_is_found")]
    [SlowCase("'%@' || t.domain || '%'", true, TestName = "A_confirmed_address_in_a_domain_that_begins_like_the_teams_is_found")]
    [TestCase("'%@' || t.domain", false, TestName = "A_confirmed_address_in_the_whole_domain_of_the_team_is_not_found")]
    public async Task Domain(string pattern, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create function private.confirmed() returns trigger language plpgsql security definer set search_path = '' as $$ begin
                  insert into public.team_members (team_id, user_id)
                    select t.id, new.id from public.teams t where new.email like {pattern};
                  return null; end $$;
                create trigger confirmed after update of email_confirmed_at on auth.users for each row
                  when (old.email_confirmed_at is null and new.email_confirmed_at is not null) execute function private.confirmed();
                """
            ),
            isFound ? Has.Some.StartsWith("sign-up public.") : Is.Empty
        );

    // A separate table stores the domains of teams. A domain counts only after its team has proven that it owns the domain.
    [SlowCase(
        "raw_user_meta_data -> 'directory' ->> 'site'",
        "h.shown is not null and h.confirmed_on is not null",
        true,
        TestName = "A_proven_domain_named_at_sign_up_is_found"
    )]
    [TestCase(
        "raw_user_meta_data #>> '{directory,site}'",
        "h.is_approved",
        true,
        TestName = "An_approved_domain_named_in_nested_metadata_at_sign_up_is_found"
    )]
    [SlowCase(
        "raw_user_meta_data -> 'directory' ->> 'site'",
        "h.state = 'verified'",
        true,
        TestName = "A_domain_in_a_verified_state_named_at_sign_up_is_found"
    )]
    [TestCase(
        "raw_app_meta_data -> 'directory' ->> 'site'",
        "h.is_approved",
        false,
        TestName = "A_domain_that_the_server_names_is_not_found"
    )]
    public async Task Directory(string site, string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create table homes (
                  id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
                    mail_domain text not null unique,
                  shown text not null default 'yes', confirmed_on date, is_approved boolean not null default false,
                  state text not null default 'claimed' check (state in ('claimed', 'verified')));
                alter table homes enable row level security;
                revoke all on homes from anon, authenticated;
                create function private.newcomer() returns trigger language plpgsql security definer set search_path = '' as $$
                begin
                  insert into public.team_members (team_id, user_id)
                  select h.team_id, new.id from public.homes h where h.mail_domain = new.{site} and {condition};
                  return new;
                end $$;
                create trigger newcomer after insert on auth.users for each row execute function private.newcomer();
                """
            ),
            isFound ? Has.Some.StartsWith("sign-up public.") : Is.Empty
        );

    [TestCase("new.raw_user_meta_data", true, TestName = "A_kind_of_account_that_the_newcomer_chooses_is_found")]
    [TestCase("new.raw_app_meta_data", false, TestName = "A_kind_of_account_that_the_server_chooses_is_not_found")]
    public async Task Account(string metadata, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create type account_type as enum ('customer', 'partner', 'support');
                create table accounts (user_id uuid primary key references auth.users on delete cascade,
                  account_type account_type not null default 'customer');
                alter table accounts enable row level security;
                revoke all on accounts from anon, authenticated;
                grant select on accounts to authenticated;
                create policy own on accounts for select to authenticated using (user_id = (select auth.uid()));
                create policy by_support on papers for select to authenticated
                  using ((select a.account_type from accounts a where a.user_id = (select auth.uid())) = 'support');
                create function private.newcomer() returns trigger language plpgsql security definer set search_path = '' as $$ begin
                  insert into public.accounts values (new.id, coalesce(({metadata} ->> 'account_type')::public.account_type, 'customer'));
                  return null; end $$;
                create trigger newcomer after insert on auth.users for each row execute function private.newcomer();
                """
            ),
            isFound ? Has.Some.StartsWith("sign-up public.") : Is.Empty
        );

    [TestCase("lpad((random() * 999999)::int::text, 6, '0')", "true", true, TestName = "A_code_of_six_digits_is_guessed_at_sign_up")]
    [TestCase("md5(random()::text)", "true", false, TestName = "A_long_code_is_not_guessed_at_sign_up")]
    [SlowCase(
        "lpad((random() * 999999)::int::text, 6, '0')",
        "i.email = new.email and new.email_confirmed_at is not null",
        false,
        TestName = "A_code_of_six_digits_for_one_address_is_not_found"
    )]
    public async Task Code(string code, string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create table team_invites (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams
                  on delete cascade, email text not null, code text not null default {code});
                alter table team_invites enable row level security;
                revoke all on team_invites from anon, authenticated;
                create function private.newcomer() returns trigger language plpgsql security definer set search_path = '' as $$ begin
                  insert into public.team_members (team_id, user_id) select i.team_id, new.id from public.team_invites i
                    where i.code = new.raw_user_meta_data ->> 'invite_code' and ({condition});
                  return null; end $$;
                create trigger newcomer after insert on auth.users for each row execute function private.newcomer();
                """
            ),
            isFound ? Has.Some.StartsWith("sign-up public.") : Is.Empty
        );

    [TestCase(
        "coalesce(new.raw_user_meta_data ->> 'email', new.email)",
        true,
        TestName = "An_invited_address_that_the_metadata_claims_is_found"
    )]
    [TestCase("new.email", false, TestName = "An_invited_address_that_is_confirmed_is_not_found")]
    public async Task Invited(string address, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create table team_invites (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams
                  on delete cascade, email text not null);
                alter table team_invites enable row level security;
                revoke all on team_invites from anon, authenticated;
                create function private.confirmed() returns trigger language plpgsql security definer set search_path = '' as $$ begin
                  insert into public.team_members (team_id, user_id) select i.team_id, new.id from public.team_invites i
                    where i.email = {address};
                  return null; end $$;
                create trigger confirmed after update of email_confirmed_at on auth.users for each row
                  when (old.email_confirmed_at is null and new.email_confirmed_at is not null) execute function private.confirmed();
                """
            ),
            isFound ? Has.Some.StartsWith("sign-up public.") : Is.Empty
        );
}
