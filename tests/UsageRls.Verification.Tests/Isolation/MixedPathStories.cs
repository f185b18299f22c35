using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests policies on a column whose text names two teams: the team before the colon owns the row. Policies that accept the team after the
/// colon are found; the repaired policies are not.
/// </summary>
public sealed class MixedPathStories
{
    private const string Scans = """
        create table scans (id uuid primary key default gen_random_uuid(), place text not null, pages int not null default 1);
        alter table scans enable row level security;
        revoke all on scans from anon, authenticated;
        grant select, insert (place), update (place) on scans to authenticated;
        create function private.mine() returns setof text language sql stable security definer set search_path = ''
          as $$ select m.team_id::text from public.team_members m where m.user_id = (select auth.uid()) $$;
        grant execute on function private.mine() to authenticated;
        create policy scans_read on scans for select to authenticated
          using (split_part(place, ':', 1) in (select m.team_id::text from team_members m where m.user_id = (select auth.uid())));

        """;

    [SlowCase(
        "exists (select from private.mine() t where t = any (string_to_array(place, ':')))",
        true,
        TestName = "An_insert_check_that_accepts_any_part_is_found"
    )]
    [TestCase("split_part(place, ':', 2) in (select private.mine())", true, TestName = "An_insert_check_of_the_wrong_part_is_found")]
    [TestCase("split_part(place, ':', 1) in (select private.mine())", false, TestName = "An_insert_check_of_the_right_part_is_not_found")]
    public async Task New(string check, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"{Scans} create policy scans_write on scans for insert to authenticated with check ({check});"
            ),
            isFound ? Is.EqualTo((string[])["mixed-path public.scans"]) : Is.Empty
        );

    [TestCase("place like '%' || t || '%'", true, TestName = "An_update_check_that_accepts_any_part_is_found")]
    [TestCase("split_part(place, ':', 1) = t", false, TestName = "An_update_check_of_the_right_part_is_not_found")]
    public async Task Changed(string check, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $"""
                {Scans}
                create policy scans_change on scans for update to authenticated
                  using (split_part(place, ':', 1) in (select private.mine()))
                    with check (exists (select from private.mine() t where {check}));
                """
            ),
            isFound ? Is.EqualTo((string[])["mixed-path public.scans"]) : Is.Empty
        );

    // The first folder of a file names its team.
    [TestCase("= any (storage.foldername(objects.name))", true, TestName = "A_file_of_the_team_that_any_folder_names_is_found")]
    [TestCase("= (storage.foldername(objects.name))[1]", false, TestName = "A_file_of_the_team_that_the_first_folder_names_is_not_found")]
    public async Task Files(string comparison, bool isFound)
    {
        var isMember =
            "bucket_id = 'plans' and exists (select from public.team_members m "
            + $"where m.user_id = (select auth.uid()) and m.team_id::text {comparison})";
        var grave = await AttackedApplication.GraveAsync(
            $"""
            insert into storage.buckets (id, name) values ('plans', 'plans');
            create policy r on storage.objects for select to authenticated using ({isMember});
            create policy w on storage.objects for insert to authenticated with check ({isMember});
            """
        );
        Assert.That(grave, isFound ? Is.EqualTo((string[])["mixed-path storage.objects (bucket_id = 'plans')"]) : Is.Empty);
    }
}
