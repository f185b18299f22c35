using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a trigger, view or dynamic SQL is found if it reaches another tenant's rows, and that a policy is found if it lets anybody
/// change rows without a tenant. After the repair nothing is found.
/// </summary>
public sealed class CrossingStories
{
    private static readonly JoinedStories s_stories = new(
        (Trigger("before", 1_000_000), Trigger("after", 1_000_000)),
        (Duplicates("s.code = new.code"), Duplicates("s.code = new.code and s.team_id = new.team_id")),
        (Upsert(""), Upsert("where private.in_team(s.team_id)")),
        (Push(""), Push("where s.team_id = excluded.team_id")),
        (View("private.in_team(n.team_id)"), View("private.in_team(n.team_id) and private.in_team(b.team_id)")),
        (Branch("references replies"), Branch(", foreign key (team_id, parent_id) references replies (team_id, id)")),
        (Search("'''%' || term || '%'''", ""), Search("'$2'", ", '%' || term || '%'")),
        (OfNobody("team_id is null or private.in_team(team_id)"), OfNobody("private.in_team(team_id)")),
        (Upload("true"), Upload("private.in_team(t.id)")),
        (Author("new.asked_by"), Author("auth.uid()")),
        (Delivery("true"), Delivery("h.team_id = new.team_id")),
        (Cover("true"), Cover("private.in_team(p.team_id)"))
    );

    private const string Scans = """
        create table scans (
          id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
            code text not null);
        alter table scans enable row level security;
        revoke all on scans from anon, authenticated;
        grant select on scans to authenticated;
        create policy r on scans for select to authenticated using (private.in_team(team_id));
        """;

    [TestCase(
        "trigger-oracle public.spendings",
        TestName = "A_trigger_whose_error_reveals_another_teams_rows_before_the_policy_check_is_found"
    )]
    [TestCase("trigger-oracle public.tickets", TestName = "A_trigger_that_drops_a_row_because_of_another_teams_row_is_found")]
    [TestCase("function public.send_scans(jsonb)", TestName = "A_function_that_upserts_a_document_over_another_teams_row_is_found")]
    [TestCase(
        "function public.push(text,jsonb)",
        TestName = "A_function_that_upserts_one_list_of_a_document_over_another_teams_row_is_found"
    )]
    [TestCase(
        "crossed-key function public.branch_of(bigint)",
        TestName = "A_function_that_follows_an_own_row_to_another_teams_row_is_found"
    )]
    [TestCase("crossed-key view public.notice_feed", TestName = "A_view_that_shows_another_teams_row_to_which_an_own_row_refers_is_found")]
    [TestCase(
        "function public.find_papers(uuid,text)",
        TestName = "A_function_that_puts_its_argument_into_the_text_of_a_statement_is_found"
    )]
    [TestCase("update public.forms", TestName = "Rows_without_a_team_that_anybody_can_change_are_found")]
    [TestCase(
        "trigger-write storage.objects (bucket_id = 'uploads')",
        TestName = "An_upload_that_adds_a_row_to_the_team_named_by_its_second_folder_is_found"
    )]
    [TestCase("forged-author public.jobs", TestName = "A_trigger_that_adds_a_row_in_the_name_of_any_user_is_found")]
    [TestCase("trigger-write public.papers", TestName = "A_trigger_that_copies_a_row_to_any_team_with_a_matching_hook_is_found")]
    [TestCase(
        "trigger-write storage.objects (bucket_id = 'covers')",
        TestName = "An_upload_that_changes_the_paper_named_by_its_second_folder_is_found"
    )]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.spendings", TestName = "A_trigger_whose_error_comes_after_the_policy_check_is_not_found")]
    [TestCase("public.tickets", TestName = "A_trigger_that_drops_duplicates_of_a_team_is_not_found")]
    [TestCase("public.send_scans(jsonb)", TestName = "A_function_that_upserts_a_document_over_own_rows_only_is_not_found")]
    [TestCase("public.push(text,jsonb)", TestName = "A_function_that_upserts_one_list_over_own_rows_only_is_not_found")]
    [TestCase("public.branch_of(bigint)", TestName = "A_function_that_follows_rows_of_one_team_is_not_found")]
    [TestCase("view public.notice_feed", TestName = "A_view_that_requires_membership_in_both_teams_is_not_found")]
    [TestCase("public.find_papers(uuid,text)", TestName = "A_function_that_passes_its_argument_as_a_parameter_is_not_found")]
    [TestCase("public.forms", TestName = "Rows_without_a_team_that_nobody_can_change_are_not_found")]
    [TestCase("storage.objects", TestName = "An_upload_that_adds_a_row_only_to_a_team_of_the_uploader_is_not_found")]
    [TestCase("public.jobs", TestName = "A_trigger_that_adds_a_row_in_the_callers_name_is_not_found")]
    [TestCase("public.papers", TestName = "A_trigger_that_copies_a_row_within_its_team_is_not_found")]
    [TestCase("storage.objects", TestName = "An_upload_that_changes_a_paper_of_the_uploaders_team_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(12).Items);

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    [Slow]
    public async Task A_trigger_with_a_limit_that_only_rows_with_amounts_exceed_is_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(Trigger("before", 1_000_000_000)),
            Does.Contain("trigger-oracle public.spendings")
        );

    private static string Trigger(string moment, int limit) =>
        $"""
            create table spendings (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
                amount int not null default 0);
            alter table spendings enable row level security;
            revoke all on spendings from anon, authenticated;
            grant select, insert (team_id, amount) on spendings to authenticated;
            create policy r on spendings for select to authenticated using (private.in_team(team_id));
            create policy w on spendings for insert to authenticated with check (private.in_team(team_id));
            create function private.limit_spending() returns trigger language plpgsql security definer set search_path = '' as $$
            declare spent bigint; begin
              select coalesce(sum(s.amount), 0) into spent from public.spendings s where s.team_id = new.team_id and s.id <> new.id;
              if spent + new.amount > {limit} then raise exception 'limit reached: % spent', spent; end if;
              return new; end $$;
            create trigger limit_spending {moment} insert on spendings for each row execute function private.limit_spending();
            """;

    private static string Duplicates(string same) =>
        $"""
            create table tickets (
              id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade, code text);
            alter table tickets enable row level security;
            revoke all on tickets from anon, authenticated;
            grant select, insert (team_id, code) on tickets to authenticated;
            create policy r on tickets for select to authenticated using (private.in_team(team_id));
            create policy w on tickets for insert to authenticated with check (private.in_team(team_id));
            create function private.skip_again() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              if exists (select from public.tickets s where {same}) then return null; end if;
              return new; end $$;
            create trigger skip_again before insert on tickets for each row execute function private.skip_again();
            """;

    private static string Upsert(string condition) =>
        $"""
            {Scans}
            create function public.send_scans(scans jsonb) returns void language plpgsql security definer set search_path = ''
              as $$ begin
              if exists (select from jsonb_to_recordset(scans) as x (team_id uuid) where not private.in_team(x.team_id)) then
                raise exception 'not your team' using errcode = '42501'; end if;
              insert into public.scans as s (id, team_id, code)
              select x.id, x.team_id, x.code from jsonb_to_recordset(scans) as x (id uuid, team_id uuid, code text)
              on conflict (id) do update set code = excluded.code {condition}; end $$;
            revoke all on function public.send_scans(jsonb) from public, anon;
            grant execute on function public.send_scans(jsonb) to authenticated;
            """;

    private static string Push(string condition) =>
        $$"""
            create function public.push(team text, changes jsonb) returns void language plpgsql security definer set search_path = ''
              as $$ begin
              if not private.in_team(team::uuid) then raise exception 'not your team' using errcode = '42501'; end if;
              insert into public.scans as s (id, team_id, code)
              select x.id, team::uuid, x.code from jsonb_to_recordset(coalesce(changes -> 'scans', '[]')) as x (id uuid, code text)
              on conflict (id) do update set code = excluded.code {{condition}}; end $$;
            revoke all on function public.push(text, jsonb) from public, anon;
            grant execute on function public.push(text, jsonb) to authenticated;
            """;

    private static string View(string condition) =>
        $"""
            create table boards (id bigint generated always as identity primary key, team_id uuid not null
              references teams on delete cascade, title text not null);
            create table notices (
              id bigint generated always as identity primary key, team_id uuid not null references teams on delete cascade,
              board bigint not null references boards on delete cascade, line text not null);
            alter table boards enable row level security;
            alter table notices enable row level security;
            revoke all on boards, notices from anon, authenticated;
            grant select on boards, notices to authenticated;
            grant insert (team_id, board, line) on notices to authenticated;
            create policy r on boards for select to authenticated using (private.in_team(team_id));
            create policy r on notices for select to authenticated using (private.in_team(team_id));
            create policy w on notices for insert to authenticated with check (private.in_team(team_id));
            create view notice_feed with (security_barrier = true) as
              select n.id, n.line, b.title from notices n join boards b on b.id = n.board where {condition};
            revoke all on notice_feed from anon, authenticated;
            grant select on notice_feed to authenticated;
            """;

    private static string Branch(string parent) =>
        $"""
            create table replies (id bigint generated always as identity primary key, team_id uuid not null references teams
              on delete cascade, title text not null, unique (team_id, id), parent_id bigint {parent});
            alter table replies enable row level security;
            revoke all on replies from anon, authenticated;
            grant select, insert (team_id, parent_id, title) on replies to authenticated;
            create policy r on replies for select to authenticated using (private.in_team(team_id));
            create policy w on replies for insert to authenticated with check (private.in_team(team_id));
            create function branch_of(reply bigint) returns setof text language plpgsql stable security definer set search_path = '' as $$
            begin
              if not exists (select from public.replies r where r.id = reply and private.in_team(r.team_id)) then
                raise exception 'no such reply' using errcode = 'P0002';
              end if;
              return query with recursive branch as (
                select r.id, r.parent_id, r.title from public.replies r where r.id = reply
                union all select r.id, r.parent_id, r.title from branch b join public.replies r on r.id = b.parent_id)
                select b.title from branch b;
            end $$;
            revoke execute on function branch_of(bigint) from public, anon;
            grant execute on function branch_of(bigint) to authenticated;
            """;

    private static string Search(string pattern, string parameter) =>
        $"""
            create function public.find_papers(team uuid, term text) returns setof text language plpgsql stable security definer
              set search_path = '' as $$ begin
              if not private.in_team(team) then raise exception 'not your team'; end if;
              return query execute 'select p.title from public.papers p where p.team_id = $1 and p.title ilike ' || {pattern} ||
                ' order by 1' using team{parameter}; end $$;
            revoke all on function public.find_papers(uuid, text) from public, anon;
            grant execute on function public.find_papers(uuid, text) to authenticated;
            """;

    private static string OfNobody(string condition) =>
        $"""
            create table forms (id uuid primary key default gen_random_uuid(), team_id uuid references teams on delete cascade,
              title text not null);
            alter table forms enable row level security;
            revoke all on forms from anon, authenticated;
            grant select, update (title) on forms to authenticated;
            create policy r on forms for select to authenticated using (team_id is null or private.in_team(team_id));
            create policy u on forms for update to authenticated using ({condition}) with check ({condition});
            """;

    private static string Upload(string condition) =>
        $"""
            insert into storage.buckets (id, name) values ('uploads', 'uploads');
            create policy up on storage.objects for insert to authenticated
              with check (bucket_id = 'uploads' and (storage.foldername(name))[1] = (select auth.uid())::text);
            create policy down on storage.objects for select to authenticated
              using (bucket_id = 'uploads' and (storage.foldername(name))[1] = (select auth.uid())::text);
            create function private.book() returns trigger language plpgsql security definer set search_path = '' as $$
            declare folders text[] := storage.foldername(new.name); begin
              insert into public.traces (team_id, user_id, what) select t.id, u.id, 'upload' from public.teams t, auth.users u
                where t.id::text = folders[2] and u.id::text = folders[1] and {condition};
              return null; end $$;
            create trigger book after insert on storage.objects for each row execute function private.book();
            """;

    private static string Author(string author) =>
        $"""
            grant insert (team_id, user_id, what) on traces to authenticated;
            create policy traces_write on traces for insert to authenticated
              with check (private.in_team(team_id) and user_id = (select auth.uid()));
            create table jobs (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              asked_by uuid default auth.uid() references auth.users on delete set null, pages int not null default 1);
            alter table jobs enable row level security;
            revoke all on jobs from anon, authenticated;
            grant select, insert (team_id, asked_by, pages) on jobs to authenticated;
            create policy r on jobs for select to authenticated using (private.in_team(team_id));
            create policy w on jobs for insert to authenticated with check (private.in_team(team_id));
            create function private.book_job() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              insert into public.traces (team_id, user_id, what) values (new.team_id, {author}, 'job');
              return null; end $$;
            create trigger book_job after insert on jobs for each row execute function private.book_job();
            """;

    private static string Delivery(string condition) =>
        $"""
            create table hooks (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              words text[] not null default array[]::text[]);
            create table deliveries (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams
              on delete cascade, payload jsonb not null);
            alter table hooks enable row level security;
            alter table deliveries enable row level security;
            revoke all on hooks, deliveries from anon, authenticated;
            grant select on hooks, deliveries to authenticated;
            create policy r on hooks for select to authenticated using (private.in_team(team_id));
            create policy r on deliveries for select to authenticated using (private.in_team(team_id));
            create function private.deliver() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              insert into public.deliveries (team_id, payload) select h.team_id, to_jsonb(new) from public.hooks h
                where h.words @> array[new.title] and {condition};
              return null; end $$;
            create trigger deliver after insert on papers for each row execute function private.deliver();
            """;

    private static string Cover(string condition) =>
        $"""
            insert into storage.buckets (id, name) values ('covers', 'covers');
            create policy covers_up on storage.objects for insert to authenticated with check (bucket_id = 'covers'
              and split_part(name, '/', 1) in (select m.team_id::text from team_members m where m.user_id = (select auth.uid())));
            create policy covers_down on storage.objects for select to authenticated using (bucket_id = 'covers'
              and split_part(name, '/', 1) in (select m.team_id::text from team_members m where m.user_id = (select auth.uid())));
            create function private.cover() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              update public.papers p set data = jsonb_build_object('cover', new.name)
                where p.id::text = split_part(new.name, '/', 2) and {condition};
              return null; end $$;
            create trigger cover after insert on storage.objects for each row execute function private.cover();
            """;
}
