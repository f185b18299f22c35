using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests views that publish the rows in which a boolean column is true.</summary>
public sealed class PublishedViewStories
{
    internal static (string Leak, string Sound)[] Stories =>
        [
            (List("paper_list", "checked", ""), List("paper_list", "checked", "with (security_barrier = true)")),
            ("", List("offers", "listed", "")),
        ];

    [Test]
    public async Task A_view_that_shows_checked_rows_of_every_team_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("row-condition view public.paper_list"));

    [TestCase("paper_list", TestName = "A_view_with_a_barrier_that_publishes_checked_rows_is_shown_and_fails_nothing")]
    [TestCase("offers", TestName = "A_view_that_publishes_rows_by_a_flag_named_listed_is_shown_and_fails_nothing")]
    public async Task A_publication_is_shown_and_fails_nothing(string view)
    {
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains(view));
        Assert.That(
            (await JoinedFixtures.SoundFindingsAsync()).Select(f => $"{f.Severity} {f.Id} {f.Object}"),
            Has.Some.EqualTo($"Medium isolation/row-condition view public.{view}")
        );
    }

    private static string List(string view, string flag, string options) =>
        $"""
            {JoinedStories.Papers($"{view}_papers")}
            alter table {view}_papers add column {flag} boolean not null default false;
            create view {view} {options} as select p.title, t.name from {view}_papers p join teams t on t.id = p.team_id and p.{flag};
            revoke all on {view} from anon, authenticated;
            grant select on {view} to anon, authenticated;
            """;
}
