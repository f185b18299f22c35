using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Access that is wrong only for people with several memberships, or after a membership changed or ended.</summary>
public sealed class SmallWorldStories
{
    private const string Cache = """
        create table private.access (user_id uuid, team_id uuid);
        create function private.joined() returns trigger language plpgsql security definer set search_path = ''
          as $$ begin insert into private.access values (new.user_id, new.team_id); return new; end $$;
        create trigger joined after insert on team_members for each row execute function private.joined();
        create function private.may_read(team uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from private.access a where a.user_id = (select auth.uid()) and a.team_id = team) $$;
        alter policy papers_read on papers using (private.may_read(team_id));

        """;

    private const string Left = """
        create function private.left_it() returns trigger language plpgsql security definer set search_path = ''
          as $$ begin delete from private.access a where a.user_id = old.user_id and a.team_id = old.team_id; return old; end $$;
        create trigger left_it after delete on team_members for each row execute function private.left_it();
        """;

    private const string Colleagues = """
        create function private.is_colleague(other uuid) returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m join public.team_members o using (team_id)
            where m.user_id = (select auth.uid()) and o.user_id = other) $$;

        """;

    private const string ByRole = """
        grant delete on papers to authenticated;
        create function private.owns_any() returns boolean language sql stable security definer set search_path = ''
          as $$ select exists (select from public.team_members m where m.user_id = (select auth.uid()) and m.role = 'owner') $$;

        """;

    private const string OwnersDelete = """
        tables:
          public.papers:
            select: members
            insert: members, as author
            delete: members(owner)
        """;

    [Test]
    public async Task A_cache_of_memberships_that_keeps_who_left_is_found()
    {
        Assert.That(await AttackedApplication.GraveAsync(Cache), Does.Contain("select public.papers"));
        Assert.That(await AttackedApplication.GraveAsync(Cache + Left), Is.Empty);
    }

    [Test]
    public async Task Rows_of_a_colleague_that_belong_to_another_tenant_are_found()
    {
        const string leaks = $"{Colleagues}alter policy papers_read on papers using (private.is_colleague(writer));";
        const string holds =
            $"{Colleagues}alter policy papers_read on papers using (private.is_colleague(writer) and private.in_team(team_id));";
        Assert.That(await AttackedApplication.GraveAsync(leaks), Does.Contain("select public.papers"));
        Assert.That(await AttackedApplication.GraveAsync(holds), Is.Empty);
    }

    [Test]
    public async Task A_role_in_one_tenant_that_counts_in_another_is_found()
    {
        const string leaks =
            $"{ByRole}create policy d on papers for delete to authenticated using (private.in_team(team_id) and private.owns_any());";
        const string holds = $"{ByRole}create policy d on papers for delete to authenticated using (private.owns(team_id));";
        Assert.That(await AttackedApplication.GraveAsync(leaks, OwnersDelete), Is.EqualTo((string[])["unintended-delete public.papers"]));
        Assert.That(await AttackedApplication.GraveAsync(holds, OwnersDelete), Is.Empty);
    }

    [Test]
    public async Task A_policy_that_fails_for_members_of_two_tenants_is_found()
    {
        const string fails =
            "alter policy papers_read on papers "
            + "using (team_id = (select m.team_id from team_members m where m.user_id = (select auth.uid())));";
        Assert.That(await AttackedApplication.AllAsync(fails), Does.Contain("Medium refused-by-defect public.papers"));
        Assert.That(await AttackedApplication.AllAsync(""), Has.None.Contains("refused-by-defect"));
    }
}
