using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a function is found if it keeps an answer for one caller and gives it to a caller of another team, and that the repaired
/// function is not.
/// </summary>
public sealed class SharedAnswerStories
{
    [TestCase("'titles'", true, TestName = "An_answer_that_is_kept_for_every_team_is_found")]
    [TestCase("'titles for ' || auth.uid()", false, TestName = "An_answer_that_is_kept_for_its_caller_is_not_found")]
    public async Task Kept(string key, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                create table private.answers (key text primary key, body jsonb not null);
                create function public.paper_titles() returns jsonb language plpgsql security definer set search_path = ''
                  as $$ declare answer jsonb; begin
                  select a.body into answer from private.answers a where a.key = {key};
                  if not found then
                    select coalesce(jsonb_agg(p.title), '[]') into answer from public.papers p where private.in_team(p.team_id);
                    insert into private.answers values ({key}, answer);
                  end if;
                  return answer; end $$;
                revoke all on function public.paper_titles() from public, anon;
                grant execute on function public.paper_titles() to authenticated;
                """
            ),
            isFound ? Is.EqualTo((string[])["shared-answer function public.paper_titles()"]) : Is.Empty
        );
}
