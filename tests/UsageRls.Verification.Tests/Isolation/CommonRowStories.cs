using NUnit.Framework;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests tables whose rows without a tenant are for all tenants, such as built-in templates.</summary>
public sealed class CommonRowStories
{
    private const string OwnTeam = "private.in_team(team_id) and author = (select auth.uid())";

    [TestCase("author uuid default auth.uid()", OwnTeam, false, TestName = "Templates_that_only_the_server_shares_are_sound")]
    [TestCase(
        "author uuid default auth.uid()",
        "author = (select auth.uid())",
        true,
        TestName = "Own_templates_that_everybody_reads_are_found"
    )]
    [TestCase("author uuid not null default auth.uid()", OwnTeam, true, TestName = "Templates_that_always_have_an_author_are_found")]
    [TestCase("author uuid", OwnTeam, true, TestName = "Templates_for_one_user_that_everybody_reads_are_found")]
    public async Task Common(string author, string check, bool isFound)
    {
        var findings = await AttackedApplication.FindingsAsync(
            $"""
            create table templates (id uuid primary key default gen_random_uuid(), team_id uuid references teams on delete cascade,
              {author} references auth.users, body text not null default 'new');
            alter table templates enable row level security;
            revoke all on templates from anon, authenticated;
            grant select, insert (team_id, author, body), update (body), delete on templates to authenticated;
            create policy shown on templates for select to authenticated using (team_id is null or private.in_team(team_id));
            create policy made on templates for insert to authenticated with check ({check});
            create policy changed on templates for update to authenticated using ({OwnTeam});
            create policy removed on templates for delete to authenticated using ({OwnTeam});
            """
        );
        string[] grave = [.. findings.Where(f => f.Severity.IsGrave).Select(f => f.Id)];
        Assert.That(grave, isFound ? Has.Some.EqualTo("isolation/select") : Is.Empty);
        Assert.That(findings.Where(f => f.Id == "isolation/not-verified").Select(f => f.Object), Has.None.EqualTo("public.templates"));
    }
}
