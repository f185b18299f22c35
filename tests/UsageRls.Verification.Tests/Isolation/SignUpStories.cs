using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that a sign-up which makes a new user a member of a foreign team is found, each with its repair.</summary>
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
    [TestCase(
        "insert into public.team_members (team_id, user_id) select distinct m.team_id, new.id from public.team_members m "
            + "join auth.users u on u.id = m.user_id where split_part(u.email, '@', 2) = split_part(new.email, '@', 2) and u.id <> new.id",
        true,
        TestName = "The_mail_provider_of_a_member_is_found"
    )]
    [TestCase(
        "insert into public.team_members (team_id, user_id, role) select t.id, new.id, "
            + "coalesce(new.raw_user_meta_data ->> 'rank', 'member') from "
            + "public.teams t where t.id::text = new.raw_user_meta_data ->> 'team'",
        true,
        TestName = "A_role_named_at_sign_up_beside_its_default_is_found"
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

    // Domains are stored in a table of their own, and count only after the team has proven that it owns the domain.
    [TestCase(
        "raw_user_meta_data -> 'directory' ->> 'site'",
        "h.shown is not null and h.confirmed_on is not null",
        true,
        TestName = "A_proven_domain_named_at_sign_up_is_found"
    )]
    [TestCase(
        "raw_user_meta_data #>> '{directory,site}'",
        "h.is_approved",
        true,
        TestName = "An_approved_domain_named_at_sign_up_by_a_path_is_found"
    )]
    [TestCase(
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
}
