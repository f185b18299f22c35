using NUnit.Framework;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that views and functions are found if they give users who are not members of a team access to the team's rows, and that the
/// repaired objects are not.
/// </summary>
public sealed class ReachStories
{
    private const string Member = "private.in_team(p.team_id)";
    private const string Caller = "m.user_id = (select auth.uid())";

    private static readonly JoinedStories s_stories = new(
        (ReachFunctions.NotFound("paper_title", "p.title"), ""),
        ("", ReachFunctions.NotFound("paper_done", "'done'")),
        ("", ReachFunctions.NotFound("paper_exists", "true")),
        (ReachFunctions.RandomKey("true"), ReachFunctions.RandomKey("private.in_team(d.team_id)")),
        (ReachFunctions.DoorKey("true"), ReachFunctions.DoorKey("private.in_team(p_team)")),
        (ReachFunctions.Search("true"), ReachFunctions.Search(Member)),
        (
            ReachFunctions.Brackets($"{Member} and p.status = 'draft' or p.status = 'due'"),
            ReachFunctions.Brackets($"{Member} and (p.status = 'draft' or p.status = 'due')")
        ),
        (ReachFunctions.Argument("team_id"), ReachFunctions.Argument("papers_of_day.team_id")),
        (ReachFunctions.Lists("&&"), ReachFunctions.Lists("<@")),
        (ReachFunctions.Document("coalesce(d.team_id, p_team)"), ReachFunctions.Document("p_team")),
        (ReachFunctions.Parts(Caller), ReachFunctions.Parts($"{Caller} and m.team_id = t.team_id")),
        (ReachFunctions.Year(""), ReachFunctions.Year("and p.team_id = p_team")),
        (ReachFunctions.Cursor("false"), ReachFunctions.Cursor("not private.in_team(team)")),
        (
            ReachFunctions.Listed("private.in_team((select t.team_id from public.tools t where t.id = p_tools[1]))"),
            ReachFunctions.Listed("not exists (select from public.tools t where t.id = any (p_tools) and not private.in_team(t.team_id))")
        ),
        (ReachFunctions.Filter("filtered", "' and %s = %L'"), ReachFunctions.Filter("filtered", "' and %I = %L'")),
        (ReachFunctions.Filter("matching", "' and %I = ''%s'''"), ReachFunctions.Filter("matching", "' and %I = %L'")),
        (ReachFunctions.Column("%s"), ReachFunctions.Column("%I"))
    );

    [TestCase("function public.paper_title(uuid)", TestName = "A_function_that_returns_a_row_or_raises_an_error_is_grave")]
    [TestCase("function public.draft_line(text)", TestName = "A_function_that_takes_a_random_key_is_found")]
    [TestCase("function public.cut_key(uuid)", TestName = "A_function_that_cuts_a_new_key_of_any_team_is_found")]
    [TestCase("function public.find_papers(text,jsonb,integer)", TestName = "A_search_through_the_papers_of_every_team_is_found")]
    [TestCase("row-condition view public.notices", TestName = "A_view_with_a_missing_bracket_is_found")]
    [TestCase("function public.papers_of_day(uuid,date)", TestName = "A_function_whose_argument_has_the_name_of_a_column_is_found")]
    [TestCase(
        "function public.paper_counts(uuid[],date,date)",
        TestName = "A_function_that_requires_one_of_the_teams_to_be_the_callers_is_found"
    )]
    [TestCase(
        "function public.paper_command(uuid,text,jsonb)",
        TestName = "A_function_that_takes_the_team_from_its_JSON_argument_is_found"
    )]
    [TestCase("function public.team_report(uuid,text[])", TestName = "A_part_of_a_report_that_accepts_membership_in_any_team_is_found")]
    [TestCase(
        "function public.payslips_of(uuid,uuid,integer)",
        TestName = "A_function_that_tests_one_team_and_returns_a_persons_rows_of_all_teams_is_found"
    )]
    [TestCase("function public.papers_page(uuid,jsonb)", TestName = "A_page_that_trusts_the_team_in_its_cursor_is_found")]
    [TestCase("function public.take_back(bigint[],text)", TestName = "A_function_that_checks_the_first_row_of_a_list_is_found")]
    [TestCase("function public.filtered(uuid,jsonb,integer)", TestName = "A_filter_whose_keys_become_SQL_is_found")]
    [TestCase("function public.matching(uuid,jsonb,integer)", TestName = "A_filter_whose_values_become_SQL_is_found")]
    [TestCase("function public.papers_with(uuid,text,text)", TestName = "A_column_name_that_becomes_SQL_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(15).Items);

    [TestCase("paper_done", TestName = "A_function_that_returns_a_constant_or_raises_an_error_is_not_grave")]
    [TestCase("paper_exists", TestName = "A_function_that_only_shows_that_a_row_exists_is_not_grave")]
    public async Task A_function_is_shown_but_not_grave(string name) =>
        Assert.That(
            (await s_stories.SoundFindingsAsync()).Single(f => f.Object.Contains(name, StringComparison.Ordinal)).Severity.IsGrave,
            Is.False
        );

    [TestCase("draft_line", TestName = "A_function_that_takes_a_random_key_and_tests_the_team_is_not_found")]
    [TestCase("cut_key", TestName = "A_function_that_cuts_a_new_key_of_the_callers_team_is_not_found")]
    [TestCase("find_papers", TestName = "A_search_through_the_papers_of_the_callers_teams_is_not_found")]
    [TestCase("notices", TestName = "A_view_with_its_brackets_is_not_found")]
    [TestCase("papers_of_day", TestName = "A_function_whose_argument_is_qualified_is_not_found")]
    [TestCase("paper_counts", TestName = "A_function_that_requires_all_the_teams_to_be_the_callers_is_not_found")]
    [TestCase("paper_command", TestName = "A_function_that_takes_the_team_whose_membership_it_tested_is_not_found")]
    [TestCase("team_report", TestName = "A_part_of_a_report_that_requires_membership_in_the_rows_team_is_not_found")]
    [TestCase("payslips_of", TestName = "A_function_that_returns_a_persons_rows_of_the_tested_team_is_not_found")]
    [TestCase("papers_page", TestName = "A_page_that_tests_membership_in_the_team_of_its_cursor_is_not_found")]
    [TestCase("take_back", TestName = "A_function_that_checks_all_rows_of_a_list_is_not_found")]
    [TestCase("filtered", TestName = "A_filter_whose_keys_are_quoted_is_not_found")]
    [TestCase("matching", TestName = "A_filter_whose_values_are_quoted_is_not_found")]
    [TestCase("papers_with", TestName = "A_column_name_that_is_quoted_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);
}
