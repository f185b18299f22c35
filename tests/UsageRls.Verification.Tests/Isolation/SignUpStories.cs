using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a sign-up which gives a new user access to another team's rows is found, and that the repaired sign-up is not. The leaks open
/// the same tables, so each is tested alone.
/// </summary>
public sealed class SignUpStories
{
    private const string Named = "t.id::text = new.raw_user_meta_data ->> 'team'",
        SixDigits = "lpad((random() * 999999)::int::text, 6, '0')",
        OfTeams = "select t.id, new.id from public.teams t where ",
        Proven = "raw_user_meta_data -> 'directory' ->> 'site'";

    private static readonly JoinedStories s_stories = new(
        ("", Join("named", Insert(OfTeams + "t.id::text = new.raw_app_meta_data ->> 'team'"))),
        ("", Join("neighbour", Insert(OfTeams + "t.domain = split_part(new.email, '@', 2) and new.email_confirmed_at is not null"))),
        ("", Domain("'%@' || t.domain")),
        ("", Directory("raw_app_meta_data -> 'directory' ->> 'site'", "h.is_approved")),
        ("", Account("new.raw_app_meta_data")),
        ("", Code("md5(random()::text)", "true")),
        ("", Invited("new.email"))
    );

    [TestCase(TestName = "A_team_that_the_server_names_is_not_found")]
    [TestCase(TestName = "A_domain_of_a_confirmed_address_is_not_found")]
    [TestCase(TestName = "A_confirmed_address_in_the_whole_domain_of_the_team_is_not_found")]
    [TestCase(TestName = "A_domain_that_the_server_names_is_not_found")]
    [TestCase(TestName = "A_kind_of_account_that_the_server_chooses_is_not_found")]
    [TestCase(TestName = "A_long_code_is_not_guessed_at_sign_up")]
    [TestCase(TestName = "An_invited_address_that_is_confirmed_is_not_found")]
    public async Task A_sound_twin_is_not_found() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    [Slow]
    public async Task A_code_of_six_digits_for_one_address_is_not_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(Code(SixDigits, "i.email = new.email and new.email_confirmed_at is not null")),
            Is.Empty
        );

    [TestCase(OfTeams + Named, TestName = "A_team_named_at_sign_up_is_found")]
    [TestCase(OfTeams + "t.domain = split_part(new.email, '@', 2)", TestName = "A_domain_of_an_unconfirmed_address_is_found")]
    [SlowCase(
        "select distinct m.team_id, new.id from public.team_members m "
            + "join auth.users u on u.id = m.user_id where split_part(u.email, '@', 2) = split_part(new.email, '@', 2) and u.id <> new.id",
        TestName = "A_sign_up_that_joins_the_team_of_any_user_with_the_same_mail_domain_is_found"
    )]
    [SlowCase(
        OfTeams + "t.name = new.raw_user_meta_data ->> 'name' and new.raw_user_meta_data ->> 'invited' = 'yes'",
        TestName = "An_invitation_that_the_newcomer_asserts_is_found"
    )]
    [TestCase("select t.id, new.id from public.teams t order by t.id limit 1", TestName = "A_team_that_everybody_joins_is_found")]
    public Task Joined(string query) => IsFoundAsync(Join("newcomer", Insert(query)));

    [TestCase(
        "insert into public.team_members (team_id, user_id, role) "
            + "select t.id, new.id, coalesce(new.raw_user_meta_data ->> 'rank', 'member') from public.teams t where "
            + Named,
        TestName = "A_role_that_the_newcomer_names_at_sign_up_in_place_of_the_default_is_found"
    )]
    [TestCase(
        "update public.team_members set user_id = new.id where user_id::text = new.raw_user_meta_data ->> 'guest_id'",
        TestName = "A_membership_that_a_newcomer_takes_over_is_found"
    )]
    public Task Changed(string body) => IsFoundAsync(Join("newcomer", body));

    [TestCase("'%' || t.domain", TestName = "A_confirmed_address_in_a_domain_that_ends_like_the_teams_is_found")]
    [SlowCase("'%@' || t.domain || '%'", TestName = "A_confirmed_address_in_a_domain_that_begins_like_the_teams_is_found")]
    public Task Alike(string pattern) => IsFoundAsync(Domain(pattern));

    [SlowCase(Proven, "h.shown is not null and h.confirmed_on is not null", TestName = "A_proven_domain_named_at_sign_up_is_found")]
    [TestCase(
        "raw_user_meta_data #>> '{directory,site}'",
        "h.is_approved",
        TestName = "An_approved_domain_named_in_nested_metadata_at_sign_up_is_found"
    )]
    [SlowCase(Proven, "h.state = 'verified'", TestName = "A_domain_in_a_verified_state_named_at_sign_up_is_found")]
    public Task Approved(string site, string condition) => IsFoundAsync(Directory(site, condition));

    [Test]
    public Task A_kind_of_account_that_the_newcomer_chooses_is_found() => IsFoundAsync(Account("new.raw_user_meta_data"));

    [Test]
    public Task A_code_of_six_digits_is_guessed_at_sign_up() => IsFoundAsync(Code(SixDigits, "true"));

    [Test]
    public Task An_invited_address_that_the_metadata_claims_is_found() =>
        IsFoundAsync(Invited("coalesce(new.raw_user_meta_data ->> 'email', new.email)"));

    private static async Task IsFoundAsync(string sql) =>
        Assert.That(await AttackedApplication.GraveAsync(sql), Has.Some.StartsWith("sign-up public."));

    private static string Insert(string query) => $"insert into public.team_members (team_id, user_id) {query}";

    private static string Join(string name, string body) =>
        $"""
            create function private.{name}() returns trigger language plpgsql security definer set search_path = '' as $$ begin {body};
              return new; end $$;
            create trigger {name} after insert on auth.users for each row execute function private.{name}();
            """;

    // Runs when an address is confirmed.
    private static string Confirmed(string name, string body) =>
        $"""
            create function private.{name}() returns trigger language plpgsql security definer set search_path = '' as $$ begin {body};
              return null; end $$;
            create trigger {name} after update of email_confirmed_at on auth.users for each row
              when (old.email_confirmed_at is null and new.email_confirmed_at is not null) execute function private.{name}();
            """;

    private static string Domain(string pattern) => Confirmed("colleague", Insert(OfTeams + $"new.email like {pattern}"));

    // A separate table stores the domains of teams. A domain counts only after its team has proven that it owns the domain.
    private static string Directory(string site, string condition) =>
        $"""
            create table homes (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
                mail_domain text not null unique,
              shown text not null default 'yes', confirmed_on date, is_approved boolean not null default false,
              state text not null default 'claimed' check (state in ('claimed', 'verified')));
            alter table homes enable row level security;
            revoke all on homes from anon, authenticated;

            """ + Join("listed", Insert($"select h.team_id, new.id from public.homes h where h.mail_domain = new.{site} and {condition}"));

    private static string Account(string metadata) =>
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

            """
        + Join(
            "account",
            $"insert into public.accounts values (new.id, coalesce(({metadata} ->> 'account_type')::public.account_type, 'customer'))"
        );

    private static string Code(string code, string condition) =>
        Invites("coded_invites", $", code text not null default {code}")
        + Join(
            "coded",
            Insert(
                "select i.team_id, new.id from public.coded_invites i "
                    + $"where i.code = new.raw_user_meta_data ->> 'invite_code' and ({condition})"
            )
        );

    private static string Invited(string address) =>
        Invites("team_invites", "")
        + Confirmed("invited", Insert($"select i.team_id, new.id from public.team_invites i where i.email = {address}"));

    private static string Invites(string name, string columns) =>
        $"""
            create table {name} (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams
              on delete cascade, email text not null{columns});
            alter table {name} enable row level security;
            revoke all on {name} from anon, authenticated;

            """;
}
