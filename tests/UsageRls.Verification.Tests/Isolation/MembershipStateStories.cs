using NUnit.Framework;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a view or policy is found if it ignores the column or the second table that says whether a membership counts, and that the
/// repaired one is not.
/// </summary>
public sealed class MembershipStateStories
{
    // A membership counts unless it was removed or its level is too low.
    private const string Counting = """
        alter table team_members add column removed_at timestamptz;
        alter table team_members add column level smallint not null default 20 check (level in (0, 10, 20));
        create or replace function private.in_team(team uuid) returns boolean language sql stable security definer
          set search_path = '' as $$ select exists (select from public.team_members m
            where m.team_id = team and m.user_id = (select auth.uid()) and m.removed_at is null and m.level >= 10) $$;
        create or replace function private.owns(team uuid) returns boolean language sql stable security definer
          set search_path = '' as $$ select exists (select from public.team_members m
            where m.team_id = team and m.user_id = (select auth.uid()) and m.role = 'owner' and m.removed_at is null and m.level >= 10) $$;
        create policy own_membership on team_members for select to authenticated using (user_id = (select auth.uid()))
        """;

    private static readonly JoinedStories s_stories = new(
        (Counting, Counting),
        (Index("m.level >= 10"), Index("m.level >= 10 and m.removed_at is null")),
        (Trace("m.removed_at is null and m.level >= 0"), Trace("m.removed_at is null and m.level >= 10"))
    );

    private static readonly JoinedStories s_separate = new(
        (Engagements("private.in_team(team_id)"), Engagements("private.works_in(team_id)"))
    );

    // A membership counts within its term.
    private const string Terms = """
        alter table team_members add column term daterange not null default daterange(current_date, null);
        create or replace function private.in_team(team uuid) returns boolean language sql stable security definer
          set search_path = '' as $$ select exists (select from public.team_members m
            where m.team_id = team and m.user_id = (select auth.uid()) and m.term @> current_date) $$;
        create policy own_membership on team_members for select to authenticated using (user_id = (select auth.uid()))
        """;

    private static readonly JoinedStories s_terms = new((Terms, Terms), (Trace("true"), Trace("m.term @> current_date")));

    [TestCase("view public.paper_index", TestName = "A_view_that_shows_rows_to_a_removed_member_is_found")]
    [TestCase("select public.traces", TestName = "A_policy_that_accepts_applicants_below_the_least_level_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(2).Items);

    [TestCase("public.paper_index", TestName = "A_view_that_tests_the_membership_state_is_not_found")]
    [TestCase("public.traces", TestName = "A_policy_that_requires_the_least_level_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    public async Task A_policy_that_ignores_a_membership_state_in_a_second_table_is_found() =>
        Assert.That(await s_separate.LeakingAsync(), Has.Some.EqualTo("separate-state public.traces"));

    [Test]
    public async Task A_policy_that_tests_a_membership_state_in_a_second_table_is_not_found() =>
        Assert.That(await s_separate.SoundAsync(), Is.Empty);

    [Test]
    public async Task A_policy_that_ignores_the_term_of_a_membership_is_found() =>
        Assert.That(await s_terms.LeakingAsync(), Has.Some.EqualTo("select public.traces"));

    [Test]
    public async Task Tables_are_verified_if_a_membership_counts_within_a_term() =>
        Assert.That(
            (await s_terms.SoundFindingsAsync()).Where(f => f.Severity.IsGrave || f.Id == "isolation/not-verified").Select(f => f.Object),
            Is.Empty
        );

    private static string Index(string condition) =>
        $"""
            create view paper_index with (security_barrier) as select p.id, p.team_id, p.title from papers p
              join team_members m on m.team_id = p.team_id and m.user_id = (select auth.uid()) where {condition};
            revoke all on paper_index from anon, authenticated;
            grant select on paper_index to authenticated;
            """;

    private static string Trace(string condition) =>
        "alter policy traces_read on traces using (exists (select from team_members m "
        + $"where m.team_id = traces.team_id and m.user_id = (select auth.uid()) and {condition}))";

    private static string Engagements(string condition) =>
        $"""
            create table engagements (team_id uuid not null references teams on delete cascade,
              user_id uuid not null references auth.users on delete cascade, term daterange not null, primary key (team_id, user_id));
            alter table engagements enable row level security;
            revoke all on engagements from anon, authenticated;
            create function private.works_in(team uuid) returns boolean language sql stable security definer set search_path = '' as $$
              select exists (select from public.team_members m left join public.engagements e using (team_id, user_id)
                where m.team_id = team and m.user_id = (select auth.uid()) and (e.term is null or e.term @> current_date)) $$;
            alter policy teams_read on teams using (private.works_in(id));
            alter policy papers_read on papers using (private.works_in(team_id));
            alter policy traces_read on traces using ({condition});
            """;
}
