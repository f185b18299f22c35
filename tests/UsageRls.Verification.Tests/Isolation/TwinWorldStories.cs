using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests, on a table that the intent describes, that a policy is found if
/// an error of the policy depends on rows that the caller must not see.
/// </summary>
public sealed class TwinWorldStories
{
    private const string Intent = """
        tables:
          public.papers:
            select: members
            insert: members, as author
            update: nobody
            delete: nobody
        """;

    [TestCase("1 / (length(title) - length(title)) > 0", true, TestName = "An_error_that_only_other_teams_rows_give_is_found")]
    [TestCase("length(title) < 0", false, TestName = "A_condition_that_gives_no_error_is_not_found")]
    public async Task Error(string condition, bool isFound)
    {
        var found = await AttackedApplication.InSmallWorldsAsync(
            $"""
            create policy odd on papers for select to authenticated
              using (case when private.in_team(team_id) then true else {condition} end);
            """,
            Intent
        );
        Assert.That(found, isFound ? Has.Some.StartsWith("High twin-worlds public.papers: ") : Has.None.Contains("twin-worlds"));
    }
}
