using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that an alternative of a policy (an operand of OR, a query of UNION)
/// that no attempt satisfied is reported, and that a satisfied alternative is not.
/// </summary>
public sealed class ArmStories
{
    private const string Id = "Medium isolation/never-exercised";

    [TestCase("team_id = '3f0c7e52-8d6e-4a55-9a53-1f0a3c9c2b11'", true, TestName = "A_condition_that_is_never_true_is_shown")]
    [TestCase("status = 'draft'", false, TestName = "A_condition_that_somebody_meets_is_not_shown")]
    public async Task Or(string condition, bool isShown)
    {
        var told = await ShownAsync($"alter policy papers_read on papers using (private.in_team(team_id) or {condition});");
        Assert.That(told, isShown ? Has.Some.Contains($"{Id} policy \"papers_read\" on public.papers") : Has.None.Contains("'draft'"));
    }

    [TestCase(
        "select t.id from public.teams t where md5(t.name) = '3f0c7e528d6e4a559a531f0a3c9c2b11'",
        true,
        TestName = "A_query_of_a_union_that_finds_nothing_is_shown"
    )]
    [TestCase("select t.id from public.teams t", false, TestName = "A_query_of_a_union_that_finds_rows_is_not_shown")]
    public async Task Union(string query, bool isShown)
    {
        var told = await ShownAsync(
            $"""
            create function private.teams_to_read() returns setof uuid language sql stable security definer set search_path = ''
              as $$ select m.team_id from public.team_members m where m.user_id = auth.uid() union {query} $$;
            alter policy papers_read on papers using (team_id in (select private.teams_to_read()));
            """
        );
        Assert.That(told, isShown ? Has.Some.Contains($"{Id} function private.teams_to_read") : Has.None.Contains("public.teams t"));
    }

    [Test]
    public async Task A_condition_that_only_a_header_meets_is_not_shown()
    {
        const string header = "(select nullif(current_setting('request.headers', true), '')::json ->> 'x-team')";
        var told = await ShownAsync(
            $"create policy open_team on papers as restrictive for select using ({header} is null or team_id::text = {header});"
        );
        Assert.That(told, Has.None.Contains("open_team"));
    }

    private static async Task<string[]> ShownAsync(string sql) =>
        [
            .. (await AttackedApplication.FindingsAsync(sql))
                .Where(f => f.Id.EndsWith("/never-exercised", StringComparison.Ordinal))
                .Select(f => $"{f.Severity} {f.Id} {f.Object}: {f.Sentence}"),
        ];
}
