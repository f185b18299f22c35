using System.Reflection;
using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a leak is found under the name of the table, view or function, and that nothing is found in the correct application.
/// </summary>
public sealed class IsolationStories
{
    private const string Somewhere = "exists (select from team_members m where m.user_id = (select auth.uid()))";

    private static readonly JoinedStories s_stories = new(
        (Read(Somewhere), Read("private.in_team(team_id)")),
        ("alter policy papers_write on papers with check (writer = (select auth.uid()));", ""),
        (Change("true"), Change("private.in_team(team_id)")),
        (
            $"""
            {JoinedStories.Papers("removed_papers")}
            grant delete on removed_papers to authenticated;
            create policy d on removed_papers for delete to authenticated using ({Somewhere});
            alter policy removed_papers_read on removed_papers using (true);
            """,
            ""
        ),
        (Readers("readers || (select auth.uid())"), Readers("array_remove(readers, (select auth.uid()))")),
        (Files("plans", ""), Files("plans", " and private.in_team(((storage.foldername(name))[1])::uuid)")),
        ("", Files("shown", "", isPublic: true)),
        (
            """
            create table hits (team_id uuid not null references teams, day date not null,
              n int not null default 1) partition by range (day);
            create table hits_2025 partition of hits for values from ('2025-01-01') to ('2026-01-01');
            alter table hits enable row level security;
            create policy r on hits for select to authenticated using (private.in_team(team_id));
            """,
            """
            create table steps (team_id uuid not null references teams on delete cascade, what text not null);
            alter table steps enable row level security;
            revoke all on steps from anon, authenticated;
            grant select on steps to authenticated;
            create policy r on steps for select to authenticated using (private.in_team(team_id));
            """
        ),
        ("", "create view all_papers with (security_invoker = true) as select * from papers; grant select on all_papers to authenticated"),
        (
            "",
            "create function titles(team uuid) returns setof text language sql stable "
                + "set search_path = '' as 'select title from public.papers where team_id = team'"
        )
    );

    [Test]
    public async Task A_sound_application_holds() => Assert.That(await AttackedApplication.GraveAsync(""), Is.Empty);

    [TestCase("select public.read_papers")]
    [TestCase("insert public.papers")]
    [TestCase("update public.changed_papers")]
    [TestCase("delete public.removed_papers")]
    public async Task A_leaking_policy_is_found_by_its_command(string finding) =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [SlowCase("view public.all_papers", "create view all_papers as select * from papers; grant select on all_papers to authenticated")]
    [SlowCase(
        "materialized-view public.kept_papers",
        "create materialized view kept_papers as select * from papers; grant select on kept_papers to authenticated"
    )]
    [SlowCase(
        "function public.titles(uuid)",
        "create function titles(team uuid) returns setof text language sql stable security definer "
            + "set search_path = '' as 'select title from public.papers where team_id = team'"
    )]
    [SlowCase(
        "function public.count_of(uuid)",
        "alter table papers add column organ uuid default gen_random_uuid(); "
            + "create function count_of(org uuid) returns bigint language sql stable security definer "
            + "set search_path = '' as 'select count(*) from public.papers where team_id = org'"
    )]
    [SlowCase(
        "function public.retitle(uuid,text)",
        "create function retitle(paper uuid, title text) returns void language sql security definer "
            + "set search_path = '' as 'update public.papers set title = $2 where id = paper'"
    )]
    [SlowCase(
        "function public.is_in(uuid,uuid)",
        "create function is_in(team uuid, person uuid) returns boolean language sql stable security definer "
            + "set search_path = '' as 'select exists (select from public.team_members m where m.team_id = team and m.user_id = "
            + "person)'"
    )]
    [SlowCase(
        "function public.hand_over(uuid,uuid)",
        "create function hand_over(paper uuid, to_team uuid) returns void language sql security definer "
            + "set search_path = '' as 'update public.papers set team_id = to_team where id = paper and private.in_team(team_id)'"
    )]
    [SlowCase(
        "function public.record(jsonb)",
        """
            create function record(entries jsonb) returns void language plpgsql security definer set search_path = '' as $$ begin
              if not private.in_team((entries -> 0 ->> 'team_id')::uuid) then raise exception 'no'; end if;
              insert into public.papers (team_id, writer, title) select e.team_id, auth.uid(), e.title
                from jsonb_to_recordset(entries) as e (team_id uuid, title text);
            end $$
            """
    )]
    [SlowCase(
        "function public.record(paper_line[])",
        """
            create type paper_line as (team_id uuid, title text);
            create function record(lines paper_line[]) returns void language plpgsql security definer set search_path = '' as $$ begin
              if not private.in_team(lines[1].team_id) then raise exception 'no'; end if;
              insert into public.papers (team_id, writer, title) select l.team_id, auth.uid(), l.title from unnest(lines) as l;
            end $$
            """
    )]
    [SlowCase(
        "function public.file(paper_sheet)",
        """
            create type paper_sheet as (team_id uuid, title text);
            create function file(line paper_sheet) returns void language sql security definer set search_path = '' as $$
              insert into public.papers (team_id, writer, title) values (line.team_id, auth.uid(), line.title) $$
            """
    )]
    [SlowCase(
        "function public.rename(text,text)",
        """
            create function rename(team text, title text) returns void language plpgsql security definer set search_path = '' as $$ begin
              if not exists (select from public.teams t where t.name ilike rename.team and private.in_team(t.id)) then raise exception 'no';
              end if;
              update public.teams t set name = rename.title where t.name ilike rename.team;
            end $$
            """
    )]
    [SlowCase(
        "function public.note_all(text,text[])",
        """
            create function note_all(team text, variadic lines text[] default '{}') returns void language plpgsql security definer
            set search_path = '' as $$ begin
              if not exists (select from public.teams t where t.name ilike note_all.team and private.in_team(t.id)) then
                raise exception 'no';
              end if;
              insert into public.papers (team_id, writer, title) select t.id, auth.uid(), coalesce(lines[1], '') from public.teams t
                where t.name ilike note_all.team;
            end $$
            """
    )]
    [SlowCase(
        "function public.command(text,jsonb)",
        """
            create function command(word text, args jsonb) returns void language plpgsql security definer set search_path = '' as $$ begin
              if not private.in_team((args ->> 'team_id')::uuid) then raise exception 'no'; end if;
              case word
                when 'team.rename' then
                  update public.teams set name = args ->> 'name' where id = (args ->> 'space_id')::uuid;
                else raise exception 'unknown';
              end case;
            end $$
            """
    )]
    public async Task A_leaking_view_or_function_is_found_by_its_name(string found, string sql) =>
        Assert.That(await AttackedApplication.GraveAsync(sql), Has.Some.EqualTo(found));

    [Test]
    public async Task Leaking_views_and_functions_of_one_application_are_each_found_by_name()
    {
        // The arguments of all cases of a test, also of cases that are slow.
        var cases = typeof(IsolationStories)
            .GetMethod(nameof(A_leaking_view_or_function_is_found_by_its_name))!
            .GetCustomAttributes<TestCaseAttribute>()
            .ToArray();
        string[] Cases(int position) => [.. cases.Select(c => (string)c.Arguments[position]!)];
        Assert.That(await AttackedApplication.GraveAsync(string.Join(";\n", Cases(1))), Is.SupersetOf(Cases(0)));
    }

    [TestCase("all_papers")]
    [TestCase("titles")]
    public async Task A_view_or_function_with_its_callers_privileges_is_not_found(string name) =>
        Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task A_table_without_a_primary_key_is_verified_like_any_other_table() =>
        Assert.That(await s_stories.SoundAsync(), Has.None.Contains("public.steps"));

    [Test]
    public async Task A_function_that_changes_a_row_is_found() =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain("function public.set_readers(uuid)"));

    [Test]
    public async Task A_function_that_updates_a_row_without_changing_its_values_is_not_found() =>
        Assert.That(await s_stories.SoundAsync(), Has.None.Contains("set_readers"));

    [Test]
    public async Task A_partition_without_row_level_security_is_found_by_its_own_name() =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain("select public.hits_2025").And.None.EqualTo("select public.hits"));

    [Test]
    public async Task Objects_in_a_tenants_folder_are_verified_like_a_table()
    {
        Assert.That(await s_stories.LeakingAsync(), Has.Some.StartsWith("select storage.objects (bucket_id = 'plans')"));
        Assert.That(await s_stories.SoundAsync(), Has.None.Contains("storage.objects"));
    }

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    public async Task A_stranger_who_adds_itself_to_a_team_is_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                """
                grant insert (team_id, user_id) on team_members to authenticated;
                create policy j on team_members for insert to authenticated with check (user_id = (select auth.uid()));
                """
            ),
            Has.Some.EqualTo("insert public.team_members")
        );

    [Test]
    public async Task A_recursive_policy_is_found_as_a_defect_that_refuses_statements() =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                "alter policy members_read on team_members using (team_id in (select m.team_id from team_members m))"
            ),
            Has.Some.EqualTo("refused-by-defect public.team_members")
        );

    private static string Read(string condition) =>
        $"{JoinedStories.Papers("read_papers")}alter policy read_papers_read on read_papers using ({condition});";

    private static string Change(string check) =>
        $"""
            {JoinedStories.Papers("changed_papers")}
            grant update on changed_papers to authenticated;
            create policy u on changed_papers for update to authenticated using (private.in_team(team_id)) with check ({check});
            """;

    private static string Readers(string readers) =>
        $"""
            alter table papers add column readers uuid[] not null default array[]::uuid[];
            create function set_readers(paper uuid) returns void language sql security definer set search_path = '' as $$
              update public.papers set readers = {readers} where id = paper $$;
            """;

    private static string Files(string bucket, string condition, bool isPublic = false) =>
        $"""
            insert into storage.buckets (id, name, public) values ('{bucket}', '{bucket}', {isPublic});
            create policy {bucket}_r on storage.objects for select to authenticated using (bucket_id = '{bucket}'{condition});
            create policy {bucket}_w on storage.objects for insert to authenticated with check (bucket_id = '{bucket}'
              and private.in_team(((storage.foldername(name))[1])::uuid));
            """;
}
