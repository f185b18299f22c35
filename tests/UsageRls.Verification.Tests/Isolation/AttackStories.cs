using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that defects which single statements on ordinary rows do not show are found, and that nothing is found after the repair.
/// </summary>
public sealed class AttackStories
{
    [Test]
    public async Task Nothing_is_found_in_a_sound_application() => Assert.That(await AttackedApplication.GraveAsync(""), Is.Empty);

    [TestCase("data ->> 'audience' = 'world'", TestName = "A_row_opened_by_a_key_of_its_document_is_found")]
    [TestCase("""data @> '{"open": true}'""", TestName = "A_row_opened_by_containment_is_found")]
    [TestCase("status in ('sent', 'archived')", TestName = "A_row_opened_by_one_of_several_words_is_found")]
    [TestCase("created_at > now() - interval '15 minutes'", TestName = "A_row_opened_by_its_age_is_found")]
    public async Task Row(string condition)
    {
        Assert.That(
            await AttackedApplication.GraveAsync($"create policy wide on papers for select to authenticated using ({condition});"),
            Has.Some.EqualTo("row-condition public.papers")
        );
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"create policy wide on papers for select to authenticated using (private.in_team(team_id) and {condition});"
            ),
            Is.Empty
        );
    }

    [Test]
    public async Task A_row_that_a_column_declares_public_is_shown_and_fails_nothing()
    {
        var findings = await AttackedApplication.FindingsAsync(
            "alter table papers add is_public boolean not null default false; create policy wide on papers "
                + "for select to authenticated using (is_public);"
        );
        Assert.That(
            findings.Select(f => $"{f.Severity} {f.Id} {f.Object}"),
            Has.Some.EqualTo("Medium isolation/row-condition public.papers")
        );
        Assert.That(findings.Where(f => f.Severity > Verification.Findings.Severity.Medium), Is.Empty);
    }

    [TestCase("(auth.jwt() ->> 'email') like '%@helpers.example.org'", TestName = "An_address_of_a_domain_is_found")]
    [TestCase("(current_setting('request.headers', true)::json ->> 'x-desk') = 'night'", TestName = "A_header_is_found")]
    [TestCase("(current_setting('request.cookies', true)::json ->> 'desk') = 'night'", TestName = "A_cookie_is_found")]
    [TestCase("current_setting('request.path', true) = '/papers_of_all'", TestName = "A_policy_that_reads_request_path_is_found")]
    [TestCase("""(auth.jwt() -> 'amr') @> '[{"method": "totp"}]'""", TestName = "A_method_of_signing_in_is_found")]
    [TestCase(
        "exists (select from jsonb_array_elements(auth.jwt() -> 'amr') as a where a ->> 'method' = 'totp')",
        TestName = "A_method_among_those_of_signing_in_is_found"
    )]
    [TestCase("(auth.jwt() -> 'user_metadata' ->> 'rank') = 'chief'", TestName = "A_word_in_user_metadata_is_found")]
    public async Task Request(string condition)
    {
        Assert.That(
            await AttackedApplication.GraveAsync($"create policy wide on papers for select to authenticated using ({condition});"),
            Has.Some.EqualTo("request-condition public.papers")
        );
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"create policy wide on papers for select to authenticated using (private.in_team(team_id) and {condition});"
            ),
            Is.Empty
        );
    }

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

    [TestCase("p.valid_until > now()", true, TestName = "A_pass_that_was_revoked_and_still_opens_is_found")]
    [TestCase("p.valid_until > now() and p.revoked_at is null", false, TestName = "A_pass_that_ends_when_it_is_revoked_is_not_found")]
    [TestCase("p.revoked_at is null", true, TestName = "A_pass_that_has_expired_and_still_opens_is_found")]
    public async Task Pass(string condition, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create table passes (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              guest_id uuid not null references auth.users on delete cascade,
              valid_until timestamptz not null default now() + interval '90 days', revoked_at timestamptz);
            alter table passes enable row level security;
            revoke all on passes from anon, authenticated;
            grant select on passes to authenticated;
            create policy own on passes for select to authenticated using (guest_id = (select auth.uid()));
            create function private.guest_teams() returns setof uuid language sql stable security definer set search_path = '' as $$
              select p.team_id from public.passes p where p.guest_id = (select auth.uid()) and {condition} $$;
            create policy guests on papers for select to authenticated using (team_id in (select private.guest_teams()));
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("ended-grant public.papers") : Is.Empty);
    }

    [TestCase("to authenticated", true, TestName = "A_setting_that_a_function_sets_for_its_caller_is_found")]
    [TestCase("to service_role", false, TestName = "A_setting_that_only_the_server_sets_is_not_found")]
    public async Task Setting(string granting, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create policy wide on papers for select to authenticated using (team_id::text = current_setting('app.team', true));
            create function public.use_team(team text) returns void language sql set search_path = '' as $$
              select set_config('app.team', team, false) $$;
            revoke all on function public.use_team(text) from public, anon, authenticated, service_role;
            grant execute on function public.use_team(text) {granting};
            """
        );
        Assert.That(grave, isFound ? Has.Some.StartsWith("function public.use_team") : Is.Empty);
    }

    [TestCase("'plan') = 'large'", true, TestName = "A_claim_about_something_else_is_found")]
    [TestCase("'is_platform_admin') = 'true'", false, TestName = "A_claim_of_the_platforms_own_people_fails_nothing")]
    public async Task Claim(string claim, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"create policy wide on papers for select to authenticated using ((auth.jwt() -> 'app_metadata' ->> {claim});"
            ),
            isFound ? Has.Some.EqualTo("request-condition public.papers") : Is.Empty
        );

    [TestCase("true", true, TestName = "A_second_factor_that_opens_every_team_is_found")]
    [TestCase("private.in_team(team_id)", false, TestName = "A_second_factor_beside_a_membership_is_not_found")]
    public async Task SecondFactor(string also, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"create policy strong on papers for select to authenticated using ((auth.jwt() ->> 'aal') = 'aal2' and {also});"
            ),
            isFound ? Has.Some.EqualTo("request-condition public.papers") : Is.Empty
        );

    [TestCase("when (new.status = 'sent')", TestName = "A_trigger_with_a_condition_is_found")]
    [TestCase("", TestName = "A_trigger_without_a_condition_is_found")]
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
        TestName = "A_trigger_that_moves_a_row_is_found"
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
    [TestCase("private.owns(id)", false, TestName = "An_owner_may_delete_the_team_with_all_that_is_its")]
    public async Task Lost(string condition, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"grant delete on teams to authenticated; create policy teams_delete on teams for delete to authenticated using ({condition});"
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("lost-rows public.teams") : Is.Empty);
    }

    [Test]
    public async Task An_insert_that_succeeds_only_without_returning_is_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                """
                create function private.sees_paper(paper uuid) returns boolean language sql stable security definer set search_path = ''
                  as $$ select exists (select from public.papers p where p.id = paper and private.in_team(p.team_id)) $$;
                alter policy papers_read on papers using (private.sees_paper(id));
                """
            ),
            Is.EqualTo((string[])["returning-refused public.papers"])
        );

    [TestCase("immutable", true, TestName = "An_immutable_helper_leaks_through_a_plan_that_stays")]
    [TestCase("stable", false, TestName = "A_stable_helper_leaks_nothing")]
    public async Task Pooled(string volatility, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create function private.teams_of_caller() returns uuid[] language sql {volatility} security definer set search_path = ''
              as $$ select coalesce(array_agg(m.team_id), '{"{}"}') from public.team_members m where m.user_id = auth.uid() $$;
            alter policy papers_read on papers using (team_id = any (private.teams_of_caller()));
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("pooled-connection public.papers") : Is.Empty);
    }

    [TestCase("false", true, TestName = "A_caller_kept_in_a_setting_of_the_session_leaks_to_the_next_one")]
    [TestCase("true", false, TestName = "A_caller_kept_for_the_transaction_leaks_nothing")]
    public async Task Kept_caller(string isLocal, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create function private.caller() returns uuid language plpgsql set search_path = '' as $$ begin
              if coalesce(current_setting('app.caller', true), '') = '' then
                perform set_config('app.caller', coalesce(auth.uid()::text, ''), {isLocal});
              end if;
              return nullif(current_setting('app.caller', true), '')::uuid;
            end $$;
            create function private.may_read(team uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = private.caller()) $$;
            alter policy papers_read on papers using (private.may_read(team_id));
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("pooled-connection public.papers") : Is.Empty);
    }

    [TestCase("false", true, TestName = "Teams_kept_in_a_setting_of_the_session_stay_with_who_left")]
    [TestCase("true", false, TestName = "Teams_kept_for_the_transaction_go_with_who_left")]
    public async Task Kept_teams(string isLocal, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $$"""
            create function private.teams() returns uuid[] language plpgsql security definer set search_path = '' as $$ declare
              name text := 'app.of_' || replace(auth.uid()::text, '-', '_');
            begin
              if auth.uid() is null then return '{}'; end if;
              if coalesce(current_setting(name, true), '') = '' then
                perform set_config(name, array(select m.team_id from public.team_members m where m.user_id = auth.uid())::text,
                  {{isLocal}});
              end if;
              return current_setting(name)::uuid[];
            end $$;
            alter policy papers_read on papers using (team_id = any (private.teams()));
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("pooled-connection public.papers") : Is.Empty);
    }

    [Test]
    public async Task The_SQL_that_a_finding_prints_reproduces_it()
    {
        // Twelve hours from now: a policy that currently allows access would be found as an open policy.
        var hour = (DateTime.UtcNow.Hour + 12) % 24;
        var replayed = await AttackedApplication.ReplayAsync(
            $"""
            create policy by_flag on papers for select to authenticated using (data ->> 'audience' = 'world');
            create policy by_word on papers for select to authenticated using ((auth.jwt() -> 'user_metadata' ->> 'rank') = 'chief');
            create table people (id uuid primary key references auth.users on delete cascade, is_staff boolean not null default false);
            alter table people enable row level security;
            revoke all on people from anon, authenticated;
            grant select, update on people to authenticated;
            create policy own on people to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));
            create policy by_staff on traces for select to authenticated
              using (exists (select from people p where p.id = (select auth.uid()) and p.is_staff));
            create function private.join_team() returns trigger language plpgsql security definer set search_path = '' as $$
            begin insert into public.team_members (team_id, user_id) select (new.raw_user_meta_data ->> 'team')::uuid, new.id
              where new.raw_user_meta_data ? 'team'; return null; end $$;
            create trigger join_team after insert on auth.users for each row execute function private.join_team();
            create policy by_night on teams for select to authenticated using (extract(hour from now()) = {hour});
            """
        );
        string[] kinds = ["row-condition", "request-condition", "sequence", "sign-up", "clock-condition"];
        Assert.That(replayed.Select(r => r.Finding.Split('/', ' ')[1]), Is.SupersetOf(kinds));
        Assert.That(replayed.Where(r => r.Rows < 1), Is.Empty);
    }
}
