using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests, on a table that the intent describes, that a policy is found if
/// an error of the policy depends on rows that the caller must not see.
/// </summary>
public sealed class TwinWorldStories
{
    internal const string Intent = """
          public.papers:
            select: members
            insert: members, as author
            update: nobody
            delete: nobody
        """;

    internal static string Leak => Policy("1 / (length(title) - length(title)) > 0");

    internal static string Sound => Policy("length(title) < 0");

    [Test]
    public async Task An_error_that_only_other_teams_rows_give_is_found() =>
        Assert.That(await SmallWorldStories.LeakingAsync(), Has.Some.StartsWith("High twin-worlds public.papers: "));

    [Test]
    public async Task A_condition_that_gives_no_error_is_not_found() =>
        Assert.That(await SmallWorldStories.SoundAsync(), Has.None.Contains("twin-worlds"));

    private static string Policy(string condition) =>
        $"""
            create policy odd on papers for select to authenticated
              using (case when private.in_team(team_id) then true else {condition} end);
            """;
}
