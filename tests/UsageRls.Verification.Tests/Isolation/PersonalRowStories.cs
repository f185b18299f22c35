using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a policy is found if it lets users put their own rows among the rows of another user, and that a sound one is not.
/// </summary>
public sealed class PersonalRowStories
{
    internal static (string Leak, string Sound)[] Stories => [(Diary("private.owns_note(id)"), Diary("user_id = (select auth.uid())"))];

    [Test]
    public async Task A_personal_row_that_is_given_to_another_user_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("update public.diary"));

    [Test]
    public async Task A_personal_row_that_stays_with_its_user_is_not_found() =>
        Assert.That(await JoinedFixtures.SoundAsync(), Has.None.Contains("public.diary"));

    private static string Diary(string check) =>
        $"""
            create table diary (id uuid primary key default gen_random_uuid(), user_id uuid not null default auth.uid()
              references auth.users on delete cascade, line text not null);
            alter table diary enable row level security;
            revoke all on diary from anon, authenticated;
            grant select, insert, update on diary to authenticated;
            create function private.owns_note(note uuid) returns boolean language sql stable security definer set search_path = '' as $$
              select exists (select from public.diary d where d.id = note and d.user_id = (select auth.uid())) $$;
            create policy r on diary for select to authenticated using (user_id = (select auth.uid()));
            create policy w on diary for insert to authenticated with check (user_id = (select auth.uid()));
            create policy u on diary for update to authenticated using (private.owns_note(id)) with check ({check});
            """;
}
