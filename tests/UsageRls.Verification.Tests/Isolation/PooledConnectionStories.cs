using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that settings and cached plans are found if they give a caller the access of an earlier caller or of an ended membership.
/// </summary>
public sealed class PooledConnectionStories
{
    [TestCase("immutable", true, TestName = "An_immutable_helper_leaks_through_a_cached_plan")]
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

    [TestCase("false", true, TestName = "A_users_id_kept_in_a_setting_of_the_session_leaks_to_the_next_caller")]
    [TestCase("true", false, TestName = "A_users_id_kept_for_the_transaction_leaks_nothing")]
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

    [TestCase("false", true, TestName = "Teams_kept_in_a_setting_of_the_session_still_count_for_a_user_who_left")]
    [TestCase("true", false, TestName = "Teams_kept_for_the_transaction_do_not_count_for_a_user_who_left")]
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
}
