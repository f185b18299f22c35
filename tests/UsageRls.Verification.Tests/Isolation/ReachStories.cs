using NUnit.Framework;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that views, functions and policies are found if they give users who are not valid members of a team access to the team's rows, and
/// that the repaired objects are not.
/// </summary>
public sealed class ReachStories
{
    [TestCase("p.title", true, TestName = "A_function_that_returns_a_row_or_raises_an_error_is_grave")]
    [TestCase("'done'", false, TestName = "A_function_that_returns_a_constant_or_raises_an_error_is_not_grave")]
    [TestCase("true", false, TestName = "A_function_that_only_shows_that_a_row_exists_is_not_grave")]
    public async Task NotFound(string value, bool isGrave)
    {
        var findings = await AttackedApplication.FindingsAsync(
            $"""
            create function public.paper_title(paper uuid) returns text language plpgsql stable security definer set search_path = ''
              as $$ declare answer text; begin
              select {value} into answer from public.papers p where p.id = paper;
              if not found then raise exception 'no such paper'; end if; return answer; end $$;
            revoke all on function public.paper_title(uuid) from public, anon;
            grant execute on function public.paper_title(uuid) to authenticated;
            """
        );
        Assert.That(findings.Single(f => f.Object.Contains("paper_title", StringComparison.Ordinal)).Severity.IsGrave, Is.EqualTo(isGrave));
    }

    [TestCase("true", true, TestName = "A_function_that_takes_a_random_key_is_found")]
    [TestCase("private.in_team(d.team_id)", false, TestName = "A_function_that_takes_a_random_key_and_tests_the_team_is_not_found")]
    public async Task RandomKey(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create table drafts (id text primary key default encode(extensions.gen_random_bytes(8), 'hex'),
                  team_id uuid not null references teams on delete cascade, line text not null);
                alter table drafts enable row level security;
                revoke all on drafts from anon, authenticated;
                create function public.draft_line(draft_id text) returns text language sql stable security definer set search_path = ''
                  as $$ select d.line from public.drafts d where d.id = draft_id and {condition} $$;
                revoke all on function public.draft_line(text) from public, anon;
                grant execute on function public.draft_line(text) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.draft_line") : Is.Empty
        );

    [TestCase("true", true, TestName = "A_function_that_cuts_a_new_key_of_any_team_is_found")]
    [TestCase("private.in_team(p_team)", false, TestName = "A_function_that_cuts_a_new_key_of_the_callers_team_is_not_found")]
    public async Task DoorKey(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create table private.door_keys (team_id uuid primary key references public.teams on delete cascade,
                  key text not null unique default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
                  cut_at timestamptz not null default now());
                alter table private.door_keys enable row level security;
                create function public.cut_key(p_team uuid) returns text language plpgsql security definer set search_path = ''
                  as $$ declare fresh text; begin
                  if not {condition} then raise exception 'not a member' using errcode = '42501'; end if;
                  delete from private.door_keys k where k.team_id = p_team;
                  insert into private.door_keys (team_id) values (p_team) returning key into fresh;
                  return fresh; end $$;
                create function public.move_in(p_key text) returns uuid language plpgsql security definer set search_path = ''
                  as $$ declare home uuid; begin
                  delete from private.door_keys k where k.key = p_key and k.cut_at > now() - interval '3 days'
                    returning k.team_id into home;
                  if home is null then raise exception 'no such key' using errcode = '42501'; end if;
                  insert into public.team_members (team_id, user_id) values (home, auth.uid()) on conflict do nothing;
                  return home; end $$;
                revoke all on function public.cut_key(uuid), public.move_in(text) from public, anon;
                grant execute on function public.cut_key(uuid), public.move_in(text) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.cut_key") : Is.Empty
        );

    [TestCase("true", true, TestName = "A_search_through_the_papers_of_every_team_is_found")]
    [TestCase("private.in_team(p.team_id)", false, TestName = "A_search_through_the_papers_of_the_callers_teams_is_not_found")]
    public async Task Search(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create function public.find_papers(query text, filter jsonb default jsonb_build_object(), most int default 10)
                  returns setof text language sql stable security definer set search_path = '' as $$
                  select p.title from public.papers p, pg_catalog.websearch_to_tsquery('english', query) as q
                  where pg_catalog.to_tsvector('english', p.title) @@ q and p.data @> filter and {condition} limit most $$;
                revoke all on function public.find_papers(text, jsonb, int) from public, anon;
                grant execute on function public.find_papers(text, jsonb, int) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.find_papers") : Is.Empty
        );

    [TestCase(
        "private.in_team(p.team_id) and p.status = 'draft' or p.status = 'due'",
        true,
        TestName = "A_view_with_a_missing_bracket_is_found"
    )]
    [TestCase(
        "private.in_team(p.team_id) and (p.status = 'draft' or p.status = 'due')",
        false,
        TestName = "A_view_with_its_brackets_is_not_found"
    )]
    public async Task Brackets(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create view notices with (security_barrier) as select p.id, p.team_id, p.title from papers p where {condition};
                revoke all on notices from anon, authenticated;
                grant select on notices to authenticated;
                """
            ),
            isFound ? Has.Some.EqualTo("row-condition view public.notices") : Is.Empty
        );

    [TestCase("p.team_id = team_id", true, TestName = "A_function_whose_argument_has_the_name_of_a_column_is_found")]
    [TestCase("p.team_id = papers_of_day.team_id", false, TestName = "A_function_whose_argument_is_qualified_is_not_found")]
    public async Task Argument(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create function public.papers_of_day(team_id uuid, day date) returns table (status text, papers bigint)
                  language sql stable security definer set search_path = '' as $$
                  select p.status, count(*) from public.papers p
                  where {condition} and p.created_at >= day and p.created_at < day + 1 and exists (select from public.team_members m
                    where {condition.Replace("p.", "m.", StringComparison.Ordinal)} and m.user_id = (select auth.uid()))
                  group by p.status $$;
                revoke all on function public.papers_of_day(uuid, date) from public, anon;
                grant execute on function public.papers_of_day(uuid, date) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.papers_of_day") : Is.Empty
        );

    [TestCase("&&", true, TestName = "A_function_that_requires_one_of_the_teams_to_be_the_callers_is_found")]
    [TestCase("<@", false, TestName = "A_function_that_requires_all_the_teams_to_be_the_callers_is_not_found")]
    public async Task Lists(string comparison, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create function public.paper_counts(p_teams uuid[], p_from date, p_to date) returns table (team uuid, papers bigint)
                  language plpgsql stable security definer set search_path = '' as $$ begin
                  if not p_teams {comparison} array(select m.team_id from public.team_members m where m.user_id = (select auth.uid())) then
                    raise exception 'not your teams' using errcode = '42501'; end if;
                  return query select p.team_id, count(*) from public.papers p
                    where p.team_id = any (p_teams) and p.created_at >= p_from and p.created_at < p_to + 1 group by 1; end $$;
                revoke all on function public.paper_counts(uuid[], date, date) from public, anon;
                grant execute on function public.paper_counts(uuid[], date, date) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.paper_counts") : Is.Empty
        );

    [TestCase("coalesce(d.team_id, p_team)", true, TestName = "A_function_that_takes_the_team_from_its_JSON_argument_is_found")]
    [TestCase("p_team", false, TestName = "A_function_that_takes_the_team_whose_membership_it_tested_is_not_found")]
    public async Task Document(string team, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create function public.paper_command(p_team uuid, p_action text, p_document jsonb) returns int
                  language plpgsql security definer set search_path = '' as $$ declare touched int; begin
                  if not private.in_team(p_team) then raise exception 'not a member' using errcode = '42501'; end if;
                  case p_action
                    when 'import' then insert into public.papers (team_id, writer, title)
                      select {team}, (select auth.uid()), d.title
                      from jsonb_populate_recordset(null::public.papers, p_document -> 'papers') d;
                    when 'touch' then null;
                    else raise exception 'no such action' using errcode = '22023';
                  end case;
                  get diagnostics touched = row_count;
                  return touched; end $$;
                revoke all on function public.paper_command(uuid, text, jsonb) from public, anon;
                grant execute on function public.paper_command(uuid, text, jsonb) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.paper_command") : Is.Empty
        );

    [TestCase("true", true, TestName = "A_view_that_shows_rows_to_a_removed_member_is_found")]
    [TestCase("m.removed_at is null", false, TestName = "A_view_that_tests_the_membership_state_is_not_found")]
    public async Task State(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                alter table team_members add column removed_at timestamptz;
                create or replace function private.in_team(team uuid) returns boolean language sql stable security definer
                  set search_path = '' as $$ select exists (select from public.team_members m
                    where m.team_id = team and m.user_id = (select auth.uid()) and m.removed_at is null) $$;
                create or replace function private.owns(team uuid) returns boolean language sql stable security definer
                  set search_path = '' as $$ select exists (select from public.team_members m
                    where m.team_id = team and m.user_id = (select auth.uid()) and m.role = 'owner' and m.removed_at is null) $$;
                create view paper_index with (security_barrier) as select p.id, p.team_id, p.title from papers p
                  join team_members m on m.team_id = p.team_id and m.user_id = (select auth.uid()) where {condition};
                revoke all on paper_index from anon, authenticated;
                grant select on paper_index to authenticated;
                """
            ),
            isFound ? Has.Some.EqualTo("view public.paper_index") : Is.Empty
        );

    [TestCase("private.in_team(team_id)", true, TestName = "A_policy_that_ignores_a_membership_state_in_a_second_table_is_found")]
    [TestCase("private.works_in(team_id)", false, TestName = "A_policy_that_tests_a_membership_state_in_a_second_table_is_not_found")]
    public async Task SeparateState(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create table engagements (team_id uuid not null references teams on delete cascade,
                  user_id uuid not null references auth.users on delete cascade, term daterange not null, primary key (team_id, user_id));
                alter table engagements enable row level security;
                revoke all on engagements from anon, authenticated;
                create function private.works_in(team uuid) returns boolean language sql stable security definer set search_path = '' as $$
                  select exists (select from public.team_members m left join public.engagements e using (team_id, user_id)
                    where m.team_id = team and m.user_id = (select auth.uid()) and (e.term is null or e.term @> current_date)) $$;
                alter policy teams_read on teams using (private.works_in(id));
                alter policy papers_read on papers using (private.works_in(team_id));
                alter policy traces_read on traces using ({condition});
                """
            ),
            isFound ? Has.Some.EqualTo("separate-state public.traces") : Is.Empty
        );

    [TestCase("m.user_id = (select auth.uid())", true, TestName = "A_part_of_a_report_that_accepts_membership_in_any_team_is_found")]
    [TestCase(
        "m.user_id = (select auth.uid()) and m.team_id = t.team_id",
        false,
        TestName = "A_part_of_a_report_that_requires_membership_in_the_rows_team_is_not_found"
    )]
    public async Task Parts(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create function public.team_report(p_team uuid, p_parts text[] default array['papers']) returns table (part text, line text)
                  language sql stable security definer set search_path = '' as $$
                  select 'papers', p.title from public.papers p
                    where p.team_id = p_team and private.in_team(p.team_id) and 'papers' = any (p_parts)
                  union all
                  select 'traces', t.what from public.traces t join public.team_members m on {condition}
                    where t.team_id = p_team and 'traces' = any (p_parts) $$;
                revoke all on function public.team_report(uuid, text[]) from public, anon;
                grant execute on function public.team_report(uuid, text[]) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.team_report") : Is.Empty
        );

    [TestCase("", true, TestName = "A_function_that_tests_one_team_and_returns_a_persons_rows_of_all_teams_is_found")]
    [TestCase("and p.team_id = p_team", false, TestName = "A_function_that_returns_a_persons_rows_of_the_tested_team_is_not_found")]
    public async Task Year(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create table payslips (id uuid primary key default gen_random_uuid(),
                  team_id uuid not null references teams on delete cascade,
                  employee_id uuid not null references auth.users on delete cascade,
                  month date not null check (extract(day from month) = 1), cents int not null default 100000);
                alter table payslips enable row level security;
                revoke all on payslips from anon, authenticated;
                create function public.payslips_of(p_team uuid, p_employee uuid, p_year int default extract(year from current_date)::int)
                  returns table (month date, cents int) language plpgsql stable security definer set search_path = '' as $$ begin
                  if not private.owns(p_team) then raise exception 'for owners' using errcode = '42501'; end if;
                  return query select p.month, p.cents from public.payslips p where p.employee_id = p_employee {condition}
                    and p.month >= make_date(p_year, 1, 1) and p.month < make_date(p_year + 1, 1, 1); end $$;
                revoke all on function public.payslips_of(uuid, uuid, int) from public, anon;
                grant execute on function public.payslips_of(uuid, uuid, int) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.payslips_of") : Is.Empty
        );

    [TestCase("false", true, TestName = "A_page_that_trusts_the_team_in_its_cursor_is_found")]
    [TestCase("not private.in_team(team)", false, TestName = "A_page_that_tests_membership_in_the_team_of_its_cursor_is_not_found")]
    public async Task Cursor(string refused, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create function public.papers_page(p_team uuid default null, p_cursor jsonb default null) returns jsonb
                  language plpgsql stable security definer set search_path = '' as $$
                declare team uuid := p_team; until timestamptz := 'infinity'; begin
                  if p_cursor is null then
                    if not private.in_team(p_team) then raise exception 'not a member' using errcode = '42501'; end if;
                  else
                    team := (p_cursor ->> 'team_id')::uuid;
                    until := (p_cursor ->> 'before')::timestamptz;
                    if {refused} then raise exception 'not a member' using errcode = '42501'; end if;
                  end if;
                  return (select jsonb_agg(p.title) from public.papers p where p.team_id = team and p.created_at < until);
                end $$;
                revoke all on function public.papers_page(uuid, jsonb) from public, anon;
                grant execute on function public.papers_page(uuid, jsonb) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.papers_page") : Is.Empty
        );

    [TestCase("m.level >= 0", true, TestName = "A_policy_that_accepts_applicants_below_the_least_level_is_found")]
    [TestCase("m.level >= 10", false, TestName = "A_policy_that_requires_the_least_level_is_not_found")]
    public async Task Level(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                alter table team_members add column level smallint not null default 20 check (level in (0, 10, 20));
                create or replace function private.in_team(team uuid) returns boolean language sql stable security definer
                  set search_path = '' as $$ select exists (select from public.team_members m
                    where m.team_id = team and m.user_id = (select auth.uid()) and m.level >= 10) $$;
                create or replace function private.owns(team uuid) returns boolean language sql stable security definer
                  set search_path = '' as $$ select exists (select from public.team_members m
                    where m.team_id = team and m.user_id = (select auth.uid()) and m.role = 'owner' and m.level >= 10) $$;
                alter policy traces_read on traces using (exists (select from team_members m
                  where m.team_id = traces.team_id and m.user_id = (select auth.uid()) and {condition}));
                create policy own_membership on team_members for select to authenticated using (user_id = (select auth.uid()));
                """
            ),
            isFound ? Has.Some.EqualTo("select public.traces") : Is.Empty
        );
}
