using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a function is found if it keeps an answer for one caller and gives it to a caller of another team, and that the repaired
/// function is not.
/// </summary>
public sealed class SharedAnswerStories
{
    internal static (string Leak, string Sound)[] Stories =>
        [(Kept("'titles'"), Kept("'titles for ' || auth.uid()")), (Temporary(""), Temporary("on commit drop"))];

    [Test]
    public async Task An_answer_that_is_kept_for_every_team_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("shared-answer function public.paper_titles()"));

    [Test]
    public async Task An_answer_that_is_kept_for_its_caller_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("paper_titles"));

    [Test]
    public async Task An_answer_in_a_temporary_table_of_the_connection_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("shared-answer function public.paper_report()"));

    [Test]
    public async Task An_answer_in_a_temporary_table_of_the_transaction_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("paper_report"));

    private static string Kept(string key) =>
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
            """;

    private static string Temporary(string end) =>
        $"""
            create function public.paper_report() returns table (title text) language plpgsql set search_path = '' as $$
            #variable_conflict use_column
            begin
              create temporary table if not exists report_rows {end} as select p.title from public.papers p;
              return query select r.title from pg_temp.report_rows r; end $$;
            revoke all on function public.paper_report() from public, anon;
            grant execute on function public.paper_report() to authenticated;
            """;
}
