using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests policies on a column whose text names two teams: the team before the colon owns the row. Policies that accept the team after the
/// colon are found; the repaired policies are not.
/// </summary>
public sealed class MixedPathStories
{
    private const string Mine = """
        create function private.mine() returns setof text language sql stable security definer set search_path = ''
          as $$ select m.team_id::text from public.team_members m where m.user_id = (select auth.uid()) $$;
        grant execute on function private.mine() to authenticated;
        """;

    private static readonly JoinedStories s_stories = new(
        (Mine, Mine),
        (New("split_part(place, ':', 2) in (select private.mine())"), New("split_part(place, ':', 1) in (select private.mine())")),
        (Changed("place like '%' || t || '%'"), Changed("split_part(place, ':', 1) = t")),
        (Files("= any (storage.foldername(objects.name))"), Files("= (storage.foldername(objects.name))[1]"))
    );

    [TestCase("mixed-path public.scans", TestName = "An_insert_check_of_the_wrong_part_is_found")]
    [TestCase("mixed-path public.moved_scans", TestName = "An_update_check_that_accepts_any_part_is_found")]
    [TestCase("mixed-path storage.objects (bucket_id = 'plans')", TestName = "A_file_of_the_team_that_any_folder_names_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.scans", TestName = "An_insert_check_of_the_right_part_is_not_found")]
    [TestCase("public.moved_scans", TestName = "An_update_check_of_the_right_part_is_not_found")]
    [TestCase("storage.objects", TestName = "A_file_of_the_team_that_the_first_folder_names_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(3).Items);

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    [Slow]
    public async Task An_insert_check_that_accepts_any_part_is_found() =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                Mine + New("exists (select from private.mine() t where t = any (string_to_array(place, ':')))")
            ),
            Does.Contain("mixed-path public.scans")
        );

    private static string Scans(string name) =>
        $"""
            create table {name} (id uuid primary key default gen_random_uuid(), place text not null, pages int not null default 1);
            alter table {name} enable row level security;
            revoke all on {name} from anon, authenticated;
            grant select, insert (place), update (place) on {name} to authenticated;
            create policy {name}_read on {name} for select to authenticated
              using (split_part(place, ':', 1) in (select m.team_id::text from team_members m where m.user_id = (select auth.uid())));

            """;

    private static string New(string check) =>
        $"{Scans("scans")} create policy scans_write on scans for insert to authenticated with check ({check});";

    private static string Changed(string check) =>
        $"""
            {Scans("moved_scans")}
            create policy scans_change on moved_scans for update to authenticated
              using (split_part(place, ':', 1) in (select private.mine()))
                with check (exists (select from private.mine() t where {check}));
            """;

    // The first folder of a file names its team.
    private static string Files(string comparison)
    {
        var isMember =
            "bucket_id = 'plans' and exists (select from public.team_members m "
            + $"where m.user_id = (select auth.uid()) and m.team_id::text {comparison})";
        return $"""
            insert into storage.buckets (id, name) values ('plans', 'plans');
            create policy r on storage.objects for select to authenticated using ({isMember});
            create policy w on storage.objects for insert to authenticated with check ({isMember});
            """;
    }
}
