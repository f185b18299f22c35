using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that the suite finds defects that only prepared rows, prepared requests or several statements reveal, and nothing
/// after the repair.
/// </summary>
public sealed class AttackStories
{
    private static readonly JoinedStories s_stories = new(
        JoinedStories.Condition("world_papers", "data ->> 'audience' = 'world'"),
        (Shared("share_token is not null"), Shared("private.in_team(team_id) and share_token is not null")),
        JoinedStories.Condition("new_papers", "created_at > now() - interval '15 minutes'"),
        JoinedStories.Condition("helper_papers", "(auth.jwt() ->> 'email') like '%@helpers.example.org'"),
        JoinedStories.Condition("header_papers", "(current_setting('request.headers', true)::json ->> 'x-desk') = 'night'"),
        JoinedStories.Condition("cookie_papers", "(current_setting('request.cookies', true)::json ->> 'desk') = 'night'"),
        JoinedStories.Condition("path_papers", "current_setting('request.path', true) = '/papers_of_all'"),
        JoinedStories.Condition("method_papers", """(auth.jwt() -> 'amr') @> '[{"method": "totp"}]'"""),
        JoinedStories.Condition("chief_papers", "(auth.jwt() -> 'user_metadata' ->> 'rank') = 'chief'"),
        JoinedStories.Condition("strong_papers", "(auth.jwt() ->> 'aal') = 'aal2'"),
        (
            JoinedStories.Opened("plan_papers", "(auth.jwt() -> 'app_metadata' ->> 'plan') = 'large'"),
            JoinedStories.Opened("plan_papers", "(auth.jwt() -> 'app_metadata' ->> 'is_platform_admin') = 'true'")
        ),
        (Pass("p.valid_until > now()"), Pass("p.valid_until > now() and p.revoked_at is null")),
        (Setting("to authenticated"), Setting("to service_role")),
        (
            """
            create function private.sees_paper(paper uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.papers p where p.id = paper and private.in_team(p.team_id)) $$;
            alter policy papers_read on papers using (private.sees_paper(id));
            """,
            ""
        ),
        (
            "",
            JoinedStories.Papers("open_papers")
                + "alter table open_papers add is_public boolean not null default false; "
                + "create policy wide on open_papers for select to authenticated using (is_public);"
        ),
        (Live("wide"), Live("live papers are public")),
        (OnSale("wide"), OnSale("what is on sale is public"))
    );

    [Test]
    [Slow]
    public async Task Nothing_is_found_in_a_sound_application() => Assert.That(await AttackedApplication.GraveAsync(""), Is.Empty);

    [TestCase("row-condition public.world_papers", TestName = "A_row_opened_by_a_field_of_its_JSON_document_is_found")]
    [TestCase("row-condition public.shared_papers", TestName = "A_row_opened_by_a_token_that_nobody_asks_for_is_found")]
    [TestCase("row-condition public.live_papers", TestName = "A_row_opened_by_a_flag_that_nothing_calls_public_is_found")]
    [TestCase("row-condition public.sold_papers", TestName = "A_row_opened_by_a_state_that_nothing_calls_public_is_found")]
    [TestCase("row-condition public.new_papers", TestName = "A_row_opened_by_its_age_is_found")]
    [TestCase("request-condition public.helper_papers", TestName = "Rows_opened_by_an_address_domain_are_found")]
    [TestCase("request-condition public.header_papers", TestName = "Rows_opened_by_a_header_are_found")]
    [TestCase("request-condition public.cookie_papers", TestName = "Rows_opened_by_a_cookie_are_found")]
    [TestCase("request-condition public.path_papers", TestName = "A_policy_that_reads_request_path_is_found")]
    [TestCase("request-condition public.method_papers", TestName = "Rows_opened_by_a_sign_in_method_are_found")]
    [TestCase("request-condition public.chief_papers", TestName = "Rows_opened_by_a_value_in_user_metadata_are_found")]
    [TestCase("select public.strong_papers", TestName = "A_second_factor_that_opens_every_team_is_found")]
    [TestCase("request-condition public.plan_papers", TestName = "A_token_claim_that_names_no_team_and_opens_every_team_is_found")]
    [TestCase("ended-grant public.passed_papers", TestName = "A_pass_that_was_revoked_and_still_opens_is_found")]
    [TestCase("function public.use_team(text)", TestName = "A_setting_that_a_function_sets_for_its_caller_is_found")]
    [TestCase("returning-refused public.papers", TestName = "An_insert_that_succeeds_only_without_returning_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(16).Items);

    [TestCase("public.passed_papers", TestName = "A_pass_that_ends_when_it_is_revoked_is_not_found")]
    [TestCase("public.use_team", TestName = "A_setting_that_only_the_server_sets_is_not_found")]
    [TestCase("public.plan_papers", TestName = "A_token_claim_of_the_platforms_own_administrators_is_not_found")]
    [TestCase("public.strong_papers", TestName = "A_second_factor_beside_a_membership_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task Policies_beside_a_membership_and_all_other_sound_twins_are_not_found() =>
        Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [TestCase("open_papers", TestName = "A_row_that_a_column_declares_public_is_shown_and_fails_nothing")]
    [TestCase("live_papers", TestName = "A_row_that_the_name_of_a_policy_declares_public_is_shown_and_fails_nothing")]
    public async Task A_public_row_is_shown(string table)
    {
        var findings = await s_stories.SoundFindingsAsync();
        Assert.That(
            findings.Select(f => $"{f.Severity} {f.Id} {f.Object}"),
            Has.Some.EqualTo($"Medium isolation/row-condition public.{table}")
        );
        Assert.That(findings.Where(f => f.Severity > Verification.Findings.Severity.Medium), Is.Empty);
    }

    [SlowCase("row", """data @> '{"open": true}'""", TestName = "A_row_opened_by_what_its_JSON_document_contains_is_found")]
    [SlowCase("row", "status in ('sent', 'archived')", TestName = "A_row_opened_by_one_of_several_states_is_found")]
    [SlowCase(
        "request",
        "exists (select from jsonb_array_elements(auth.jwt() -> 'amr') as a where a ->> 'method' = 'totp')",
        TestName = "Rows_opened_by_one_of_the_sign_in_methods_are_found"
    )]
    public async Task Further(string kind, string condition)
    {
        var further = new JoinedStories(JoinedStories.Condition("further_papers", condition));
        Assert.That(await further.LeakingAsync(), Does.Contain($"{kind}-condition public.further_papers"));
        Assert.That(await further.SoundAsync(), Is.Empty);
    }

    [Test]
    [Slow]
    public async Task A_pass_that_has_expired_and_still_opens_is_found() =>
        Assert.That(await AttackedApplication.GraveAsync(Pass("p.revoked_at is null")), Does.Contain("ended-grant public.passed_papers"));

    [Test]
    public async Task The_SQL_that_a_finding_prints_reproduces_it()
    {
        // The hour is twelve hours away: a policy that allows access at the present hour would be found as an open policy.
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

    private static string Live(string policy) =>
        JoinedStories.Papers("live_papers")
        + "alter table live_papers add live boolean not null default false; "
        + $"create policy \"{policy}\" on live_papers for select to authenticated using (live);";

    private static string OnSale(string policy) =>
        JoinedStories.Papers("sold_papers")
        + "alter table sold_papers add state text not null default 'draft' check (state in ('draft', 'on_sale')); "
        + $"create policy \"{policy}\" on sold_papers for select to authenticated using (state = 'on_sale');";

    private static string Shared(string condition) =>
        $"{JoinedStories.Papers("shared_papers")}alter table shared_papers add share_token uuid unique; "
        + $"create policy wide on shared_papers for select to authenticated using ({condition});";

    private static string Pass(string condition) =>
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
            {JoinedStories.Opened("passed_papers", "team_id in (select private.guest_teams())")}
            """;

    private static string Setting(string granting) =>
        $"""
            {JoinedStories.Opened("set_papers", "team_id::text = current_setting('app.team', true)")}
            create function public.use_team(team text) returns void language sql set search_path = '' as $$
              select set_config('app.team', team, false) $$;
            revoke all on function public.use_team(text) from public, anon, authenticated, service_role;
            grant execute on function public.use_team(text) {granting};
            """;
}
