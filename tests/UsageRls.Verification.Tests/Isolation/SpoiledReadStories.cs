using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a policy is found if one caller's row spoils what other tenants read: NULL in a list hides their rows, a text that a policy
/// cannot cast makes each query fail, and a reference hides the row to which it refers.
/// </summary>
public sealed class SpoiledReadStories
{
    private const string Found = "null-in-list public.hidden_papers",
        Inserts = "insert (paper_id, reason)",
        NotIn = "id not in (select private.hidden())",
        NotAll = "id <> all (array(select private.hidden()))",
        NotNull = "id not in (select h from private.hidden() h where h is not null)",
        NotExists = "not exists (select from private.hidden() h (paper) where h.paper = hidden_papers.id)";

    internal static (string Leak, string Sound)[] Stories =>
        [
            (Request(Inserts, NotIn), Request(Inserts, NotNull)),
            (Scans("(info ->> 'team')::uuid"), Scans("nullif(info ->> 'team', '')::uuid")),
            (Minutes(""), Minutes(" and newer.team_id = team")),
        ];

    [Test]
    public async Task A_newer_row_of_one_team_that_hides_the_row_of_another_team_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("hidden-by-reference public.minutes"));

    [Test]
    public async Task A_newer_row_that_hides_only_a_row_of_its_own_team_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("public.minutes"));

    [Test]
    public async Task A_scan_with_an_empty_team_that_no_policy_can_cast_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("unreadable-value public.scans"));

    [Test]
    public async Task A_scan_with_an_empty_team_that_counts_as_none_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("public.scans"));

    [Test]
    public async Task A_request_without_a_paper_that_hides_all_papers_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain(Found));

    [Test]
    public async Task A_request_without_a_paper_that_the_list_leaves_out_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("public.hidden_papers"));

    [SlowCase(Inserts, NotExists, false, TestName = "A_request_without_a_paper_that_equals_no_paper_is_not_found")]
    [SlowCase(Inserts, NotAll, true, TestName = "A_request_without_a_paper_in_an_array_is_found")]
    [SlowCase("update (paper_id)", NotIn, true, TestName = "A_request_from_which_its_author_removes_the_paper_is_found")]
    public async Task Further(string granted, string condition, bool isFound) =>
        Assert.That(await AttackedApplication.GraveAsync(Request(granted, condition)), isFound ? Does.Contain(Found) : Is.Empty);

    private static string Minutes(string condition) =>
        $"""
            create table minutes (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              line text not null, replaces uuid references minutes on delete set null);
            alter table minutes enable row level security;
            revoke all on minutes from anon, authenticated;
            grant select, insert (team_id, line, replaces) on minutes to authenticated;
            create function private.is_replaced(old uuid, team uuid) returns boolean
              language sql stable security definer set search_path = ''
              as $$ select exists (select from public.minutes newer where newer.replaces = old{condition}) $$;
            create policy r on minutes for select to authenticated
              using (private.in_team(team_id) and not private.is_replaced(id, team_id));
            create policy w on minutes for insert to authenticated with check (private.in_team(team_id));
            """;

    private static string Scans(string team) =>
        $"""
            create table scans (id uuid primary key default gen_random_uuid(),
              writer uuid not null default auth.uid() references auth.users on delete cascade, info jsonb not null default '{"{}"}');
            alter table scans enable row level security;
            revoke all on scans from anon, authenticated;
            grant select, insert (info) on scans to authenticated;
            create policy r on scans for select to authenticated using (writer = (select auth.uid())
              or {team} in (select m.team_id from team_members m where m.user_id = (select auth.uid())));
            create policy w on scans for insert to authenticated with check (writer = (select auth.uid())
              and (coalesce(info ->> 'team', '') = ''
                or info ->> 'team' in (select m.team_id::text from team_members m where m.user_id = (select auth.uid()))));
            """;

    private static string Request(string granted, string condition) =>
        $"""
            {JoinedStories.Papers("hidden_papers")}
            create table requests (id uuid primary key default gen_random_uuid(),
              user_id uuid not null default auth.uid() references auth.users on delete cascade,
              paper_id uuid references hidden_papers on delete cascade, reason text);
            alter table requests enable row level security;
            revoke all on requests from anon, authenticated;
            grant select, {granted} on requests to authenticated;
            create policy r on requests for select to authenticated using (user_id = (select auth.uid()));
            create policy c on requests for update to authenticated using (user_id = (select auth.uid()));
            create policy w on requests for insert to authenticated with check (user_id = (select auth.uid())
              and (paper_id is null or paper_id in (select p.id from hidden_papers p where p.writer = (select auth.uid()))));
            create function private.hidden() returns setof uuid language sql stable security definer set search_path = ''
              as $$ select r.paper_id from public.requests r $$;
            create policy hide on hidden_papers as restrictive for select to authenticated using ({condition});
            """;
}
