using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that rows which stay when other rows are deleted are found if other tenants can then read them.</summary>
public sealed class KeptRowStories
{
    private const string Found = "emptied-reference public.helpers";

    internal static (string Leak, string Sound)[] Stories =>
        [(Leaver("set null"), Leaver("set null (made_by)")), (Folders("set null"), Folders("set null (folder)"))];

    [Test]
    public async Task Rows_that_lose_their_team_when_a_member_leaves_are_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain(Found));

    [Test]
    public async Task Rows_that_keep_their_team_when_a_member_leaves_are_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("public.helpers"));

    [Test]
    public async Task Rows_that_lose_their_team_and_readers_when_their_folder_is_deleted_are_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("emptied-reference public.leaves"));

    [Test]
    public async Task Rows_that_keep_their_team_when_their_folder_is_deleted_are_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("public.leaves"));

    [Test]
    [Slow]
    public async Task Rows_that_get_the_default_team_when_a_member_leaves_are_found() =>
        Assert.That(await AttackedApplication.GraveAsync(Leaver("set default")), Is.EqualTo((string[])[Found]));

    private static string Folders(string action) =>
        $"""
            create table folders (team_id uuid references teams on delete cascade, name text, primary key (team_id, name));
            create table leaves (id uuid primary key default gen_random_uuid(), team_id uuid references teams on delete cascade,
              folder text, line text not null,
              foreign key (team_id, folder) references folders (team_id, name) on delete {action});
            alter table folders enable row level security;
            alter table leaves enable row level security;
            revoke all on folders, leaves from anon, authenticated;
            grant select, delete on folders to authenticated;
            grant select on leaves to authenticated;
            create policy r on folders for select to authenticated using (private.in_team(team_id));
            create policy d on folders for delete to authenticated using (private.in_team(team_id));
            create policy r on leaves for select to authenticated using (private.in_team(team_id));
            """;

    private static string Leaver(string action) =>
        $"""
            create table helpers (id uuid primary key default gen_random_uuid(), team_id uuid references teams on delete cascade,
              made_by uuid default auth.uid(), name text not null,
              foreign key (team_id, made_by) references team_members (team_id, user_id) on delete {action});
            alter table helpers enable row level security;
            revoke all on helpers from anon, authenticated;
            grant select, insert (team_id, name) on helpers to authenticated;
            create policy r on helpers for select to authenticated using (team_id is null or private.in_team(team_id));
            create policy w on helpers for insert to authenticated with check (made_by = (select auth.uid()) and private.in_team(team_id));
            """;
}
