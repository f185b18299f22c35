using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests views that publish the rows in which a boolean column is true.</summary>
public sealed class PublishedViewStories
{
    internal static (string Leak, string Sound)[] Stories => [(List(""), List("with (security_barrier = true)"))];

    [Test]
    public async Task A_view_that_shows_listed_rows_of_every_team_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("row-condition view public.paper_list"));

    [Test]
    public async Task A_view_with_a_barrier_that_publishes_listed_rows_is_shown_and_fails_nothing()
    {
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("paper_list"));
        Assert.That(
            (await JoinedFixtures.SoundFindingsAsync()).Select(f => $"{f.Severity} {f.Id} {f.Object}"),
            Has.Some.EqualTo("Medium isolation/row-condition view public.paper_list")
        );
    }

    private static string List(string options) =>
        $"""
            {JoinedStories.Papers("listed_papers")}
            alter table listed_papers add column listed boolean not null default false;
            create view paper_list {options} as select p.title, t.name from listed_papers p join teams t on t.id = p.team_id and p.listed;
            revoke all on paper_list from anon, authenticated;
            grant select on paper_list to anon, authenticated;
            """;
}
