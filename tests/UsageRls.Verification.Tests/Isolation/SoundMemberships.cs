using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that correct designs of memberships give no finding that fails a run, and that the same designs with a leak do.</summary>
public sealed class SoundMemberships
{
    private static readonly JoinedStories s_stories = new(
        (
            Rooms
                + """
                create or replace function private.in_room(room bigint) returns boolean
                  language sql stable security definer set search_path = ''
                  as $$ select exists (select from public.room_members m where m.user_id = (select auth.uid()))
                    or exists (select from public.rooms r where r.id = room and not r.is_private and private.in_team(r.team_id)) $$;
                """,
            Invitations + Rooms
        ),
        (
            Directory
                + "alter table profiles add column phone text;"
                + "create policy pages_all on pages for select to authenticated using (headline is not null)",
            Directory
        ),
        (Letters + "create policy letters_all on letters for select to authenticated using (recipient is not null)", Letters),
        (
            Moderators
                + "create policy join_in on moderators for insert to authenticated with check (user_id = (select auth.uid())); "
                + "grant insert on moderators to authenticated;",
            Moderators
        )
    );

    // A membership is an open invitation until its user accepts it.
    private const string Invitations = """
        alter table team_members add accepted_at timestamptz;
        create or replace function private.in_team(team uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())
            and m.accepted_at is not null) $$;
        create function accept_invitation(team uuid) returns void language sql security definer set search_path = ''
          as $$ update public.team_members m set accepted_at = now()
            where m.team_id = team and m.user_id = auth.uid() and m.accepted_at is null $$;
        revoke execute on function accept_invitation(uuid) from public, anon;
        """;

    // A room of a team has its own members; a member of a room need not be a member of the team.
    private const string Rooms = """
        create table rooms (id bigint generated always as identity primary key, team_id uuid not null references teams on delete cascade,
          is_private boolean not null default false);
        create table room_members (room_id bigint not null references rooms on delete cascade, user_id uuid not null references auth.users
          on delete cascade, primary key (room_id, user_id));
        create table room_lines (id bigint generated always as identity primary key, room_id bigint not null references rooms
          on delete cascade, author uuid not null default auth.uid() references auth.users, line text not null);
        alter table rooms enable row level security;
        alter table room_members enable row level security;
        alter table room_lines enable row level security;
        revoke all on rooms, room_members, room_lines from anon, authenticated;
        grant select on rooms, room_members, room_lines to authenticated;
        create function private.in_room(room bigint) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.room_members m where m.room_id = room and m.user_id = (select auth.uid()))
            or exists (select from public.rooms r where r.id = room and not r.is_private and private.in_team(r.team_id)) $$;
        create policy rooms_read on rooms for select to authenticated using (private.in_room(id));
        create policy room_members_read on room_members for select to authenticated using (private.in_room(room_id));
        create policy lines_read on room_lines for select to authenticated using (private.in_room(room_id));
        """;

    // Members see the profiles of all members of their teams, including members who were removed.
    private const string Profiles = """
        alter table team_members add removed_at timestamptz;
        create or replace function private.in_team(team uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())
            and m.removed_at is null) $$;
        create table profiles (id uuid primary key references auth.users on delete cascade, nickname text not null default '');
        alter table profiles enable row level security;
        revoke all on profiles from anon, authenticated;
        grant select on profiles to authenticated;
        create function private.colleagues() returns setof uuid language sql stable security definer set search_path = ''
          as $$ select m.user_id from public.team_members m where private.in_team(m.team_id) $$;
        create policy profiles_read on profiles for select to authenticated using (id in (select private.colleagues()));
        """;

    // All signed-in users see all profiles and all listed pages.
    private const string Directory = """
        create table profiles (id uuid primary key references auth.users on delete cascade, nickname text not null default '');
        create table pages (owner uuid primary key references auth.users on delete cascade, headline text not null default '',
          listed boolean not null default true);
        alter table profiles enable row level security;
        alter table pages enable row level security;
        revoke all on profiles, pages from anon, authenticated;
        grant select on profiles to authenticated;
        grant select, insert, update (headline, listed), delete on pages to authenticated;
        create policy profiles_read on profiles for select to authenticated using (true);
        create policy pages_listed on pages for select to authenticated using (listed);
        create policy pages_own on pages for all to authenticated using (owner = (select auth.uid()));
        """;

    // Moderators see and remove everybody's comments.
    private const string Moderators = """
        create table moderators (user_id uuid references auth.users on delete cascade, area text not null, primary key (user_id, area));
        create table comments (id bigint generated always as identity primary key, author uuid not null default auth.uid()
          references auth.users, body text not null, is_hidden boolean not null default false);
        alter table moderators enable row level security;
        alter table comments enable row level security;
        revoke all on moderators, comments from anon, authenticated;
        grant select on moderators to authenticated;
        grant select, delete, insert (body) on comments to authenticated;
        create function private.moderates(asked text) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.moderators m where m.user_id = auth.uid() and m.area = asked) $$;
        create policy own on moderators for select to authenticated using (user_id = (select auth.uid()));
        create policy own on comments for all to authenticated using (author = (select auth.uid()));
        create policy moderated on comments for all to authenticated using (private.moderates('comments'));
        create view most_active as select c.author, count(*) from comments c where not c.is_hidden group by 1;
        revoke all on most_active from anon, authenticated;
        """;

    // Members write to members of the same team: to be the recipient of a message, a user must be a member.
    private const string Letters = """
        create table letters (id bigint generated always as identity primary key, team_id uuid not null,
          sender uuid not null default auth.uid() references auth.users, recipient uuid not null, body text not null,
          foreign key (team_id, recipient) references team_members (team_id, user_id) on delete cascade);
        alter table letters enable row level security;
        revoke all on letters from anon, authenticated;
        grant select, insert (team_id, recipient, body) on letters to authenticated;
        create policy letters_read on letters for select to authenticated using (
          (select auth.uid()) in (sender, recipient) and private.in_team(team_id));
        create policy letters_send on letters for insert to authenticated with check (
          sender = (select auth.uid()) and private.in_team(team_id));
        """;

    [TestCase("room", TestName = "Guests_of_a_room_need_not_be_members_of_its_team")]
    [TestCase("public.pages", TestName = "A_directory_of_profiles_and_listed_pages_are_public")]
    [TestCase("letters", TestName = "Letters_between_members_of_a_team")]
    [TestCase("comments", TestName = "Moderators_have_rights_on_the_rows_of_others")]
    public async Task A_correct_design_has_no_grave_finding(string name) =>
        Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [TestCase(TestName = "A_user_who_accepts_an_invitation_sees_the_rooms_of_the_team")]
    [TestCase(TestName = "All_correct_designs_together_have_no_grave_finding")]
    public async Task No_correct_design_has_a_grave_finding() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [SlowCase(Invitations, TestName = "A_function_that_accepts_an_invitation_says_nothing_about_who_is_a_member")]
    [TestCase(Profiles, TestName = "Profiles_of_former_members_may_stay_visible_to_members")]
    public async Task A_correct_design_has_no_grave_finding_alone(string sql) =>
        Assert.That(await AttackedApplication.GraveAsync(sql), Is.Empty);

    [TestCase("select public.room_lines", TestName = "Guests_of_one_room_who_read_every_room")]
    [TestCase("select public.profiles", TestName = "A_directory_with_telephone_numbers")]
    [TestCase("select public.pages", TestName = "Pages_that_are_visible_although_they_are_not_listed")]
    [TestCase("select public.letters", TestName = "Letters_that_everybody_reads")]
    [TestCase("sequence public.comments", TestName = "Moderators_who_appoint_themselves")]
    public async Task The_same_design_with_a_leak_is_found(string finding) =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [TestCase(
        Invitations
            + """
                create or replace function private.in_team(team uuid) returns boolean
                  language sql stable security definer set search_path = ''
                  as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = (select auth.uid())) $$;
                create policy traces_add on team_members for update to authenticated using (accepted_at is not null) with check (false);
                create policy papers_accepted on papers as restrictive for select to authenticated using (exists (
                  select from team_members m where m.team_id = papers.team_id
                    and m.user_id = (select auth.uid()) and m.accepted_at is not null));
                """,
        "select public.traces",
        TestName = "Open_invitations_that_some_policies_accept_as_memberships"
    )]
    [TestCase(
        Profiles
            + """
                create or replace function private.colleagues() returns setof uuid language sql stable security definer set search_path = ''
                  as $$ select m.user_id from public.team_members m where m.team_id in (
                    select o.team_id from public.team_members o where o.user_id = (select auth.uid())) $$;
                """,
        "select public.profiles",
        TestName = "Profiles_that_former_members_still_see"
    )]
    [SlowCase(
        """
            create table diaries (id uuid primary key default gen_random_uuid(), owner uuid not null default auth.uid()
            references auth.users,
              line text not null default '');
            alter table diaries enable row level security;
            revoke all on diaries from anon, authenticated;
            grant select on diaries to authenticated;
            create policy everybody on diaries for select to authenticated using (true);
            """,
        "select public.diaries",
        TestName = "Diaries_that_all_signed_in_users_see"
    )]
    [SlowCase(
        Directory
            + "grant select on profiles to anon; alter policy profiles_read on profiles to service_role; "
            + "create policy profiles_named on profiles for select to anon using (nickname is not null);",
        "select public.profiles",
        TestName = "Profiles_for_the_server_alone_that_a_second_policy_shows_to_anonymous_callers"
    )]
    [SlowCase(
        Moderators
            + """
                create table passes (user_id uuid primary key references auth.users on delete cascade, tier text not null);
                alter table passes enable row level security;
                create function private.has_pass() returns boolean language sql stable security definer set search_path = ''
                  as $$ select exists (select from public.passes s where s.user_id = auth.uid()) $$;
                create policy papers_of_all on papers for select to authenticated using (private.has_pass());
                """,
        "select public.papers",
        TestName = "A_pass_whose_holder_sees_the_papers_of_every_team"
    )]
    [SlowCase(
        Moderators + "create policy everybody on comments for select to authenticated using (not is_hidden)",
        "select public.comments",
        TestName = "Comments_that_everybody_sees"
    )]
    public async Task The_same_design_with_a_leak_is_found_alone(string sql, string finding) =>
        Assert.That(await AttackedApplication.GraveAsync(sql), Does.Contain(finding));
}
