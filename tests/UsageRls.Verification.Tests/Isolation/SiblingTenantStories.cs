using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that access to the rows of a sibling (another team below the same parent) is found, and that access to rows of the parent or of
/// teams below one's own is not.
/// </summary>
public sealed class SiblingTenantStories
{
    [TestCase("t.parent_id = w.id or t.id = w.parent_id", true, TestName = "Teams_reached_up_and_down_the_tree_are_found")]
    [TestCase("t.parent_id = w.id", false, TestName = "Teams_reached_down_the_tree_are_not_found")]
    [TestCase("t.id = w.parent_id", false, TestName = "Teams_reached_up_the_tree_are_not_found")]
    public async Task Policy(string step, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            alter table teams add parent_id uuid references teams;
            create function private.around() returns setof uuid language sql stable security definer set search_path = '' as $$
              with recursive w as (select t.id, t.parent_id from public.teams t where private.in_team(t.id)
                union select t.id, t.parent_id from public.teams t join w on {step})
              select w.id from w $$;
            revoke all on function private.around() from public, anon;
            grant execute on function private.around() to authenticated;
            create policy around on papers for select to authenticated using (team_id in (select private.around()));
            """
        );
        Assert.That(grave, isFound ? Is.EqualTo((string[])["sibling-tenant public.papers"]) : Is.Empty);
    }

    [TestCase("t.parent_id = w.id or t.id = w.parent_id", true, TestName = "A_function_that_reads_up_and_down_the_tree_is_found")]
    [TestCase("t.parent_id = w.id", false, TestName = "A_function_that_reads_down_the_tree_is_not_found")]
    public async Task Function(string step, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            alter table teams add parent_id uuid references teams;
            create function public.titles_around() returns setof text language sql stable security definer set search_path = '' as $$
              with recursive w as (select t.id, t.parent_id from public.teams t where private.in_team(t.id)
                union select t.id, t.parent_id from public.teams t join w on {step})
              select p.title from public.papers p where p.team_id in (select w.id from w) $$;
            revoke all on function public.titles_around() from public, anon;
            grant execute on function public.titles_around() to authenticated;
            """
        );
        Assert.That(grave, isFound ? Is.EqualTo((string[])["sibling-tenant function public.titles_around()"]) : Is.Empty);
    }
}
