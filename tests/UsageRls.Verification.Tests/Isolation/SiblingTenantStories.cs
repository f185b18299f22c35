using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that access to the rows of a sibling (another team below the same parent) is found, and that access to rows of the parent or of
/// teams below one's own is not.
/// </summary>
public sealed class SiblingTenantStories
{
    private const string Up = "t.id = w.parent_id",
        Down = "t.parent_id = w.id",
        Parents = "alter table teams add parent_id uuid references teams";

    internal static (string Leak, string Sound)[] Stories =>
        [
            (Parents, Parents),
            (Policy("around", $"{Down} or {Up}"), Policy("down", Down)),
            ("", Policy("up", Up)),
            (Reader($"{Down} or {Up}"), Reader(Down)),
        ];

    [TestCase("sibling-tenant public.around_papers", TestName = "Teams_reached_up_and_down_the_tree_are_found")]
    [TestCase("sibling-tenant function public.titles_around()", TestName = "A_function_that_reads_up_and_down_the_tree_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.down_papers", TestName = "Teams_reached_down_the_tree_are_not_found")]
    [TestCase("public.up_papers", TestName = "Teams_reached_up_the_tree_are_not_found")]
    [TestCase("public.titles_around", TestName = "A_function_that_reads_down_the_tree_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains(name));

    private static string Policy(string name, string step) =>
        $"""
            {JoinedStories.Papers($"{name}_papers")}
            {Function($"private.{name}()", "uuid", "w.id from w", step)}
            create policy {name} on {name}_papers for select to authenticated using (team_id in (select private.{name}()));
            """;

    private static string Reader(string step) =>
        Function("public.titles_around()", "text", "p.title from public.papers p where p.team_id in (select w.id from w)", step);

    // A function that starts from the caller's teams and follows the tree by the given step.
    private static string Function(string signature, string type, string selected, string step) =>
        $"""
            create function {signature} returns setof {type} language sql stable security definer set search_path = '' as $$
              with recursive w as (select t.id, t.parent_id from public.teams t where private.in_team(t.id)
                union select t.id, t.parent_id from public.teams t join w on {step})
              select {selected} $$;
            revoke all on function {signature} from public, anon;
            grant execute on function {signature} to authenticated;
            """;
}
