using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that functions and triggers are found if they go by the user alone, where the user is a member of two teams, and that those which
/// also go by the team are not.
/// </summary>
public sealed class SharedMemberStories
{
    private static readonly JoinedStories s_stories = new(
        (Person("true"), Person("p.team_id = p_team")),
        (Trace("(select m.team_id from public.team_members m where m.user_id = new.writer limit 1)"), Trace("new.team_id")),
        (Mentors("true"), Mentors("m.team_id = mentored_papers.team_id"))
    );

    [TestCase(
        "shared-member function public.forget_writer(uuid,uuid)",
        TestName = "An_owner_who_changes_papers_of_a_member_in_another_team_is_found"
    )]
    [TestCase("shared-member public.mentored_papers", TestName = "A_mentor_who_reads_a_members_papers_of_another_team_is_found")]
    [TestCase("shared-member public.papers", TestName = "A_trigger_that_takes_the_team_from_a_membership_of_the_writer_is_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [TestCase(
        "function public.forget_writer(uuid,uuid)",
        TestName = "An_owner_who_changes_papers_of_a_member_in_the_same_team_is_not_found"
    )]
    [TestCase("public.papers", TestName = "A_trigger_that_takes_the_team_from_the_new_row_is_not_found")]
    public async Task A_sound_twin_is_not_found(string name) => Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task The_leaks_give_no_other_finding() => Assert.That(await s_stories.LeakingAsync(), Has.Exactly(3).Items);

    [Test]
    public async Task Nothing_is_found_in_the_application_of_all_sound_twins() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    // A mentor, who is a member and no owner, reads the papers of a member of the own team, who may also write papers for another team.
    private static string Mentors(string condition) =>
        $"""
            {JoinedStories.Papers("mentored_papers")}
            create table mentors (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams on delete cascade,
              mentor uuid not null default auth.uid() references auth.users, mentee uuid references auth.users);
            alter table mentors enable row level security;
            revoke all on mentors from anon, authenticated;
            grant select on mentors to authenticated;
            create policy r on mentors for select to authenticated using (mentor = (select auth.uid()) or mentee = (select auth.uid()));
            create policy mentored on mentored_papers for select to authenticated using (exists (
              select from mentors m where m.mentee = mentored_papers.writer and m.mentor = (select auth.uid())
                and private.in_team(m.team_id) and not private.owns(m.team_id) and {condition}));
            """;

    private static string Person(string condition) =>
        $"""
            create function public.forget_writer(p_team uuid, p_user uuid) returns void
              language plpgsql security definer set search_path = '' as $$ begin
              if not private.owns(p_team) or not exists (
                select from public.team_members m where m.team_id = p_team and m.user_id = p_user) then
                raise exception 'not an owner, or not a member' using errcode = '42501'; end if;
              update public.papers p set title = 'forgotten' where p.writer = p_user and {condition}; end $$;
            revoke all on function public.forget_writer(uuid, uuid) from public, anon;
            grant execute on function public.forget_writer(uuid, uuid) to authenticated;
            """;

    private static string Trace(string team) =>
        $"""
            create function private.trace() returns trigger language plpgsql security definer set search_path = '' as $$ begin
              insert into public.traces (team_id, user_id, what) values ({team}, new.writer, new.title); return null; end $$;
            create trigger trace after insert on papers for each row execute function private.trace();
            """;
}
