using NUnit.Framework;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests applications in which users choose, on their profile or in a header, for which of their tenants they work.</summary>
public sealed class ChosenTenantStories
{
    private const string ToClub = " references clubs";
    private const string WithKey = ", foreign key (current_club, id) references staff (club_id, person)";
    private const string Joined = "join public.staff s on s.club_id = p.current_club and s.person = p.id ";

    internal static (string Leak, string Sound)[] Stories =>
        [
            (
                Header(
                    "select coalesce(private.wanted()::uuid, "
                        + "(select m.team_id from public.team_members m where m.user_id = auth.uid() limit 1))"
                ),
                Header("select m.team_id from public.team_members m where m.user_id = auth.uid() and m.team_id::text = private.wanted()")
            ),
        ];

    [TestCase(Joined, WithKey, true, TestName = "A_choice_with_a_key_to_the_membership_is_verified(sign-up inserts the profile)")]
    [SlowCase(
        Joined,
        ToClub,
        true,
        TestName = "A_choice_that_policies_compare_with_the_membership_is_verified(sign-up inserts the profile)"
    )]
    [SlowCase(Joined, WithKey, false, TestName = "A_choice_with_a_key_to_the_membership_is_verified(no profile yet)")]
    public async Task Sound(string join, string key, bool hasTrigger)
    {
        await using var database = await SmallApplication.ApplyAsync(Clubs(join, key, hasTrigger));
        var findings = await AttackedApplication.FindingsAsync(database);
        Assert.That(findings.Where(f => f.Severity.IsGrave).Select(f => f.Sentence), Is.Empty);
        Assert.That(findings.Where(f => f.Id == "isolation/not-verified").Select(f => f.Object), Is.Empty);
    }

    [Test]
    public async Task A_choice_is_also_found_among_memberships_that_the_intent_file_states()
    {
        await using var database = await SmallApplication.ApplyAsync(Clubs(Joined, WithKey, hasTrigger: true));
        var intent = IntentFile.Parse(
            "tenancies: [{ tenants: public.clubs, members: { table: public.staff, tenant: club_id, user: person } }]"
        );
        var findings = await AttackedApplication.FindingsAsync(database, intent);
        Assert.That(findings.Where(f => f.Severity.IsGrave || f.Id == "isolation/not-verified").Select(f => f.Sentence), Is.Empty);
    }

    [TestCase("", ToClub, "update", TestName = "A_choice_of_any_club_is_found")]
    [TestCase("", WithKey, "select", TestName = "A_choice_that_still_counts_after_the_membership_has_ended_is_found")]
    public async Task Leaking(string join, string key, string check)
    {
        await using var database = await SmallApplication.ApplyAsync(Clubs(join, key, hasTrigger: true));
        var grave = (await AttackedApplication.FindingsAsync(database)).Where(f => f.Severity.IsGrave);
        Assert.That(grave.Select(f => f.Id), Does.Contain($"isolation/{check}"));
    }

    [Test]
    public async Task A_header_that_picks_any_team_is_found_in_a_function_that_also_looks_up_memberships() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("request-condition public.picked_papers"));

    [Test]
    public async Task A_header_that_picks_one_of_the_callers_teams_is_sound() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("public.picked_papers"));

    private static string Header(string query) =>
        $$"""
            create function private.wanted() returns text language sql stable set search_path = ''
              as $$ select nullif(nullif(current_setting('request.headers', true), '')::json ->> 'x-team', '') $$;
            create function private.current_team() returns uuid language sql stable security definer set search_path = ''
              as $$ {{query}} $$;
            {{JoinedStories.Papers("picked_papers")}}
            alter policy picked_papers_read on picked_papers using (team_id = (select private.current_team()));
            """;

    private static string Clubs(string join, string key, bool hasTrigger) =>
        $"""
            create table clubs (id uuid primary key default gen_random_uuid(), title text not null default 'new');
            create table staff (club_id uuid not null references clubs on delete cascade, person uuid not null references auth.users
              on delete cascade, left_at timestamptz, primary key (club_id, person));
            create table profiles (id uuid primary key references auth.users on delete cascade, current_club uuid{key});
            create table trophies (id uuid primary key default gen_random_uuid(), club_id uuid not null references clubs on delete cascade,
              label text not null default 'cup');
            alter table clubs enable row level security;
            alter table staff enable row level security;
            alter table profiles enable row level security;
            alter table trophies enable row level security;
            create function current_club() returns uuid language sql stable security definer set search_path = ''
              as $$ select p.current_club from public.profiles p {join}where p.id = auth.uid()
                {(join == "" ? "" : "and s.left_at is null")} $$;
            create policy mine on clubs for select to authenticated using (id = (select current_club()));
            create policy mine on staff for select to authenticated
              using (club_id = (select current_club()) or person = (select auth.uid()));
            create policy mine on trophies to authenticated using (club_id = (select current_club()));
            create function is_colleague(of uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.staff s where s.club_id = public.current_club() and s.person = of) $$;
            create policy colleagues on profiles for select to authenticated using (is_colleague(id));
            create policy own on profiles to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));
            {(hasTrigger
                ? """
                create function welcome() returns trigger language plpgsql security definer set search_path = ''
                  as $$ begin insert into public.profiles (id) values (new.id); return new; end $$;
                revoke execute on function welcome() from public, anon, authenticated;
                create trigger welcome after insert on auth.users for each row execute function welcome();
                """
                : "")}
            """;
}
