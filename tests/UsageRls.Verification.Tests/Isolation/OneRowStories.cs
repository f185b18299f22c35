using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests conditions on a table with one row for each team: the suite changes the existing row so that the row meets the condition.
/// </summary>
public sealed class OneRowStories
{
    private const string Plans = """
        create table plans (team_id uuid primary key references teams on delete cascade, state text not null default 'active'
          check (state in ('trial', 'active', 'due')), iban text not null default 'DE00');
        alter table plans enable row level security;
        revoke all on plans from anon, authenticated;

        """;

    [TestCase("private.in_team(team_id) and state = 'trial' or state = 'due'", true, TestName = "A_policy_with_a_missing_bracket_is_found")]
    [TestCase(
        "private.in_team(team_id) and (state = 'trial' or state = 'due')",
        false,
        TestName = "A_policy_with_its_brackets_is_not_found"
    )]
    public async Task Policy(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"{Plans} grant select on plans to authenticated; create policy r on plans for select to authenticated using ({condition});"
            ),
            isFound ? Has.Some.EqualTo("row-condition public.plans") : Is.Empty
        );

    [TestCase(
        "private.in_team(p.team_id) and p.state = 'trial' or p.state = 'due'",
        true,
        TestName = "A_view_that_shows_due_plans_of_every_team_is_found"
    )]
    [TestCase(
        "private.in_team(p.team_id) and (p.state = 'trial' or p.state = 'due')",
        false,
        TestName = "A_view_that_shows_due_plans_to_members_only_is_not_found"
    )]
    [TestCase("private.in_team(p.team_id) or p.state = 'unknown'", false, TestName = "A_condition_that_no_row_can_meet_fails_no_run")]
    public async Task View(string condition, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Plans}
                create view notices with (security_barrier) as select p.team_id, p.iban from plans p where {condition};
                revoke all on notices from anon, authenticated;
                grant select on notices to authenticated;
                """
            ),
            isFound ? Has.Some.EqualTo("row-condition view public.notices") : Is.Empty
        );
}
