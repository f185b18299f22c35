using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that policies which show other teams' rows at certain times are found, and that the repaired policies are not.</summary>
public sealed class ClockStories
{
    [TestCase(
        "(now() at time zone 'utc')::time between time '02:00' and time '04:00'",
        TestName = "Rows_that_open_between_two_hours_are_found"
    )]
    [TestCase("extract(isodow from current_date) in (6, 7)", TestName = "Rows_that_open_on_weekends_are_found")]
    [TestCase("now() > timestamptz '2031-05-01'", TestName = "Rows_that_open_on_a_day_to_come_are_found")]
    [SlowCase("extract(hour from now()) = 16", TestName = "Rows_that_open_at_a_named_hour_are_found")]
    [SlowCase("extract(isodow from now()) = 4 and extract(hour from now()) >= 23", TestName = "Rows_that_open_one_night_a_week_are_found")]
    [SlowCase("extract(day from current_date) = 13", TestName = "Rows_that_open_on_a_named_day_of_the_month_are_found")]
    [SlowCase("date_part('month', now()) = 7", TestName = "Rows_that_open_in_a_named_month_are_found")]
    [TestCase("private.is_night()", TestName = "Rows_that_a_function_opens_by_the_hour_are_found")]
    public async Task Hour(string condition)
    {
        const string night = """
            create function private.is_night() returns boolean language sql stable set search_path = ''
              as $$ select extract(hour from now()) = 3 $$;

            """;
        Assert.That(
            await AttackedApplication.GraveAsync($"{night} create policy wide on papers for select to authenticated using ({condition});"),
            Has.Some.EqualTo("clock-condition public.papers").Or.Some.EqualTo("select public.papers")
        );
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"{night} create policy wide on papers for select to authenticated using (private.in_team(team_id) and {condition});"
            ),
            Is.Empty
        );
    }

    [Test]
    public async Task A_finding_that_depends_on_the_time_says_that_a_moment_replaced_the_time_function()
    {
        var found = (
            await AttackedApplication.FindingsAsync(
                "create policy wide on papers for select to authenticated using (now() > timestamptz '2031-05-01');"
            )
        ).First(f => f.Id.EndsWith("/clock-condition", StringComparison.Ordinal) && f.Object == "public.papers");
        Assert.That(found.Sentence, Does.Contain("which was tested with that moment in place of the time function"));
        Assert.That(found.Example, Does.Contain("alter policy").And.Contain("2031-05-02"));
    }

    [TestCase(
        "created_at > now() - interval '40 days' and created_at < now() - interval '20 days'",
        TestName = "Rows_that_open_by_an_interval_of_ages_are_found"
    )]
    [SlowCase("created_at between '2019-03-01' and '2019-03-05'", TestName = "Rows_that_open_if_created_on_named_days_are_found")]
    public async Task Interval(string condition)
    {
        Assert.That(
            await AttackedApplication.GraveAsync($"create policy wide on papers for select to authenticated using ({condition});"),
            Has.Some.EqualTo("row-condition public.papers")
        );
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"create policy wide on papers for select to authenticated using (private.in_team(team_id) and {condition});"
            ),
            Is.Empty
        );
    }
}
