using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests which public lists of users and tenants give no finding that fails a run, and which similar tables give one.</summary>
public sealed class SoundDirectories
{
    // Teams publish papers, so everybody may see which teams there are.
    private const string Published = """
        alter table papers add published_at timestamptz;
        grant select on teams, papers to anon;
        create policy papers_published on papers for select to anon, authenticated using (published_at is not null);
        create policy teams_all on teams for select to anon, authenticated using (true);
        """;

    // The same, but only the policy's name says that papers are published.
    private const string Named = """
        alter table papers add sent_at timestamptz;
        grant select on teams, papers to anon;
        create policy "sent papers are public" on papers for select to anon, authenticated using (sent_at is not null);
        create policy teams_all on teams for select to anon, authenticated using (true);
        """;

    private const string Profiles = """
        create table profiles (id uuid primary key references auth.users on delete cascade, nickname text not null default '', phone text);
        alter table profiles enable row level security;
        revoke all on profiles from anon, authenticated;
        create policy profiles_read on profiles for select to authenticated using (true);

        """;

    private static readonly JoinedStories s_stories = new(
        (Named + "create policy members_all on team_members for select to authenticated using (true)", Published),
        (Profiles + "grant select on profiles to authenticated", Profiles + "grant select (id, nickname) on profiles to authenticated")
    );

    [TestCase("public.teams", TestName = "Teams_that_publish_are_listed")]
    [TestCase("public.profiles", TestName = "A_directory_whose_telephone_numbers_nobody_may_read")]
    public async Task A_directory_has_no_grave_finding(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task Both_directories_together_have_no_grave_finding() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    public async Task Teams_that_publish_by_a_policy_whose_name_says_so_are_listed() =>
        Assert.That(await s_stories.LeakingAsync(), Has.None.Contains("public.teams"));

    [TestCase("select public.team_members", TestName = "Memberships_that_everybody_sees_although_teams_publish")]
    [TestCase("select public.profiles", TestName = "A_directory_whose_telephone_numbers_everybody_may_read")]
    public async Task A_table_that_is_no_directory_is_found(string finding) =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [TestCase(
        "create policy teams_all on teams for select to authenticated using (true)",
        TestName = "Teams_that_publish_nothing_and_that_everybody_sees"
    )]
    [TestCase(
        """
            create policy "shared papers are visible" on papers for select to authenticated using (private.in_team(team_id));
            create policy teams_all on teams for select to authenticated using (true)
            """,
        TestName = "Teams_that_publish_to_members_and_that_everybody_sees"
    )]
    [SlowCase(Published + "alter table teams add stripe_id text", TestName = "Teams_with_billing_data_that_everybody_sees")]
    public async Task A_list_of_teams_is_found(string sql) =>
        Assert.That(await AttackedApplication.GraveAsync(sql), Does.Contain("select public.teams"));
}
