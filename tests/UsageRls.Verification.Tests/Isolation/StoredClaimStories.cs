using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that claims which functions store in <c>app_metadata</c> are found if they stay after the membership has ended, or if the user
/// chooses them, and that the repaired functions are not found.
/// </summary>
public sealed class StoredClaimStories
{
    internal static (string Leak, string Sound)[] Stories =>
        [(Stored("insert"), Stored("insert or delete")), (Settings("p_settings"), Settings("jsonb_build_object('settings', p_settings)"))];

    [TestCase("stale-claim public.claimed_papers", TestName = "A_claim_that_stays_when_the_member_is_removed_is_found")]
    [TestCase(
        "claim-writer function public.save_settings(jsonb)",
        TestName = "A_function_that_writes_its_argument_to_app_metadata_is_found"
    )]
    public async Task A_leak_is_found(string finding) => Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain(finding));

    [TestCase("public.claimed_papers", TestName = "A_claim_that_goes_when_the_member_is_removed_is_not_found")]
    [TestCase("function public.save_settings(jsonb)", TestName = "A_function_that_writes_its_argument_under_a_fixed_key_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains(name));

    private static string Stored(string events) =>
        $$"""
            create function private.write_claim() returns trigger language plpgsql security definer set search_path = '' as $$
            declare person uuid := coalesce(new.user_id, old.user_id); begin
            update auth.users u set raw_app_meta_data = coalesce(u.raw_app_meta_data, '{}') || jsonb_build_object('teams',
              (select coalesce(jsonb_agg(m.team_id), '[]') from public.team_members m where m.user_id = person)) where u.id = person;
            return null; end $$;
            create trigger write_claim after {{events}} on team_members for each row execute function private.write_claim();
            {{JoinedStories.Papers("claimed_papers")}}
            create policy wide on claimed_papers for select to authenticated using (team_id::text in (
              select jsonb_array_elements_text((select auth.jwt()) -> 'app_metadata' -> 'teams')));
            """;

    private static string Settings(string document) =>
        $$"""
            create function public.save_settings(p_settings jsonb) returns void language sql security definer set search_path = '' as $$
              update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || {{document}} where id = auth.uid() $$;
            revoke all on function public.save_settings(jsonb) from public, anon;
            grant execute on function public.save_settings(jsonb) to authenticated;
            {{JoinedStories.Papers("support_papers")}}
            create policy wide on support_papers for select to authenticated
              using ((select auth.jwt() -> 'app_metadata' ->> 'role') = 'support');
            """;
}
