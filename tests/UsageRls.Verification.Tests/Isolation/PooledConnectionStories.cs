using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that settings and cached plans are found if they give a caller the access of an earlier caller or of an ended membership.
/// </summary>
public sealed class PooledConnectionStories
{
    internal static (string Leak, string Sound)[] Stories =>
        [(Pooled("immutable"), Pooled("stable")), (Kept_caller("false"), Kept_caller("true")), (Kept_teams("false"), Kept_teams("true"))];

    [TestCase("pooled-connection public.immutable_papers", TestName = "An_immutable_helper_leaks_through_a_cached_plan")]
    [TestCase("pooled-connection public.caller_papers", TestName = "A_users_id_kept_in_a_setting_of_the_session_leaks_to_the_next_caller")]
    [TestCase("pooled-connection public.kept_papers", TestName = "Teams_kept_in_a_setting_of_the_session_still_count_for_a_user_who_left")]
    public async Task A_leak_is_found(string finding) => Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.immutable_papers", TestName = "A_stable_helper_leaks_nothing")]
    [TestCase("public.caller_papers", TestName = "A_users_id_kept_for_the_transaction_leaks_nothing")]
    [TestCase("public.kept_papers", TestName = "Teams_kept_for_the_transaction_do_not_count_for_a_user_who_left")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains(name));

    private static string Pooled(string volatility) =>
        $"""
            create function private.teams_of_caller() returns uuid[] language sql {volatility} security definer set search_path = ''
              as $$ select coalesce(array_agg(m.team_id), '{"{}"}') from public.team_members m where m.user_id = auth.uid() $$;
            {JoinedStories.Papers("immutable_papers")}
            alter policy immutable_papers_read on immutable_papers using (team_id = any (private.teams_of_caller()));
            """;

    private static string Kept_caller(string isLocal) =>
        $"""
            create function private.caller() returns uuid language plpgsql set search_path = '' as $$ begin
              if coalesce(current_setting('app.caller', true), '') = '' then
                perform set_config('app.caller', coalesce(auth.uid()::text, ''), {isLocal});
              end if;
              return nullif(current_setting('app.caller', true), '')::uuid;
            end $$;
            create function private.may_read(team uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.team_members m where m.team_id = team and m.user_id = private.caller()) $$;
            {JoinedStories.Papers("caller_papers")}
            alter policy caller_papers_read on caller_papers using (private.may_read(team_id));
            """;

    private static string Kept_teams(string isLocal) =>
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
            {{JoinedStories.Papers("kept_papers")}}
            alter policy kept_papers_read on kept_papers using (team_id = any (private.teams()));
            """;
}
