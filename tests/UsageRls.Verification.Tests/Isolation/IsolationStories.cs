using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a leak is found under the name of the table, view or function, and that nothing is found in the correct application.
/// </summary>
public sealed class IsolationStories
{
    private const string Somewhere = "exists (select from team_members m where m.user_id = (select auth.uid()))";

    [Test]
    public async Task A_sound_application_holds() => Assert.That(await AttackedApplication.GraveAsync(""), Is.Empty);

    [TestCase(
        "select",
        "drop policy papers_read on papers; create policy papers_read on papers for select to authenticated using (" + Somewhere + ")"
    )]
    [TestCase("insert", "alter policy papers_write on papers with check (writer = (select auth.uid()))")]
    [TestCase(
        "update",
        "grant update on papers to authenticated; create policy u on papers for update to authenticated "
            + "using (private.in_team(team_id)) with check (true)"
    )]
    [TestCase(
        "delete",
        "grant delete on papers to authenticated; create policy d on papers for delete to authenticated using ("
            + Somewhere
            + "); alter policy papers_read on papers using (true)"
    )]
    public async Task A_leaking_policy_is_found_by_its_command(string command, string sql) =>
        Assert.That(await AttackedApplication.GraveAsync(sql), Has.Some.EqualTo($"{command} public.papers"));

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
        IReadOnlyList<string> Cases(int position) =>
            StoryCases.Arguments(typeof(IsolationStories), nameof(A_leaking_view_or_function_is_found_by_its_name), position);
        Assert.That(await AttackedApplication.GraveAsync(string.Join(";\n", Cases(1))), Is.SupersetOf(Cases(0)));
    }

    [TestCase(
        "all_papers",
        "create view all_papers with (security_invoker = true) as select * from papers; grant select on all_papers to authenticated"
    )]
    [TestCase(
        "titles",
        "create function titles(team uuid) returns setof text language sql stable "
            + "set search_path = '' as 'select title from public.papers where team_id = team'"
    )]
    public async Task A_view_or_function_with_its_callers_privileges_is_not_found(string name, string sql) =>
        Assert.That(await AttackedApplication.GraveAsync(sql), Has.None.Contains(name));

    [Test]
    public async Task A_table_without_a_primary_key_is_verified_like_any_other_table() =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                """
                create table steps (team_id uuid not null references teams on delete cascade, what text not null);
                alter table steps enable row level security;
                revoke all on steps from anon, authenticated;
                grant select on steps to authenticated;
                create policy r on steps for select to authenticated using (private.in_team(team_id));
                """
            ),
            Is.Empty
        );

    [TestCase(
        "array_remove(readers, (select auth.uid()))",
        false,
        TestName = "A_function_that_updates_a_row_without_changing_its_values_is_not_found"
    )]
    [TestCase("readers || (select auth.uid())", true, TestName = "A_function_that_changes_a_row_is_found")]
    public async Task Reader(string readers, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            alter table papers add column readers uuid[] not null default array[]::uuid[];
            create function set_readers(paper uuid) returns void language sql security definer set search_path = '' as $$
              update public.papers set readers = {readers} where id = paper $$;
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("function public.set_readers(uuid)") : Is.Empty);
    }

    [Test]
    public async Task A_partition_without_row_level_security_is_found_by_its_own_name() =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                """
                create table hits (team_id uuid not null references teams, day date not null,
                  n int not null default 1) partition by range (day);
                create table hits_2025 partition of hits for values from ('2025-01-01') to ('2026-01-01');
                alter table hits enable row level security;
                create policy r on hits for select to authenticated using (private.in_team(team_id));
                """
            ),
            Has.Some.EqualTo("select public.hits_2025").And.None.EqualTo("select public.hits")
        );

    [TestCase("bucket_id = 'plans'", false, true)]
    [TestCase("bucket_id = 'plans' and private.in_team(((storage.foldername(name))[1])::uuid)", false, false)]
    [TestCase("bucket_id = 'plans'", true, false)]
    public async Task Objects_in_a_tenants_folder_are_verified_like_a_table(string condition, bool isPublic, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            insert into storage.buckets (id, name, public) values ('plans', 'plans', {isPublic});
            create policy r on storage.objects for select to authenticated using ({condition});
            create policy w on storage.objects for insert to authenticated with check (bucket_id = 'plans'
              and private.in_team(((storage.foldername(name))[1])::uuid));
            """
        );
        Assert.That(grave, isFound ? Has.Some.StartsWith("select storage.objects") : Has.None.Contains("storage.objects"));
    }

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
}
