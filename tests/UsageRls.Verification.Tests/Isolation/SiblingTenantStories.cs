using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that access to the rows of a sibling (another team below the same parent) is found, and that access to rows of the parent or of
/// teams below one's own is not.
/// </summary>
public sealed class SiblingTenantStories
{
    private const string Up = "t.id = w.parent_id",
        Down = "t.parent_id = w.id";

    [TestCase($"{Down} or {Up}", true, TestName = "Teams_reached_up_and_down_the_tree_are_found")]
    [TestCase(Down, false, TestName = "Teams_reached_down_the_tree_are_not_found")]
    [TestCase(Up, false, TestName = "Teams_reached_up_the_tree_are_not_found")]
    public async Task Policy(string step, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            {Function("private.around()", "uuid", "w.id from w", step)}
            create policy around on papers for select to authenticated using (team_id in (select private.around()));
            """
        );
        Assert.That(grave, isFound ? Is.EqualTo((string[])["sibling-tenant public.papers"]) : Is.Empty);
    }

    [TestCase($"{Down} or {Up}", true, TestName = "A_function_that_reads_up_and_down_the_tree_is_found")]
    [TestCase(Down, false, TestName = "A_function_that_reads_down_the_tree_is_not_found")]
    public async Task Reader(string step, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            Function("public.titles_around()", "text", "p.title from public.papers p where p.team_id in (select w.id from w)", step)
        );
        Assert.That(grave, isFound ? Is.EqualTo((string[])["sibling-tenant function public.titles_around()"]) : Is.Empty);
    }

    // A function that starts from the caller's teams and follows the tree by the given step.
    private static string Function(string signature, string type, string selected, string step) =>
        $"""
            alter table teams add parent_id uuid references teams;
            create function {signature} returns setof {type} language sql stable security definer set search_path = '' as $$
              with recursive w as (select t.id, t.parent_id from public.teams t where private.in_team(t.id)
                union select t.id, t.parent_id from public.teams t join w on {step})
              select {selected} $$;
            revoke all on function {signature} from public, anon;
            grant execute on function {signature} to authenticated;
            """;
}
