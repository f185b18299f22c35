using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that defects of a trail (an append-only table) are found, such as ways by which members change or delete its rows, and that
/// nothing is found after the repair.
/// </summary>
public sealed class TrailStories
{
    // A trail: each log has an author and may belong to a desk, and no policy lets anybody update or delete logs.
    private const string Logs = """
        create table desks (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
          label text not null);
        create table logs (
          id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
          writer uuid not null default auth.uid() references auth.users, desk uuid references desks on delete cascade,
            minutes int not null default 5);
        alter table desks enable row level security;
        alter table logs enable row level security;
        revoke all on desks, logs from anon, authenticated;
        grant select on desks, logs to authenticated;
        grant insert (team_id, writer, desk, minutes) on logs to authenticated;
        create policy desks_read on desks for select to authenticated using (private.in_team(team_id));
        create policy logs_read on logs for select to authenticated using (private.in_team(team_id));
        create policy logs_write on logs for insert to authenticated with check (private.in_team(team_id) and writer = (select auth.uid()));

        """;

    [TestCase("old.writer = auth.uid() or true", true, TestName = "A_view_whose_trigger_changes_rows_of_colleagues_is_found")]
    [TestCase("l.writer = auth.uid()", false, TestName = "A_view_whose_trigger_changes_own_rows_is_not_found")]
    public async Task View(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Logs}
                create view corrections with (security_invoker = true) as select l.id, l.team_id, l.writer, l.minutes from logs l;
                revoke all on corrections from anon, authenticated;
                grant select, update (minutes) on corrections to authenticated;
                create function private.correct() returns trigger language plpgsql security definer set search_path = '' as $$
                begin update public.logs l set minutes = new.minutes + 1 where l.id = old.id and ({condition}); return new; end $$;
                create trigger correct instead of update on corrections for each row execute function private.correct();
                """
            ),
            isFound ? Has.Some.EqualTo("view public.corrections") : Is.Empty
        );

    [TestCase("m.role = 'owner' or true", true, TestName = "A_function_that_changes_rows_of_colleagues_is_found")]
    [TestCase("m.role = 'owner'", false, TestName = "A_function_by_which_owners_change_rows_is_not_found")]
    public async Task Function(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Logs}
                create function public.correct_log(log uuid) returns void language sql security definer set search_path = '' as $$
                  update public.logs l set minutes = l.minutes + 1 where l.id = log
                    and exists (select from public.team_members m where m.team_id = l.team_id and m.user_id = auth.uid()
                      and ({condition})) $$;
                revoke all on function public.correct_log(uuid) from public, anon;
                grant execute on function public.correct_log(uuid) to authenticated;
                """
            ),
            isFound ? Has.Some.StartsWith("function public.correct_log") : Is.Empty
        );

    [TestCase("private.in_team(team_id)", "cascade", true, TestName = "A_member_who_deletes_logs_by_cascade_is_found")]
    [TestCase("private.owns(team_id)", "cascade", false, TestName = "An_owner_who_deletes_logs_by_cascade_is_not_found")]
    [SlowCase("private.in_team(team_id)", "set null", false, TestName = "A_member_who_deletes_a_desk_and_leaves_its_logs_is_not_found")]
    public async Task Cascade(string condition, string action, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Logs}
                alter table logs drop constraint logs_desk_fkey, add foreign key (desk) references desks on delete {action};
                grant delete on desks to authenticated;
                create policy desks_delete on desks for delete to authenticated using ({condition});
                """
            ),
            isFound ? Is.EqualTo((string[])["lost-rows public.desks"]) : Is.Empty
        );

    [Test]
    public async Task Answers_are_no_trail_and_may_be_deleted_with_their_question() =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                Logs.Replace("logs", "answers", StringComparison.Ordinal)
                    + "grant delete on desks to authenticated; "
                    + "create policy desks_drop on desks for delete to authenticated using (private.in_team(team_id));"
            ),
            Is.Empty
        );

    [TestCase("cascade", true, TestName = "A_member_who_deletes_an_own_desk_and_so_the_colleagues_logs_is_found")]
    [TestCase("set null", false, TestName = "A_member_who_deletes_an_own_desk_and_leaves_the_logs_is_not_found")]
    public async Task OwnDesk(string action, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Logs}
                alter table desks add column made_by uuid not null references auth.users;
                alter table logs drop constraint logs_desk_fkey, add foreign key (desk) references desks on delete {action};
                grant delete on desks to authenticated;
                create policy desks_delete on desks for delete to authenticated using (made_by = (select auth.uid()));
                """
            ),
            isFound ? Is.EqualTo((string[])["lost-rows public.desks"]) : Is.Empty
        );

    [TestCase("true", true, TestName = "A_trigger_that_deletes_a_leaving_members_logs_in_every_team_is_found")]
    [TestCase("l.team_id = old.team_id", false, TestName = "A_trigger_that_deletes_a_leaving_members_logs_in_that_team_only_is_not_found")]
    public async Task Leaver(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Logs}
                grant delete on team_members to authenticated;
                create policy leave on team_members for delete to authenticated using (user_id = (select auth.uid()));
                create function private.forget() returns trigger language plpgsql security definer set search_path = '' as $$
                begin delete from public.logs l where l.writer = old.user_id and {condition}; return old; end $$;
                create trigger forget after delete on team_members for each row execute function private.forget();
                """
            ),
            isFound ? Is.EqualTo((string[])["lost-rows public.team_members"]) : Is.Empty
        );

    [TestCase("text check (number like 'N-%')", "number", true, TestName = "A_log_number_that_is_unique_over_all_teams_is_found")]
    [SlowCase(
        "text check (number like 'N-%')",
        "team_id, number",
        false,
        TestName = "A_log_number_that_is_unique_within_a_team_is_not_found"
    )]
    [TestCase("bigint generated by default as identity", "number", false, TestName = "A_log_number_from_an_identity_column_is_not_found")]
    public async Task Number(string type, string key, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Logs}
                alter table logs add column number {type};
                create unique index logs_number_key on logs ({key}) where number is not null;
                grant insert (number) on logs to authenticated;
                """
            ),
            isFound ? Is.EqualTo((string[])["constraint-oracle public.logs"]) : Is.Empty
        );

    [TestCase("<= 1", true, TestName = "A_trigger_that_deletes_a_team_with_one_remaining_member_is_found")]
    [TestCase("= 0", false, TestName = "A_trigger_that_deletes_a_team_without_remaining_members_is_not_found")]
    public async Task LastOne(string left, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                alter table team_members drop constraint team_members_role_check, add check (role in ('owner', 'guide', 'member'));
                {Logs}
                grant delete on team_members to authenticated;
                create policy leave on team_members for delete to authenticated using (user_id = (select auth.uid()));
                create function private.tidy() returns trigger language plpgsql security definer set search_path = '' as $$ begin
                  if (select count(*) from public.team_members m where m.team_id = old.team_id) {left} then delete from public.teams t
                    where t.id = old.team_id; end if;
                  return null; end $$;
                create trigger tidy after delete on team_members for each row execute function private.tidy();
                """
            ),
            isFound ? Has.Some.EqualTo("lost-rows public.team_members") : Is.Empty
        );

    [TestCase("cascade", true, TestName = "A_function_whose_delete_cascades_into_logs_is_found")]
    [TestCase("restrict", false, TestName = "A_function_whose_delete_leaves_the_logs_is_not_found")]
    public async Task Account(string action, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Logs}
                alter table papers drop constraint papers_writer_fkey;
                alter table traces drop constraint traces_user_id_fkey;
                alter table logs drop constraint logs_writer_fkey, add foreign key (writer) references auth.users on delete {action};
                create function public.delete_account() returns void language sql security definer set search_path = '' as $$
                  delete from auth.users u where u.id = (select auth.uid()) $$;
                revoke all on function public.delete_account() from public, anon;
                grant execute on function public.delete_account() to authenticated;
                """
            ),
            isFound ? Has.Some.EqualTo("lost-rows function public.delete_account()") : Has.None.StartsWith("lost-rows")
        );

    [TestCase("private.in_team(team_id)", true, TestName = "A_setting_by_which_members_delete_logs_is_found")]
    [TestCase("private.owns(team_id)", false, TestName = "A_setting_that_only_owners_change_is_not_found")]
    public async Task Retention(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Logs}
                alter table logs add column logged_at timestamptz not null default '2024-01-01';
                create table desk_rules (team_id uuid primary key references teams on delete cascade, days int not null default 90000);
                alter table desk_rules enable row level security;
                revoke all on desk_rules from anon, authenticated;
                grant select, update (days) on desk_rules to authenticated;
                create policy r on desk_rules for select to authenticated using (private.in_team(team_id));
                create policy u on desk_rules for update to authenticated using ({condition}) with check ({condition});
                create function private.sweep() returns trigger language plpgsql security definer set search_path = '' as $$
                begin
                  delete from public.logs l using public.desk_rules r where l.team_id = new.team_id and r.team_id = l.team_id
                    and l.logged_at < now() - make_interval(days => r.days);
                  return null;
                end $$;
                create trigger sweep after insert on logs for each row execute function private.sweep();
                """
            ),
            isFound ? Has.Some.EqualTo("lost-rows public.desk_rules") : Has.None.StartsWith("lost-rows")
        );
}
