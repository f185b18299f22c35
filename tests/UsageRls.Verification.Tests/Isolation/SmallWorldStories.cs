using NUnit.Framework;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that wrong access is found even if only certain users have it: users with several memberships, or users whose membership changed
/// or ended.
/// </summary>
public sealed class SmallWorldStories
{
    private static readonly string s_cache = $"""
        {JoinedStories.Papers("cached_papers")}
        create table private.access (user_id uuid, team_id uuid);
        create function private.joined() returns trigger language plpgsql security definer set search_path = ''
          as $$ begin insert into private.access values (new.user_id, new.team_id); return new; end $$;
        create trigger joined after insert on team_members for each row execute function private.joined();
        create function private.may_read(team uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from private.access a where a.user_id = (select auth.uid()) and a.team_id = team) $$;
        alter policy cached_papers_read on cached_papers using (private.may_read(team_id));

        """;

    private const string Left = """
        create function private.left_it() returns trigger language plpgsql security definer set search_path = ''
          as $$ begin delete from private.access a where a.user_id = old.user_id and a.team_id = old.team_id; return old; end $$;
        create trigger left_it after delete on team_members for each row execute function private.left_it();
        """;

    // Each user has one tenant: the firm_id of the profile that sign-up creates.
    private const string Profiles = """
        create table firms (id uuid primary key default gen_random_uuid(), name text not null);
        create table profiles (id uuid primary key references auth.users on delete cascade, firm_id uuid references firms);
        create table letters (id uuid primary key default gen_random_uuid(), firm_id uuid not null references firms, line text not null);
        alter table firms enable row level security;
        alter table profiles enable row level security;
        alter table letters enable row level security;
        revoke all on firms, profiles, letters from anon, authenticated;
        grant select on firms, profiles, letters to authenticated;
        create schema private;
        grant usage on schema private to authenticated;
        create function private.signed_up() returns trigger language plpgsql security definer set search_path = ''
          as $$ begin insert into public.profiles (id) values (new.id); return new; end $$;
        create trigger signed_up after insert on auth.users for each row execute function private.signed_up();
        create table private.access (user_id uuid, firm_id uuid);
        create function private.joined() returns trigger language plpgsql security definer set search_path = ''
          as $$ begin insert into private.access values (new.id, new.firm_id); return new; end $$;
        create trigger joined after update of firm_id on profiles for each row when (new.firm_id is not null)
          execute function private.joined();
        create function private.my_firm() returns uuid language sql stable security definer set search_path = ''
          as $$ select p.firm_id from public.profiles p where p.id = (select auth.uid()) $$;
        create function private.may_read(firm uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from private.access a where a.user_id = (select auth.uid()) and a.firm_id = firm) $$;
        create policy firms_read on firms for select to authenticated using (id = (select private.my_firm()));
        create policy profiles_read on profiles for select to authenticated using (id = (select auth.uid()));
        create policy letters_read on letters for select to authenticated using (private.may_read(firm_id));

        """;

    private const string Moved = """
        create function private.moved() returns trigger language plpgsql security definer set search_path = ''
          as $$ begin delete from private.access a where a.user_id = old.id and a.firm_id = old.firm_id; return new; end $$;
        create trigger moved before update of firm_id on profiles for each row execute function private.moved();
        """;

    private const string Numbered = """
        create table teams (id bigint generated always as identity primary key, name text not null);
        create table team_members (team_id bigint references teams, user_id uuid references auth.users, primary key (team_id, user_id));
        alter table teams enable row level security;
        alter table team_members enable row level security;
        revoke all on teams, team_members from anon, authenticated;
        grant select on team_members to authenticated;
        create policy own on team_members for select to authenticated using (user_id = (select auth.uid()));
        create schema private;
        grant usage on schema private to authenticated;
        create table private.access (user_id uuid, team_id bigint);
        create function private.joined() returns trigger language plpgsql security definer set search_path = ''
          as $$ begin insert into private.access values (new.user_id, new.team_id); return new; end $$;
        create trigger joined after insert on team_members for each row execute function private.joined();
        create function private.may_read(team bigint) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from private.access a where a.user_id = (select auth.uid()) and a.team_id = team) $$;

        """;

    private const string Colleagues = """
        create function private.is_colleague(other uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m join public.team_members o using (team_id)
            where m.user_id = (select auth.uid()) and o.user_id = other) $$;

        """;

    private static readonly string s_singleTeam =
        JoinedStories.Papers("single_papers")
        + "alter policy single_papers_read on single_papers "
        + "using (team_id = (select m.team_id from team_members m where m.user_id = (select auth.uid())));";

    private const string OwnsAny = """
        create function private.owns_any() returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m where m.user_id = (select auth.uid()) and m.role = 'owner') $$;

        """;

    private const string Intent = $"""
        tables:
          public.owned_papers:
            select: members
            delete: members(owner)
        {TwinWorldStories.Intent}
        """;

    private static readonly Lazy<Task<IReadOnlyList<Finding>>> s_leaks = new(() =>
        AttackedApplication.AllInSmallWorldsAsync(
            s_cache
                + Colleagues
                + OfColleagues("")
                + s_singleTeam
                + OwnsAny
                + Owned("private.in_team(team_id) and private.owns_any()")
                + TwinWorldStories.Leak,
            Intent
        )
    );

    private static readonly Lazy<Task<IReadOnlyList<Finding>>> s_sound = new(() =>
        AttackedApplication.AllInSmallWorldsAsync(
            s_cache
                + Left
                + Colleagues
                + OfColleagues(" and private.in_team(team_id)")
                + Owned("private.owns(team_id)")
                + TwinWorldStories.Sound,
            Intent
        )
    );

    /// <summary>Returns all findings on all leaks together.</summary>
    internal static async Task<IReadOnlyList<string>> LeakingAsync() => AttackedApplication.Told(await s_leaks.Value);

    /// <summary>Returns all findings on all sound twins together.</summary>
    internal static async Task<IReadOnlyList<string>> SoundAsync() => AttackedApplication.Told(await s_sound.Value);

    [Test]
    public async Task A_cache_of_memberships_that_keeps_users_who_left_is_found()
    {
        Assert.That(await LeakingAsync(), Has.Some.StartsWith("Critical select public.cached_papers: person 1 ("));
        Assert.That(await SoundAsync(), Has.None.Contains("public.cached_papers"));
    }

    [Test]
    [Slow]
    public async Task A_cache_that_keeps_users_who_moved_to_another_tenant_is_found()
    {
        Assert.That(
            await AttackedApplication.AloneInSmallWorldsAsync(Profiles),
            Has.Some.StartsWith("Critical select public.letters: person 1 (once ")
        );
        Assert.That(await AttackedApplication.AloneInSmallWorldsAsync(Profiles + Moved), Has.None.Contains("public.letters"));
    }

    [SlowCase(
        "create table notes (id bigint generated always as identity primary key, team_id bigint not null references teams, line text);",
        "team_id",
        TestName = "A_leak_to_a_user_who_left_is_found_in_a_table_with_a_number_as_primary_key"
    )]
    [TestCase(
        """
            create table projects (id bigint generated always as identity primary key, team_id bigint not null references teams);
            create table tasks (id bigint generated always as identity primary key, project_id bigint not null references projects);
            create table notes (id bigint generated always as identity primary key, task_id bigint not null references tasks, line text);
            revoke all on projects, tasks from anon, authenticated;
            create function private.team_of(task bigint) returns bigint language sql stable security definer set search_path = ''
              as $$ select p.team_id from public.tasks t join public.projects p on p.id = t.project_id where t.id = task $$;
            """,
        "private.team_of(task_id)",
        TestName = "A_leak_to_a_user_who_left_is_found_in_a_table_whose_tenant_is_several_foreign_keys_away"
    )]
    public async Task Other_shapes(string tables, string team)
    {
        var sql = $"""
            {Numbered}{tables}
            alter table notes enable row level security;
            revoke all on notes from anon, authenticated;
            grant select on notes to authenticated;
            create policy r on notes for select to authenticated using (private.may_read({team}));

            """;
        const string intent = """
            tenancies:
              - tenants: public.teams
                members: { table: public.team_members, tenant: team_id, user: user_id }
            tables: { public.notes: { select: members } }
            """;
        Assert.That(
            await AttackedApplication.AloneInSmallWorldsAsync(sql, intent),
            Has.Some.StartsWith("Critical select public.notes: person 1 (once member and now no member of team 1) sees")
        );
        Assert.That(await AttackedApplication.AloneInSmallWorldsAsync(sql + Left, intent), Has.None.Contains("public.notes"));
    }

    [Test]
    public async Task A_policy_that_shows_a_colleagues_rows_in_another_tenant_is_found()
    {
        Assert.That(await LeakingAsync(), Has.Some.StartsWith("Critical select public.colleague_papers: person 1 ("));
        Assert.That(await SoundAsync(), Has.None.Contains("public.colleague_papers"));
    }

    [Test]
    public async Task A_finding_prints_SQL_that_creates_the_rows_of_both_users() =>
        Assert.That(
            (await s_leaks.Value).Select(f => f.Example ?? ""),
            Has.Some.Match(@"(?s)\Abegin;\ndo .*insert into \S*colleague_papers\S* .*insert into \S*team_members")
        );

    [Test]
    public async Task A_membership_that_the_database_refuses_is_reported_as_not_tested()
    {
        var worlds = await AttackedApplication.WorldsAsync("create unique index one_owner on team_members (team_id) where role = 'owner';");
        Assert.That(worlds, Has.Some.Contains("not tested: owner, which the database refuses for another user"));
    }

    [Test]
    public async Task A_role_in_one_tenant_that_counts_in_another_is_found()
    {
        Assert.That(await LeakingAsync(), Has.Some.StartsWith("High unintended-delete public.owned_papers: person "));
        Assert.That(await SoundAsync(), Has.None.Contains("public.owned_papers"));
    }

    [Test]
    public async Task A_policy_that_fails_for_members_of_two_tenants_is_found()
    {
        Assert.That(await LeakingAsync(), Has.Some.StartsWith("Medium refused-by-defect public.single_papers: person 1 ("));
        Assert.That(await SoundAsync(), Has.None.Contains("refused-by-defect"));
    }

    private static string OfColleagues(string and) =>
        JoinedStories.Papers("colleague_papers")
        + $"alter policy colleague_papers_read on colleague_papers using (private.is_colleague(writer){and});";

    private static string Owned(string condition) =>
        JoinedStories.Papers("owned_papers")
        + "grant delete on owned_papers to authenticated; "
        + $"create policy d on owned_papers for delete to authenticated using ({condition});";
}
