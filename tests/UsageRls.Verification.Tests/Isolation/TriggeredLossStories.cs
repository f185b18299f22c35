using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that triggers and cascades are found if they add, change or remove rows of other tenants or of other members.</summary>
public sealed class TriggeredLossStories
{
    [TestCase("", true, TestName = "A_trigger_that_removes_old_rows_of_all_teams_is_found")]
    [TestCase("and team_id = new.team_id", false, TestName = "A_trigger_that_removes_old_rows_of_its_team_is_not_found")]
    public async Task Retention(string condition, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
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
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("trigger-write public.retentions") : Is.Empty);
    }

    [TestCase("", true, TestName = "A_trigger_that_applies_one_teams_period_to_all_teams_is_found")]
    [TestCase("and p.team_id = t.id", false, TestName = "A_trigger_that_applies_each_teams_own_period_is_not_found")]
    public async Task Period(string condition, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            alter table teams add column keep_days int;
            revoke insert, update, delete on teams from anon, authenticated;
            grant update (keep_days) on teams to authenticated;
            create policy keep on teams for update to authenticated using (private.owns(id)) with check (private.owns(id));
            create function private.tidy() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              delete from public.papers p using public.teams t
              where p.created_at < now() - make_interval(days => t.keep_days) {condition}; return null; end $$;
            create trigger tidy after update of keep_days on teams for each statement execute function private.tidy();
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("trigger-write public.teams") : Is.Empty);
    }

    [TestCase("when (new.status = 'sent')", TestName = "A_trigger_with_a_condition_is_found")]
    [SlowCase("", TestName = "A_trigger_without_a_condition_is_found")]
    public async Task Payer(string condition) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                alter table papers add column payer uuid references teams;
                grant insert (payer, status) on papers to authenticated;
                create function private.bill() returns trigger language plpgsql security definer set search_path = '' as $$
                begin insert into public.traces (team_id, user_id, what) values (coalesce(new.payer, new.team_id), new.writer, 'paper');
                  return null; end $$;
                create trigger bill after insert on papers for each row {condition} execute function private.bill();
                """
            ),
            Has.Some.EqualTo("trigger-write public.papers")
        );

    [TestCase(
        "update public.papers set team_id = (new.data ->> 'hand_to')::uuid where id = new.id and new.data ? 'hand_to'",
        true,
        TestName = "A_trigger_that_moves_a_row_to_any_team_is_found"
    )]
    [TestCase(
        "update public.papers set team_id = (new.data ->> 'hand_to')::uuid where id = new.id "
            + "and new.data ? 'hand_to' and private.in_team((new.data ->> 'hand_to')::uuid)",
        false,
        TestName = "A_trigger_that_moves_a_row_to_an_own_team_is_not_found"
    )]
    public async Task Trigger(string body, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create function private.hand_over() returns trigger language plpgsql security definer set search_path = '' as $$ begin {body};
              return null; end $$;
            create trigger hand_over after insert on papers for each row execute function private.hand_over();
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("trigger-write public.papers") : Is.Empty);
    }

    [TestCase("private.in_team(id)", true, TestName = "A_member_who_deletes_the_team_and_its_traces_is_found")]
    [TestCase("private.owns(id)", false, TestName = "An_owner_who_deletes_the_team_and_its_traces_is_not_found")]
    public async Task Lost(string condition, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"grant delete on teams to authenticated; create policy teams_delete on teams for delete to authenticated using ({condition});"
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("lost-rows public.teams") : Is.Empty);
    }
}
