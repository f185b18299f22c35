using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Sign-ups that let people in, each beside its repair.</summary>
public sealed class SignUpStories
{
    [TestCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t where t.id::text = new.raw_user_meta_data ->> 'team'",
        true,
        TestName = "A_team_named_at_sign_up_is_found"
    )]
    [TestCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t where t.id::text = new.raw_app_meta_data ->> 'team'",
        false,
        TestName = "A_team_that_the_server_names_is_not_found"
    )]
    [TestCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t where t.domain = split_part(new.email, '@', 2)",
        true,
        TestName = "A_domain_of_an_unconfirmed_address_is_found"
    )]
    [TestCase(
        "insert into public.team_members (team_id, user_id) select t.id, new.id from public.teams t where t.domain = split_part(new.email, '@', 2) and new.email_confirmed_at is not null",
        false,
        TestName = "A_domain_of_a_confirmed_address_is_not_found"
    )]
    public async Task Join(string body, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create function private.newcomer() returns trigger language plpgsql security definer set search_path = '' as $$ begin {body}; return new; end $$;
            create trigger newcomer after insert on auth.users for each row execute function private.newcomer();
            """
        );
        Assert.That(grave, isFound ? Has.Some.StartsWith("sign-up public.") : Is.Empty);
    }
}
