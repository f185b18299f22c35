using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests a table in which sign-up creates each user's only row, so that a client can insert no other row.</summary>
public sealed class ProfileStories
{
    internal static (string Leak, string Sound)[] Stories => [(Profiles("true"), Profiles("id = (select auth.uid())"))];

    [Test]
    public async Task A_profile_that_anybody_may_make_for_another_user_is_found() =>
        Assert.That(await JoinedFixtures.LeakingAsync(), Does.Contain("insert public.profiles"));

    [Test]
    public async Task Inserts_into_a_table_of_profiles_that_sign_up_creates_are_verified() =>
        Assert.That(
            (await JoinedFixtures.SoundFindingsAsync()).Where(f => f.Object == "public.profiles").Select(f => f.Id),
            Has.None.AnyOf("isolation/insert", "isolation/not-verified")
        );

    private static string Profiles(string condition) =>
        $"""
            create table profiles (id uuid primary key references auth.users on delete cascade, nick text not null default 'new');
            create function private.welcome() returns trigger language plpgsql security definer set search_path = ''
              as $$ begin insert into public.profiles (id) values (new.id); return new; end $$;
            create trigger welcome after insert on auth.users for each row execute function private.welcome();
            alter table profiles enable row level security;
            revoke all on profiles from anon, authenticated;
            grant select, insert (id, nick) on profiles to authenticated;
            create policy own on profiles for select to authenticated using (id = (select auth.uid()));
            create policy make on profiles for insert to authenticated with check ({condition});
            """;
}
