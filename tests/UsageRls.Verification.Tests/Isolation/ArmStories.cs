using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that an alternative of a policy (an operand of OR, a query of UNION)
/// that no attempt satisfied is reported, and that a satisfied alternative is not.
/// </summary>
public sealed class ArmStories
{
    private const string Id = "Medium isolation/never-exercised";
    private const string Header = "(select nullif(current_setting('request.headers', true), '')::json ->> 'x-team')";

    private static readonly JoinedStories s_stories = new(
        (Or("never_papers", "team_id = '3f0c7e52-8d6e-4a55-9a53-1f0a3c9c2b11'"), ""),
        (Or("draft_papers", "status = 'draft'"), ""),
        (Union("never_teams", "select t.id from public.teams t where md5(t.name) = '3f0c7e528d6e4a559a531f0a3c9c2b11'"), ""),
        (Union("all_teams", "select t.id from public.teams t"), ""),
        ($"create policy open_team on papers as restrictive for select using ({Header} is null or team_id::text = {Header});", "")
    );

    [TestCase("policy \"never_papers_read\" on public.never_papers", TestName = "A_condition_that_is_never_true_is_shown")]
    [TestCase("function private.never_teams", TestName = "A_query_of_a_union_that_finds_nothing_is_shown")]
    public async Task Shown(string alternative) => Assert.That(await ShownAsync(), Has.Some.Contains($"{Id} {alternative}"));

    [TestCase("'draft'", TestName = "A_condition_that_somebody_meets_is_not_shown")]
    [TestCase(": select t.id from public.teams t (", TestName = "A_query_of_a_union_that_finds_rows_is_not_shown")]
    [TestCase("open_team", TestName = "A_condition_that_only_a_header_meets_is_not_shown")]
    public async Task Not_shown(string alternative) => Assert.That(await ShownAsync(), Has.None.Contains(alternative));

    private static string Or(string name, string condition) =>
        $"{JoinedStories.Papers(name)}alter policy {name}_read on {name} using (private.in_team(team_id) or {condition});";

    private static string Union(string name, string query) =>
        $"""
            create function private.{name}() returns setof uuid language sql stable security definer set search_path = ''
              as $$ select m.team_id from public.team_members m where m.user_id = auth.uid() union {query} $$;
            {JoinedStories.Papers($"{name}_papers")}
            alter policy {name}_papers_read on {name}_papers using (team_id in (select private.{name}()));
            """;

    private static async Task<string[]> ShownAsync() =>
        [
            .. (await s_stories.FindingsAsync())
                .Where(f => f.Id.EndsWith("/never-exercised", StringComparison.Ordinal))
                .Select(f => $"{f.Severity} {f.Id} {f.Object}: {f.Sentence}"),
        ];
}
