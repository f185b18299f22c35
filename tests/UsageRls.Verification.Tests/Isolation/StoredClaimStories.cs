using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that claims which functions store in <c>app_metadata</c> are found if they stay after the membership has ended, or if the user
/// chooses them, and that the repaired functions are not found.
/// </summary>
public sealed class StoredClaimStories
{
    [TestCase("insert", true, TestName = "A_claim_that_stays_when_the_member_is_removed_is_found")]
    [TestCase("insert or delete", false, TestName = "A_claim_that_goes_when_the_member_is_removed_is_not_found")]
    public async Task Stored(string events, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $$"""
                create function private.write_claim() returns trigger language plpgsql security definer set search_path = '' as $$
                declare person uuid := coalesce(new.user_id, old.user_id); begin
                update auth.users u set raw_app_meta_data = coalesce(u.raw_app_meta_data, '{}') || jsonb_build_object('teams',
                  (select coalesce(jsonb_agg(m.team_id), '[]') from public.team_members m where m.user_id = person)) where u.id = person;
                return null; end $$;
                create trigger write_claim after {{events}} on team_members for each row execute function private.write_claim();
                create policy wide on papers for select to authenticated using (team_id::text in (
                  select jsonb_array_elements_text((select auth.jwt()) -> 'app_metadata' -> 'teams')));
                """
            ),
            isFound ? Is.EqualTo((string[])["stale-claim public.papers"]) : Is.Empty
        );

    [TestCase("p_settings", true, TestName = "A_function_that_writes_its_argument_to_app_metadata_is_found")]
    [TestCase(
        "jsonb_build_object('settings', p_settings)",
        false,
        TestName = "A_function_that_writes_its_argument_under_a_fixed_key_is_not_found"
    )]
    public async Task Settings(string document, bool isFound) =>
        Assert.That(
            await AttackedApplication.GraveAsync(
                $$"""
                create function public.save_settings(p_settings jsonb) returns void language sql security definer set search_path = '' as $$
                  update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || {{document}} where id = auth.uid() $$;
                revoke all on function public.save_settings(jsonb) from public, anon;
                grant execute on function public.save_settings(jsonb) to authenticated;
                create policy wide on papers for select to authenticated
                  using ((select auth.jwt() -> 'app_metadata' ->> 'role') = 'support');
                """
            ),
            isFound ? Is.EqualTo((string[])["claim-writer function public.save_settings(jsonb)"]) : Is.Empty
        );
}
