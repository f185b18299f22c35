using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that the suite finds access that a caller gains by a sequence of statements, and finds nothing after the repair.
/// </summary>
public sealed class SequenceStories
{
    private static readonly JoinedStories s_stories = new(
        (
            Flag("people", ""),
            Flag("people", "revoke insert, update, delete on people from authenticated; grant update (nick) on people to authenticated;")
        ),
        (Flag("guests", "revoke update on guests from authenticated; grant update (nick) on guests to authenticated;"), ""),
        (Request("true"), Request("private.owns(team)")),
        (HandOver("(select auth.uid()) in (giver, taker)"), HandOver("(select auth.uid()) = giver")),
        (Share("taker"), Share("giver")),
        (Substitute("absent"), Substitute("team_id, absent")),
        (Limit(""), Limit("revoke delete on limits from authenticated;")),
        (Room("true"), Room("private.in_team(party)")),
        (Trail("references pages"), Trail(", foreign key (team_id, parent_id) references pages (team_id, id)"))
    );

    [TestCase("sequence public.people_papers", TestName = "A_flag_that_people_set_on_themselves_is_found")]
    [TestCase("sequence public.guests_papers", TestName = "A_flag_that_people_set_by_deleting_and_reinserting_their_row_is_found")]
    [TestCase("sequence public.wished_papers", TestName = "A_request_that_its_sender_grants_is_found")]
    [TestCase("sequence public.hand_overs", TestName = "A_hand_over_that_its_receiver_starts_is_found")]
    [TestCase("sequence public.shared_papers", TestName = "A_share_that_its_taker_makes_is_found")]
    [TestCase("sequence public.absent_papers", TestName = "A_substitution_for_a_user_of_another_team_is_found")]
    [TestCase("sequence public.unlimited_papers", TestName = "A_limit_that_people_take_off_themselves_is_found")]
    [TestCase("sequence public.hosted_papers", TestName = "A_room_that_a_user_creates_and_then_links_to_any_team_is_found")]
    [TestCase("sequence public.pages", TestName = "A_page_that_shows_its_ancestors_and_can_get_another_teams_page_as_parent_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.people_papers", TestName = "A_flag_that_only_the_server_sets_is_not_found")]
    [TestCase("public.wishes", TestName = "A_request_that_an_owner_grants_is_not_found")]
    [TestCase("public.hand_overs", TestName = "A_hand_over_that_its_owner_starts_is_not_found")]
    [TestCase("public.shared_papers", TestName = "A_share_that_its_giver_makes_is_not_found")]
    [TestCase("public.absent_papers", TestName = "A_substitution_for_a_user_of_the_same_team_is_not_found")]
    [TestCase("public.unlimited_papers", TestName = "A_limit_that_only_the_server_takes_off_is_not_found")]
    [TestCase("public.hosted_papers", TestName = "A_room_that_can_only_be_linked_to_an_own_team_is_not_found")]
    [TestCase("public.pages", TestName = "A_page_that_can_only_get_a_page_of_its_own_team_as_parent_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    private static string Flag(string people, string repair) =>
        $"""
            create table {people} (id uuid primary key references auth.users on delete cascade, nick text,
              is_staff boolean not null default false);
            alter table {people} enable row level security;
            grant select, update on {people} to authenticated;
            create policy own on {people} to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));
            {JoinedStories.Papers($"{people}_papers")}
            create policy staff on {people}_papers for select to authenticated using (
              exists (select from {people} p where p.id = (select auth.uid()) and p.is_staff));
            {repair}
            """;

    private static string Request(string granting) =>
        $"""
            create table wishes (id uuid primary key default gen_random_uuid(), sender uuid not null default auth.uid()
              references auth.users, team uuid not null, granted boolean not null default false);
            alter table wishes enable row level security;
            revoke all on wishes from anon, authenticated;
            grant select, update on wishes to authenticated;
            grant insert (sender, team) on wishes to authenticated;
            create policy own on wishes for select to authenticated using (sender = (select auth.uid()));
            create policy send on wishes for insert to authenticated with check (sender = (select auth.uid()));
            create policy grant_it on wishes for update to authenticated using (sender = (select auth.uid())) with check ({granting});
            {JoinedStories.Papers("wished_papers")}
            create policy wished on wished_papers for select to authenticated
              using (team_id in (select w.team from wishes w where w.sender = (select auth.uid()) and w.granted));
            """;

    private static string HandOver(string condition) =>
        $"""
            create table hand_overs (id uuid primary key default gen_random_uuid(),
              team_id uuid not null references teams on delete cascade,
              giver uuid not null references auth.users, taker uuid not null references auth.users, accepted_at timestamptz,
              check (giver <> taker));
            alter table hand_overs enable row level security;
            revoke all on hand_overs from anon, authenticated;
            grant select, insert (team_id, giver, taker), update (accepted_at) on hand_overs to authenticated;
            create function private.is_owner(team uuid, person uuid) returns boolean language sql stable security definer
              set search_path = '' as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = person
                and m.role = 'owner') $$;
            create policy sides on hand_overs for select to authenticated using ((select auth.uid()) in (giver, taker));
            create policy start on hand_overs for insert to authenticated
              with check ({condition} and private.is_owner(team_id, giver));
            create policy accept on hand_overs for update to authenticated using (taker = (select auth.uid()))
              with check (taker = (select auth.uid()));
            create function private.hand_over() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              insert into public.team_members (team_id, user_id, role) values (new.team_id, new.taker, 'owner')
                on conflict (team_id, user_id) do update set role = excluded.role; return new; end $$;
            create trigger accepted after update of accepted_at on hand_overs for each row
              when (old.accepted_at is null and new.accepted_at is not null) execute function private.hand_over();
            """;

    private static string Share(string side) =>
        $"""
            create table shares (giver uuid not null references teams on delete cascade, taker uuid not null
              references teams on delete cascade, primary key (giver, taker), check (giver <> taker));
            alter table shares enable row level security;
            revoke all on shares from anon, authenticated;
            grant select, insert on shares to authenticated;
            create policy sides on shares for select to authenticated using (private.in_team(giver) or private.in_team(taker));
            create policy make on shares for insert to authenticated with check (private.in_team({side}));
            {JoinedStories.Papers("shared_papers")}
            create policy shared on shared_papers for select to authenticated
              using (exists (select from shares s where s.giver = team_id and private.in_team(s.taker)));
            """;

    private static string Substitute(string absent) =>
        $"""
            create table substitutes (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams
              on delete cascade, absent uuid not null default auth.uid(), substitute uuid not null,
              from_day date not null default current_date, until_day date not null, check (absent <> substitute),
              check (until_day between from_day and from_day + 90),
              foreign key (team_id, substitute) references team_members (team_id, user_id) on delete cascade,
              foreign key ({absent}) references {(absent == "absent" ? "auth.users (id)" : "team_members (team_id, user_id)")});
            alter table substitutes enable row level security;
            revoke all on substitutes from anon, authenticated;
            grant select, insert on substitutes to authenticated;
            create policy r on substitutes for select to authenticated using (private.in_team(team_id));
            create policy w on substitutes for insert to authenticated with check (private.in_team(team_id));
            create function private.acts_for() returns setof uuid language sql stable security definer set search_path = '' as $$
              select s.absent from public.substitutes s join public.team_members m on m.team_id = s.team_id and m.user_id = s.substitute
              where s.substitute = auth.uid() and current_date between s.from_day and s.until_day $$;
            {JoinedStories.Papers("absent_papers")}
            create policy substituted on absent_papers for select to authenticated using (writer in (select private.acts_for()));
            """;

    private static string Limit(string repair) =>
        $"""
            create table limits (person uuid primary key references auth.users on delete cascade, reason text not null default 'trial');
            alter table limits enable row level security;
            revoke all on limits from anon, authenticated;
            grant select, delete on limits to authenticated;
            create policy own on limits to authenticated using (person = (select auth.uid()));
            create function private.limit_person() returns trigger language plpgsql security definer set search_path = '' as $$
            begin insert into public.limits (person) values (new.id) on conflict do nothing; return null; end $$;
            create trigger limit_person after insert on auth.users for each row execute function private.limit_person();
            create function private.is_unlimited() returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from auth.users u where u.id = auth.uid()) and not exists (select from public.limits l
                where l.person = auth.uid()) $$;
            {JoinedStories.Papers("unlimited_papers")}
            create policy unlimited on unlimited_papers for select to authenticated using (private.is_unlimited());
            {repair}
            """;

    private static string Room(string tying) =>
        $"""
            create table rooms (number bigint generated always as identity primary key, host uuid not null default auth.uid()
              references auth.users);
            create table room_teams (room bigint not null references rooms on delete cascade, party uuid not null
              references teams on delete cascade, primary key (room, party));
            alter table rooms enable row level security;
            alter table room_teams enable row level security;
            revoke all on rooms, room_teams from anon, authenticated;
            grant select on rooms, room_teams to authenticated;
            grant insert (host) on rooms to authenticated;
            grant insert on room_teams to authenticated;
            create policy own on rooms for select to authenticated using (host = (select auth.uid()));
            create policy make on rooms for insert to authenticated with check (host = (select auth.uid()));
            create policy tied on room_teams for select to authenticated using (exists (select from rooms r where r.number = room));
            create policy tie on room_teams for insert to authenticated with check (exists (select from rooms r where r.number = room)
              and {tying});
            {JoinedStories.Papers("hosted_papers")}
            create policy hosted on hosted_papers for select to authenticated using (
              exists (select from room_teams t where t.party = team_id));
            """;

    private static string Trail(string reference) =>
        $"""
            create table pages (id bigint generated always as identity primary key,
              team_id uuid not null references teams on delete cascade, title text not null, unique (team_id, id),
              parent_id bigint {reference});
            alter table pages enable row level security;
            revoke all on pages from anon, authenticated;
            grant select, insert (team_id, parent_id, title) on pages to authenticated;
            create function private.trail() returns setof bigint language sql stable security definer set search_path = '' as $$
              with recursive trail (id, parent_id) as (
                select p.id, p.parent_id from public.pages p where private.in_team(p.team_id)
                union select p.id, p.parent_id from trail t join public.pages p on p.id = t.parent_id) select t.id from trail t $$;
            create policy r on pages for select to authenticated using (private.in_team(team_id) or id in (select private.trail()));
            create policy w on pages for insert to authenticated with check (private.in_team(team_id));
            """;
}
