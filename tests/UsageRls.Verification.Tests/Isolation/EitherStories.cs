using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests rows that belong to either a team or a user, and whose enum is in a schema that clients may not use.</summary>
public sealed class EitherStories
{
    internal static (string Leak, string Sound)[] Stories => [(Slips("owner is not null"), Slips("owner = (select auth.uid())"))];

    [Test]
    public async Task Slips_of_a_user_that_everybody_reads_are_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("select public.slips"));

    [Test]
    public async Task Slips_of_a_team_or_a_user_are_verified()
    {
        var findings = await JoinedFixtures.SoundFindingsAsync();
        Assert.That(findings.Where(f => f.Id == "isolation/not-verified").Select(f => f.Object), Has.None.EqualTo("public.slips"));
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("public.slips"));
    }

    private static string Slips(string own) =>
        $"""
            create schema closed;
            create type closed.slip_kind as enum ('short', 'long');
            create table slips (id uuid primary key default gen_random_uuid(), owner uuid references auth.users on delete cascade,
              team_id uuid references teams on delete cascade, kind closed.slip_kind not null, check (num_nonnulls(owner, team_id) = 1));
            alter table slips enable row level security;
            revoke all on slips from anon, authenticated;
            grant select, insert, update (kind), delete on slips to authenticated;
            create policy r on slips for select to authenticated using ({own} or private.in_team(team_id));
            create policy w on slips for insert to authenticated with check (owner = (select auth.uid()) or private.in_team(team_id));
            create policy u on slips for update to authenticated using (owner = (select auth.uid()) or private.in_team(team_id));
            create policy d on slips for delete to authenticated using (owner = (select auth.uid()) or private.in_team(team_id));
            """;
}
