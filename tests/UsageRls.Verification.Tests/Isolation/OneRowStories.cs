using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests conditions on a table with one row for each team: the suite changes the existing row so that the row meets the condition.
/// </summary>
public sealed class OneRowStories
{
    internal static (string Leak, string Sound)[] Stories =>
        [
            (
                Policy("private.in_team(team_id) and state = 'trial' or state = 'due'"),
                Policy("private.in_team(team_id) and (state = 'trial' or state = 'due')")
            ),
            (
                View("notices", "private.in_team(p.team_id) and p.state = 'trial' or p.state = 'due'"),
                View("notices", "private.in_team(p.team_id) and (p.state = 'trial' or p.state = 'due')")
            ),
            ("", View("blanks", "private.in_team(p.team_id) or p.state = 'unknown'")),
        ];

    [TestCase("row-condition public.plans", TestName = "A_policy_with_a_missing_bracket_is_found")]
    [TestCase("row-condition view public.notices", TestName = "A_view_that_shows_due_plans_of_every_team_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.plans", TestName = "A_policy_with_its_brackets_is_not_found")]
    [TestCase("view public.notices", TestName = "A_view_that_shows_due_plans_to_members_only_is_not_found")]
    [TestCase("view public.blanks", TestName = "A_condition_that_no_row_can_meet_fails_no_run")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains(name));

    private static string Plans(string name) =>
        $"""
            create table {name} (team_id uuid primary key references teams on delete cascade, state text not null default 'active'
              check (state in ('trial', 'active', 'due')), iban text not null default 'DE00');
            alter table {name} enable row level security;
            revoke all on {name} from anon, authenticated;

            """;

    private static string Policy(string condition) =>
        $"{Plans("plans")} grant select on plans to authenticated; "
        + $"create policy r on plans for select to authenticated using ({condition});";

    private static string View(string name, string condition) =>
        $"""
            {Plans(name + "_plans")}
            create view {name} with (security_barrier) as select p.team_id, p.iban from {name}_plans p where {condition};
            revoke all on {name} from anon, authenticated;
            grant select on {name} to authenticated;
            """;
}
