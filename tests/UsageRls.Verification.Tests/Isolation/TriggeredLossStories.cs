using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that triggers and cascades are found if they add, change or remove rows of other tenants or of other members.</summary>
public sealed class TriggeredLossStories
{
    private static readonly JoinedStories s_stories = new(
        (Retention(""), Retention("and team_id = new.team_id")),
        (Period(""), Period("and p.team_id = t.id")),
        (Move(""), Move("and private.in_team((new.data ->> 'hand_to')::uuid)")),
        (Bill("when (new.status = 'sent')"), ""),
        (Lost("private.in_team(id)"), Lost("private.owns(id)")),
        (Numbered("security invoker"), Numbered("security definer")),
        (Boards("before"), Boards("after")),
        (
            Blobs("'same'", "exists (select from uploads u where u.hash = blobs.hash)", ""),
            Blobs("gen_random_uuid()", "true", "and not exists (select from public.uploads u where u.hash = old.hash)")
        )
    );

    [Test]
    [Slow]
    public async Task A_trigger_without_a_condition_is_found() =>
        Assert.That(await AttackedApplication.GraveAsync(Bill("")), Does.Contain("trigger-write public.papers"));

    [TestCase("trigger-write public.retentions", TestName = "A_trigger_that_removes_old_rows_of_all_teams_is_found")]
    [TestCase("trigger-write public.teams", TestName = "A_trigger_that_applies_one_teams_period_to_all_teams_is_found")]
    [TestCase("trigger-write public.moved_papers", TestName = "A_trigger_that_moves_a_row_to_any_team_is_found")]
    [TestCase("trigger-write public.papers", TestName = "A_trigger_with_a_condition_is_found")]
    [TestCase("lost-rows public.teams", TestName = "A_member_who_deletes_the_team_and_its_traces_is_found")]
    [TestCase("refused-number public.claims", TestName = "A_trigger_that_numbers_rows_by_those_that_the_caller_sees_is_found")]
    [TestCase("trigger-write public.boards", TestName = "A_trigger_that_acts_though_on_conflict_inserts_nothing_is_found")]
    [TestCase("shared-content public.blobs", TestName = "A_trigger_that_deletes_what_other_teams_rows_use_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.retentions", TestName = "A_trigger_that_removes_old_rows_of_its_team_is_not_found")]
    [TestCase("public.teams", TestName = "A_trigger_that_applies_each_teams_own_period_is_not_found")]
    [TestCase("public.moved_papers", TestName = "A_trigger_that_moves_a_row_to_an_own_team_is_not_found")]
    [TestCase("public.teams", TestName = "An_owner_who_deletes_the_team_and_its_traces_is_not_found")]
    [TestCase("public.claims", TestName = "A_trigger_that_numbers_rows_by_all_rows_of_the_team_is_not_found")]
    [TestCase("public.boards", TestName = "A_trigger_that_acts_after_an_insert_is_not_found")]
    [TestCase("public.blobs", TestName = "A_trigger_that_deletes_what_no_row_uses_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    private static string Retention(string condition) =>
        $"""
            create table retentions (team_id uuid primary key references teams on delete cascade, days int not null check (days > 0));
            alter table retentions enable row level security;
            revoke all on retentions from anon, authenticated;
            grant select, insert, update (days) on retentions to authenticated;
            create policy r on retentions for select to authenticated using (private.in_team(team_id));
            create policy w on retentions for insert to authenticated with check (private.owns(team_id));
            create policy c on retentions for update to authenticated using (private.owns(team_id)) with check (private.owns(team_id));
            create function private.tidy() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              delete from public.papers where created_at < now() - make_interval(days => new.days) {condition}; return null; end $$;
            create trigger tidy after insert or update on retentions for each row execute function private.tidy();
            """;

    private static string Numbered(string security) =>
        $"""
            create table claims (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              number int not null, filed_by uuid not null default auth.uid() references auth.users on delete cascade, reason text not null,
              unique (team_id, number));
            alter table claims enable row level security;
            revoke all on claims from anon, authenticated;
            grant select, insert (team_id, reason) on claims to authenticated;
            create policy r on claims for select to authenticated using (filed_by = (select auth.uid()) and private.in_team(team_id));
            create policy w on claims for insert to authenticated
              with check (filed_by = (select auth.uid()) and private.in_team(team_id));
            create function private.number_claim() returns trigger language plpgsql {security} set search_path = '' as $$ begin
              select coalesce(max(c.number), 0) + 1 into new.number from public.claims c where c.team_id = new.team_id;
              return new; end $$;
            create trigger number_claim before insert on claims for each row execute function private.number_claim();
            """;

    private static string Period(string condition) =>
        $"""
            alter table teams add column keep_days int;
            revoke insert, update, delete on teams from anon, authenticated;
            grant update (keep_days) on teams to authenticated;
            create policy keep on teams for update to authenticated using (private.owns(id)) with check (private.owns(id));
            create function private.tidy_all() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              delete from public.papers p using public.teams t
              where p.created_at < now() - make_interval(days => t.keep_days) {condition}; return null; end $$;
            create trigger tidy_all after update of keep_days on teams for each statement execute function private.tidy_all();
            """;

    private static string Move(string condition) =>
        $"""
            {JoinedStories.Papers("moved_papers")}
            grant insert (team_id, writer, title, data) on moved_papers to authenticated;
            create policy moved_write on moved_papers for insert to authenticated with check (private.in_team(team_id)
              and writer = (select auth.uid()));
            create function private.hand_over() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              update public.moved_papers set team_id = (new.data ->> 'hand_to')::uuid where id = new.id
                and new.data ? 'hand_to' {condition};
              return null; end $$;
            create trigger hand_over after insert on moved_papers for each row execute function private.hand_over();
            """;

    private static string Bill(string condition) =>
        $"""
            alter table papers add column payer uuid references teams;
            grant insert (payer, status) on papers to authenticated;
            create function private.bill() returns trigger language plpgsql security definer set search_path = '' as $$
            begin insert into public.traces (team_id, user_id, what) values (coalesce(new.payer, new.team_id), new.writer, 'paper');
              return null; end $$;
            create trigger bill after insert on papers for each row {condition} execute function private.bill();
            """;

    private static string Boards(string time) =>
        $"""
            create table boards (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              title text not null);
            create table board_editors (board_id uuid not null references boards on delete cascade deferrable initially deferred,
              user_id uuid not null references auth.users on delete cascade, primary key (board_id, user_id));
            alter table boards enable row level security;
            alter table board_editors enable row level security;
            revoke all on boards, board_editors from anon, authenticated;
            grant select, insert (id, team_id, title) on boards to authenticated;
            grant select on board_editors to authenticated;
            create policy w on boards for insert to authenticated with check (private.in_team(team_id));
            create policy r on board_editors for select to authenticated using (user_id = (select auth.uid()));
            create policy r on boards for select to authenticated
              using (private.in_team(team_id) or id in (select e.board_id from board_editors e where e.user_id = (select auth.uid())));
            create function private.add_editor() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              if auth.uid() is not null then
                insert into public.board_editors values (new.id, auth.uid()) on conflict do nothing;
              end if;
              return new; end $$;
            create trigger add_editor {time} insert on boards for each row execute function private.add_editor();
            """;

    private static string Blobs(string hash, string read, string condition) =>
        $"""
            create table blobs (hash text primary key, body text not null);
            create table uploads (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              name text not null, hash text not null default {hash});
            alter table blobs enable row level security;
            alter table uploads enable row level security;
            revoke all on blobs, uploads from anon, authenticated;
            grant select on blobs to authenticated;
            grant select, insert (team_id, name), delete on uploads to authenticated;
            create policy a on uploads to authenticated using (private.in_team(team_id)) with check (private.in_team(team_id));
            create policy r on blobs for select to authenticated using ({read});
            create function private.keep_blob() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              insert into public.blobs values (new.hash, new.name) on conflict do nothing; return null; end $$;
            create function private.drop_blob() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              delete from public.blobs where hash = old.hash {condition}; return null; end $$;
            create trigger keep_blob after insert on uploads for each row execute function private.keep_blob();
            create trigger drop_blob after delete on uploads for each row execute function private.drop_blob();
            """;

    private static string Lost(string condition) =>
        $"grant delete on teams to authenticated; create policy teams_delete on teams for delete to authenticated using ({condition});";
}
