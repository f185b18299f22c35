using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Lints;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests the severity of findings about a policy that reads a table on which the caller lacks SELECT.</summary>
public sealed class MissingGrants
{
    // The policies read team_members, on which the SQL grants nothing: queries fail on the explicit baseline, which has no default grants.
    private const string WithoutGrants = """
        create table teams (id uuid primary key default gen_random_uuid(), name text not null);
        create table team_members (team_id uuid references teams on delete cascade, user_id uuid references auth.users on delete cascade,
          primary key (team_id, user_id));
        create table papers (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade);
        alter table teams enable row level security;
        alter table team_members enable row level security;
        alter table papers enable row level security;
        create policy own on team_members for select to authenticated using (user_id = (select auth.uid()));
        create policy teams_read on teams for select to authenticated using (id in (select team_id from team_members));
        create policy papers_read on papers for select to authenticated using (team_id in (select team_id from team_members));
        grant select on papers to authenticated;
        """;

    [TestCase("", Severity.Medium, TestName = "A_grant_that_the_explicit_baseline_alone_lacks_fails_no_run")]
    [TestCase("revoke all on team_members from authenticated", Severity.High, TestName = "A_grant_that_both_baselines_lack_fails_the_run")]
    public async Task Severities(string sql, Severity severity)
    {
        var lints = new List<(GrantBaseline, IReadOnlyList<Finding>)>();
        foreach (var baseline in Enum.GetValues<GrantBaseline>())
        {
            await using var database = await SmallApplication.ApplyAsync(WithoutGrants + sql, baseline);
            lints.Add((baseline, await LintRun.RunAsync(database)));
        }
        var broken = (await AttackedApplication.OnBothBaselinesAsync(WithoutGrants + sql))
            .Where(f => f.Id.EndsWith("refused-by-defect", StringComparison.Ordinal) && f.Object == "public.papers")
            .ToArray();
        Assert.That(broken.Select(f => f.Severity), Is.Not.Empty.And.All.EqualTo(severity));
        var unusable = LintsOnBaselines.Combine(lints).Where(f => f.Id.Contains("/0050_", StringComparison.Ordinal)).ToArray();
        Assert.That(unusable.Select(f => f.Severity), Is.Not.Empty.And.All.EqualTo(severity));
    }
}
