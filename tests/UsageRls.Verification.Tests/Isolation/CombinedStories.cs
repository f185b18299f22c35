using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that a leak is found even if it needs several conditions at once, and that nothing is found after the repair.</summary>
public sealed class CombinedStories
{
    private const string ListedTeams = "create policy teams_listed on teams for select to authenticated using (true);";
    private const string HeaderNamesTeam = "team_id::text = current_setting('request.headers', true)::json ->> 'x-team'";

    private static readonly JoinedStories s_stories = new(
        (ListedTeams, ListedTeams),
        JoinedStories.Condition("column_papers", "status = 'cleared' and data ->> 'audience' = 'world'"),
        JoinedStories.Condition(
            "shared_papers",
            "status = 'shared' and exists (select from teams t where t.id = team_id and t.domain = 'open.example')"
        ),
        JoinedStories.Condition(
            "demo_papers",
            "(select (auth.jwt() ->> 'is_anonymous')::boolean) "
                + "and exists (select from teams t where t.id = team_id and t.name like 'demo%')"
        ),
        JoinedStories.Condition(
            "partner_papers",
            "current_setting('request.headers', true)::json ->> 'x-partner' = 'acme' and (auth.jwt() ->> 'email') like '%@acme.com'"
        ),
        JoinedStories.Condition("friday_papers", "status = 'released' and extract(isodow from now()) = 5"),
        (JoinedStories.Opened("ending_papers", Domain("like '%' || t.domain")), ""),
        (JoinedStories.Opened("domain_papers", Domain("like '%@' || t.domain")), ""),
        (
            JoinedStories.Opened(
                "header_papers",
                $"{HeaderNamesTeam} and exists (select from team_members m where m.user_id = (select auth.uid()))"
            ),
            JoinedStories.Opened("header_papers", $"{HeaderNamesTeam} and private.in_team(team_id)")
        ),
        (Phone(""), Phone(" and phone <> ''"))
    );

    [TestCase("column_papers", TestName = "Rows_that_two_columns_open_together_are_found")]
    [TestCase("shared_papers", TestName = "Rows_that_a_column_and_their_team_open_together_are_found")]
    [TestCase("demo_papers", TestName = "Rows_that_their_team_opens_to_anonymous_users_are_found")]
    [TestCase("partner_papers", TestName = "Rows_that_a_header_and_an_address_open_together_are_found")]
    [TestCase("friday_papers", TestName = "Rows_that_a_column_and_a_day_open_together_are_found")]
    public async Task Together(string table) => Assert.That(await s_stories.LeakingAsync(), Has.Some.EndsWith($" public.{table}"));

    [TestCase("ending_papers", TestName = "A_policy_that_accepts_any_domain_ending_like_the_teams_domain_is_found")]
    [TestCase("header_papers", TestName = "A_header_that_opens_a_team_to_members_of_any_team_is_found")]
    [TestCase("phoned_papers", TestName = "Rows_without_a_phone_number_that_open_to_tokens_without_one_are_found")]
    public async Task Request(string table) =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain($"request-condition public.{table}"));

    [Test]
    public async Task A_policy_that_accepts_only_the_teams_domain_is_no_request_condition() =>
        Assert.That(await s_stories.LeakingAsync(), Does.Not.Contain("request-condition public.domain_papers"));

    [Test]
    public async Task A_header_that_opens_a_team_to_its_own_members_is_not_found() =>
        Assert.That(await s_stories.SoundAsync(), Has.None.Contains("header_papers"));

    [Test]
    public async Task Policies_beside_a_membership_are_not_found() => Assert.That(await OfPapersAsync(s_stories), Is.Empty);

    [SlowCase(
        "current_setting('request.headers', true)::json ->> 'x-share' = 'preview' and status = 'preview'",
        TestName = "Rows_that_a_header_and_a_column_open_together_are_found"
    )]
    [SlowCase(
        "(auth.jwt() -> 'user_metadata' ->> 'plan') = 'partner' and (auth.jwt() -> 'user_metadata' ->> 'region') = 'emea'",
        TestName = "Rows_that_two_fields_of_user_metadata_open_together_are_found"
    )]
    public async Task Further(string condition)
    {
        var further = new JoinedStories((ListedTeams, ListedTeams), JoinedStories.Condition("further_papers", condition));
        Assert.That(await further.LeakingAsync(), Has.Some.EndsWith(" public.further_papers"));
        Assert.That(await OfPapersAsync(further), Is.Empty);
    }

    // In these applications all signed-in users read the list of teams, which is found and is not the subject of these stories.
    private static async Task<IEnumerable<string>> OfPapersAsync(JoinedStories stories) =>
        (await stories.SoundAsync()).Where(f => f.EndsWith("papers", StringComparison.Ordinal));

    private static string Domain(string comparison) =>
        $"team_id in (select t.id from teams t where lower(auth.jwt() ->> 'email') {comparison})";

    private static string Phone(string and) =>
        $"""
            {JoinedStories.Papers("phoned_papers")}
            alter table phoned_papers add column phone text not null default '';
            create policy by_phone on phoned_papers for select to authenticated using (phone = (select auth.jwt() ->> 'phone'){and});
            """;
}
