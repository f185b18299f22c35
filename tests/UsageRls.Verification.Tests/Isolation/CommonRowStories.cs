using NUnit.Framework;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests tables whose rows without a tenant are for all tenants, such as built-in templates.</summary>
public sealed class CommonRowStories
{
    private const string OwnTeam = "private.in_team(team_id) and author = (select auth.uid())";

    private static readonly JoinedStories s_stories = new(
        (
            Templates("own_templates", "author uuid default auth.uid()", "author = (select auth.uid())"),
            Templates("shared_templates", "author uuid default auth.uid()", OwnTeam)
        ),
        (Templates("signed_templates", "author uuid not null default auth.uid()", OwnTeam), ""),
        (Templates("given_templates", "author uuid", OwnTeam), "")
    );

    [TestCase("own_templates", TestName = "Own_templates_that_everybody_reads_are_found")]
    [TestCase("signed_templates", TestName = "Templates_that_always_have_an_author_are_found")]
    [TestCase("given_templates", TestName = "Templates_for_one_user_that_everybody_reads_are_found")]
    public async Task A_leak_is_found(string table)
    {
        Assert.That(await s_stories.LeakingAsync(), Does.Contain($"select public.{table}"));
        Assert.That(NotVerified(await s_stories.FindingsAsync()), Is.Empty);
    }

    [Test]
    public async Task Templates_that_only_the_server_shares_are_sound()
    {
        Assert.That(await s_stories.SoundAsync(), Is.Empty);
        Assert.That(NotVerified(await s_stories.SoundFindingsAsync()), Is.Empty);
    }

    private static IEnumerable<string> NotVerified(IEnumerable<Finding> findings) =>
        findings.Where(f => f.Id == "isolation/not-verified").Select(f => f.Object);

    private static string Templates(string name, string author, string check) =>
        $"""
            create table {name} (id uuid primary key default gen_random_uuid(), team_id uuid references teams on delete cascade,
              {author} references auth.users, body text not null default 'new');
            alter table {name} enable row level security;
            revoke all on {name} from anon, authenticated;
            grant select, insert (team_id, author, body), update (body), delete on {name} to authenticated;
            create policy shown on {name} for select to authenticated using (team_id is null or private.in_team(team_id));
            create policy made on {name} for insert to authenticated with check ({check});
            create policy changed on {name} for update to authenticated using ({OwnTeam});
            create policy removed on {name} for delete to authenticated using ({OwnTeam});
            """;
}
