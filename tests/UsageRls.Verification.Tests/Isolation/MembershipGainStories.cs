using NUnit.Framework;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that the suite finds sequences of statements by which members gain a role or make strangers members.</summary>
public sealed class MembershipGainStories
{
    private const string Members = "private.in_team(team_id)",
        Owners = "private.owns(team_id)",
        Promoted = "promotion public.team_members";

    private const string Promotion = """
        grant update (role) on team_members to authenticated;
        create policy own on team_members for update to authenticated using (user_id = (select auth.uid()))
          with check (user_id = (select auth.uid()));
        """;

    // The leaks of the other stories promote members too, so each is tested alone.
    private static readonly JoinedStories s_stories = new(
        (Promotion, LentRole(Owners)),
        (Admission(Members), Admission(Owners)),
        ("", Transfer(Owners))
    );

    [Test]
    public async Task A_member_who_makes_itself_owner_is_found() => Assert.That(await s_stories.LeakingAsync(), Does.Contain(Promoted));

    [Test]
    public async Task A_member_who_may_not_write_its_role_is_not_found() =>
        Assert.That(await AttackedApplication.GraveAsync(Promotion + "revoke update on team_members from authenticated;"), Is.Empty);

    [Test]
    public async Task A_member_who_lends_itself_the_owners_role_is_found() =>
        Assert.That(await AttackedApplication.GraveAsync(LentRole(Members)), Does.Contain(Promoted));

    [Test]
    public async Task A_member_who_lets_a_stranger_in_is_shown() =>
        Assert.That(Shown(await s_stories.FindingsAsync()), Has.Some.EqualTo("Medium isolation/admission public.team_members"));

    [Test]
    public async Task An_owner_who_lets_a_stranger_in_is_not_shown() =>
        Assert.That(Shown(await s_stories.SoundFindingsAsync()), Has.None.Contains("/admission"));

    [Test]
    public async Task A_transfer_of_a_team_that_a_member_proposes_to_itself_is_found() =>
        Assert.That(await AttackedApplication.GraveAsync(Transfer(Members)), Does.Contain(Promoted));

    [TestCase(TestName = "An_owner_who_lends_the_owners_role_is_not_found")]
    [TestCase(TestName = "A_transfer_of_a_team_that_its_owner_proposes_is_not_found")]
    public async Task A_sound_twin_is_not_found() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    private static IEnumerable<string> Shown(IEnumerable<Finding> findings) => findings.Select(f => $"{f.Severity} {f.Id} {f.Object}");

    private static string LentRole(string condition) =>
        $"""
            create table deputies (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              giver uuid not null default auth.uid() references auth.users, taker uuid not null references auth.users,
              acts_as text not null check (acts_as in ('member', 'owner')));
            alter table deputies enable row level security;
            revoke all on deputies from anon, authenticated;
            grant select, insert on deputies to authenticated;
            create policy seen on deputies for select to authenticated using ((select auth.uid()) in (giver, taker));
            create policy lend on deputies for insert to authenticated with check (giver = (select auth.uid()) and {condition});
            create function private.acts_as_owner(team uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select private.owns(team) or exists (select from public.deputies d
                where d.team_id = team and d.taker = (select auth.uid()) and d.acts_as = 'owner') $$;
            grant update (role) on team_members to authenticated;
            create policy roles on team_members for update to authenticated using (private.acts_as_owner(team_id));
            """;

    private static string Admission(string admitting) =>
        "grant insert on team_members to authenticated; create policy admit on team_members for "
        + $"insert to authenticated with check ({admitting} and role = 'member');";

    private static string Transfer(string condition) =>
        $"""
            create table transfers (id uuid primary key default gen_random_uuid(), team_id uuid not null, to_user uuid not null,
              proposed_by uuid not null default auth.uid() references auth.users on delete cascade, accepted_at timestamptz,
              foreign key (team_id, to_user) references team_members (team_id, user_id) on delete cascade);
            alter table transfers enable row level security;
            revoke all on transfers from anon, authenticated;
            grant select, insert (team_id, to_user) on transfers to authenticated;
            create policy r on transfers for select to authenticated using (private.in_team(team_id)
              and (select auth.uid()) in (proposed_by, to_user));
            create policy w on transfers for insert to authenticated with check (proposed_by = (select auth.uid()) and {condition});
            create function public.accept_transfer(p_transfer uuid) returns boolean language plpgsql security definer set search_path = ''
              as $$ declare team uuid; begin
              update public.transfers t set accepted_at = now() where t.id = p_transfer and t.to_user = (select auth.uid())
                and t.accepted_at is null returning t.team_id into team;
              update public.team_members m set role = 'owner' where m.team_id = team and m.user_id = (select auth.uid());
              return team is not null; end $$;
            revoke all on function public.accept_transfer(uuid) from public, anon;
            grant execute on function public.accept_transfer(uuid) to authenticated;
            """;
}
