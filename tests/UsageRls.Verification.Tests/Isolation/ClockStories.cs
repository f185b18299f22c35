using NUnit.Framework;
using NUnit.Framework.Constraints;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that policies which show other teams' rows at certain times are found, and that the repaired policies are not.</summary>
public sealed class ClockStories
{
    private const string Night = """
        create function private.is_night() returns boolean language sql stable set search_path = ''
          as $$ select extract(hour from now()) = 3 $$;

        """;

    private static readonly JoinedStories s_stories = new(
        (Night, Night),
        JoinedStories.Condition("hour_papers", "(now() at time zone 'utc')::time between time '02:00' and time '04:00'"),
        JoinedStories.Condition("weekend_papers", "extract(isodow from current_date) in (6, 7)"),
        JoinedStories.Condition("later_papers", "now() > timestamptz '2031-05-01'"),
        JoinedStories.Condition("night_papers", "private.is_night()"),
        JoinedStories.Condition("aged_papers", "created_at > now() - interval '40 days' and created_at < now() - interval '20 days'")
    );

    [TestCase("hour_papers", TestName = "Rows_that_open_between_two_hours_are_found")]
    [TestCase("weekend_papers", TestName = "Rows_that_open_on_weekends_are_found")]
    [TestCase("later_papers", TestName = "Rows_that_open_on_a_day_to_come_are_found")]
    [TestCase("night_papers", TestName = "Rows_that_a_function_opens_by_the_hour_are_found")]
    public async Task Hour(string table) => Assert.That(await s_stories.LeakingAsync(), HasOpened(table));

    [Test]
    public async Task Rows_that_open_by_an_interval_of_ages_are_found() =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain("row-condition public.aged_papers"));

    [Test]
    public async Task Conditions_on_the_time_beside_a_membership_are_not_found() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [SlowCase("extract(hour from now()) = 16", TestName = "Rows_that_open_at_a_named_hour_are_found")]
    [SlowCase("extract(isodow from now()) = 4 and extract(hour from now()) >= 23", TestName = "Rows_that_open_one_night_a_week_are_found")]
    [SlowCase("extract(day from current_date) = 13", TestName = "Rows_that_open_on_a_named_day_of_the_month_are_found")]
    [SlowCase("date_part('month', now()) = 7", TestName = "Rows_that_open_in_a_named_month_are_found")]
    public async Task Further(string condition)
    {
        var further = new JoinedStories(JoinedStories.Condition("further_papers", condition));
        Assert.That(await further.LeakingAsync(), HasOpened("further_papers"));
        Assert.That(await further.SoundAsync(), Is.Empty);
    }

    [Test]
    [Slow]
    public async Task Rows_that_open_if_created_on_named_days_are_found()
    {
        var further = new JoinedStories(JoinedStories.Condition("further_papers", "created_at between '2019-03-01' and '2019-03-05'"));
        Assert.That(await further.LeakingAsync(), Does.Contain("row-condition public.further_papers"));
        Assert.That(await further.SoundAsync(), Is.Empty);
    }

    [Test]
    public async Task A_finding_that_depends_on_the_time_says_that_a_moment_replaced_the_time_function()
    {
        var found = (await s_stories.FindingsAsync()).First(f =>
            f.Id.EndsWith("/clock-condition", StringComparison.Ordinal) && f.Object == "public.later_papers"
        );
        Assert.That(found.Sentence, Does.Contain("which was tested with that moment in place of the time function"));
        Assert.That(found.Example, Does.Contain("alter policy").And.Contain("2031-05-02"));
    }

    // A condition that holds at the present time is found as an open policy.
    private static EqualStringConstraint HasOpened(string table) =>
        Has.Some.EqualTo($"clock-condition public.{table}").Or.Some.EqualTo($"select public.{table}");
}
