using NUnit.Framework;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that kept rows of a deleted tenant are found if the founder of a tenant with the same key can read them.</summary>
public sealed class ReusedKeyStories
{
    private const string Founder = """
        create function private.join_founder() returns trigger language plpgsql security definer set search_path = '' as $$
          begin if auth.uid() is not null then
            insert into public.team_members (team_id, user_id, role) values (new.id, auth.uid(), 'owner');
          end if; return null; end $$;
        create trigger join_founder after insert on teams for each row execute function private.join_founder();
        """;

    [TestCase("", Founder, true, TestName = "A_closed_teams_archive_that_the_founder_of_a_team_with_its_id_reads_is_found")]
    [TestCase(
        "revoke insert on teams from authenticated; grant insert (name) on teams to authenticated;",
        Founder,
        false,
        TestName = "A_closed_teams_archive_is_not_found_if_only_the_server_makes_ids"
    )]
    [TestCase(
        """
            create function private.clear_archive() returns trigger language plpgsql security definer set search_path = '' as $$
              begin delete from public.archive where team_id = old.id; return null; end $$;
            create trigger clear_archive after delete on teams for each row execute function private.clear_archive();
            """,
        Founder,
        false,
        TestName = "An_archive_that_is_deleted_with_its_team_is_not_found"
    )]
    [SlowCase(
        "",
        """
            grant insert on team_members to authenticated;
            create policy first on team_members for insert to authenticated
              with check (user_id = (select auth.uid()) and not private.has_members(team_id));
            """,
        true,
        TestName = "A_closed_teams_archive_that_the_first_member_of_a_team_with_its_id_reads_is_found"
    )]
    public async Task Archive(string repair, string joining, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create table archive (paper uuid primary key, team_id uuid not null, title text not null);
            alter table archive enable row level security;
            revoke all on archive from anon, authenticated;
            grant select on archive to authenticated;
            create policy r on archive for select to authenticated using (private.in_team(team_id));
            grant insert on teams to authenticated;
            create policy found on teams for insert to authenticated with check ((select auth.uid()) is not null);
            create function private.has_members(team uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.team_members m where m.team_id = team) $$;
            {joining}
            {repair}
            """
        );
        Assert.That(grave, isFound ? Is.EqualTo((string[])["reused-key public.archive"]) : Is.Empty);
    }
}
