using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that a leak is found even if it needs several conditions at once, and that nothing is found after the repair.</summary>
public sealed class CombinedStories
{
    [TestCase("status = 'cleared' and data ->> 'audience' = 'world'", TestName = "Rows_that_two_columns_open_together_are_found")]
    [TestCase(
        "status = 'shared' and exists (select from teams t where t.id = team_id and t.domain = 'open.example')",
        TestName = "Rows_that_a_column_and_their_team_open_together_are_found"
    )]
    [TestCase(
        "(select (auth.jwt() ->> 'is_anonymous')::boolean) and exists (select from teams t where t.id = team_id and t.name like 'demo%')",
        TestName = "Rows_that_their_team_opens_to_anonymous_users_are_found"
    )]
    [TestCase(
        "current_setting('request.headers', true)::json ->> 'x-partner' = 'acme' and (auth.jwt() ->> 'email') like '%@acme.com'",
        TestName = "Rows_that_a_header_and_an_address_open_together_are_found"
    )]
    [SlowCase(
        "current_setting('request.headers', true)::json ->> 'x-share' = 'preview' and status = 'preview'",
        TestName = "Rows_that_a_header_and_a_column_open_together_are_found"
    )]
    [SlowCase(
        "(auth.jwt() -> 'user_metadata' ->> 'plan') = 'partner' and (auth.jwt() -> 'user_metadata' ->> 'region') = 'emea'",
        TestName = "Rows_that_two_fields_of_user_metadata_open_together_are_found"
    )]
    [TestCase("status = 'released' and extract(isodow from now()) = 5", TestName = "Rows_that_a_column_and_a_day_open_together_are_found")]
    public async Task Together(string condition)
    {
        Assert.That(await OfPapersAsync(condition), Is.Not.Empty);
        if (!SlowAttribute.IsEnabled)
            return; // Policies_beside_a_membership_are_not_found tests the sound policies together.
        Assert.That(await OfPapersAsync($"private.in_team(team_id) and {condition}"), Is.Empty);
    }

    [TestCase("like '%' || t.domain", true, TestName = "A_policy_that_accepts_any_domain_ending_like_the_teams_domain_is_found")]
    [TestCase("like '%@' || t.domain", false, TestName = "A_policy_that_accepts_only_the_teams_domain_is_no_request_condition")]
    public async Task Domain(string comparison, bool isFound) =>
        Assert.That(
            await OfPapersAsync($"team_id in (select t.id from teams t where lower(auth.jwt() ->> 'email') {comparison})"),
            isFound ? Has.Some.EqualTo("request-condition public.papers") : Has.None.StartsWith("request-condition")
        );

    [Test]
    public async Task Policies_beside_a_membership_are_not_found() =>
        Assert.That(
            await OfPoliciesAsync(StoryCases.BesideMembership(StoryCases.Arguments(typeof(CombinedStories), nameof(Together)))),
            Is.Empty
        );

    private static Task<IEnumerable<string>> OfPapersAsync(string condition) =>
        OfPoliciesAsync($"create policy wide on papers for select to authenticated using ({condition});");

    private static async Task<IEnumerable<string>> OfPoliciesAsync(string sql) =>
        (
            await AttackedApplication.GraveAsync($"create policy teams_listed on teams for select to authenticated using (true);\n{sql}")
        ).Where(f => f.EndsWith(" public.papers", StringComparison.Ordinal));

    [Test]
    public async Task Rows_without_a_phone_number_that_open_to_tokens_without_one_are_found()
    {
        const string column = "alter table papers add column phone text not null default '';";
        const string condition = "phone = (select auth.jwt() ->> 'phone')";
        string Policy(string and) => $"{column} create policy by_phone on papers for select to authenticated using ({condition}{and});";
        Assert.That(await AttackedApplication.GraveAsync(Policy("")), Has.Some.EqualTo("request-condition public.papers"));
        Assert.That(await AttackedApplication.GraveAsync(Policy(" and phone <> ''")), Is.Empty);
    }

    [TestCase(
        "exists (select from team_members m where m.user_id = (select auth.uid()))",
        true,
        TestName = "A_header_that_opens_a_team_to_members_of_any_team_is_found"
    )]
    [TestCase("private.in_team(team_id)", false, TestName = "A_header_that_opens_a_team_to_its_own_members_is_not_found")]
    public async Task Header(string membership, bool isFound) =>
        Assert.That(
            await OfPapersAsync($"team_id::text = current_setting('request.headers', true)::json ->> 'x-team' and {membership}"),
            isFound ? Has.Some.EqualTo("request-condition public.papers") : Is.Empty
        );
}
