using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests functions that find duplicates of a row by a text that rows of several teams can have.</summary>
public sealed class EqualValueStories
{
    internal static (string Leak, string Sound)[] Stories => [(Merge(""), Merge("and d.team_id = kept.team_id"))];

    [Test]
    public async Task A_function_that_merges_rows_of_every_team_with_the_same_title_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("equal-values function public.merge_papers(uuid)"));

    [Test]
    public async Task A_function_that_merges_rows_of_one_team_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("merge_papers"));

    private static string Merge(string team) =>
        $"""
            {JoinedStories.Papers("merged_papers")}
            create function merge_papers(p_merged_paper uuid) returns void language plpgsql security definer set search_path = '' as $$
            declare kept public.merged_papers;
            begin
              select p.* into kept from public.merged_papers p join public.team_members m on m.team_id = p.team_id
              where p.id = p_merged_paper and m.user_id = auth.uid();
              if not found then raise exception 'no such paper' using errcode = 'P0002'; end if;
              delete from public.merged_papers d where d.id <> kept.id and lower(d.title) = lower(kept.title) {team};
            end $$;
            revoke execute on function merge_papers(uuid) from public, anon;
            grant execute on function merge_papers(uuid) to authenticated;
            """;
}
