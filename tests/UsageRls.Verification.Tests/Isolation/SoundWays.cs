using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that correct views, functions and file policies give no finding that fails a run, and that the same designs with a leak do.
/// </summary>
public sealed class SoundWays
{
    private static readonly JoinedStories s_stories = new(
        (Files + "alter policy files_rename on storage.objects with check (bucket_id = 'papers')", Files),
        (
            Sync
                + """
                create or replace function sync_paper(p_id uuid, p_team uuid, p_title text) returns void
                  language plpgsql security definer set search_path = '' as $$
                begin
                  if not private.in_team(p_team) then
                    raise exception 'not your team' using errcode = '42501';
                  end if;
                  insert into public.papers (id, team_id, writer, title) values (p_id, p_team, (select auth.uid()), p_title)
                    on conflict (id) do update set title = excluded.title;
                end $$;
                """,
            Sync
        ),
        (
            Publication
                + "alter view published set (security_invoker = false); alter view published owner to postgres; "
                + "create or replace view published as select p.title from papers p where p.status in ('published', 'archived')",
            Publication
        ),
        (
            Shares
                + """
                create function shared_papers(link uuid, team uuid) returns setof text
                  language sql stable security definer set search_path = ''
                  as $$ select p.title from public.papers p where p.team_id = shared_papers.team
                    and exists (select from public.share_links l where l.link = shared_papers.link) $$;
                """,
            Shares
                + """
                create function shared_papers(link uuid, team uuid) returns setof text
                  language sql stable security definer set search_path = ''
                  as $$ select p.title from public.papers p join public.share_links l on l.team_id = p.team_id
                    where l.link = shared_papers.link and l.team_id = shared_papers.team $$;
                """
        )
    );

    // Published papers are public, and a view lists those without data.
    private const string Publication = """
        grant select on papers to anon;
        create policy papers_published on papers for select to anon, authenticated using (status = 'published');
        create view published with (security_invoker) as select p.title from papers p where p.status = 'published' and p.data = '{}';
        revoke all on published from anon, authenticated;
        grant select on published to anon, authenticated;
        """;

    private const string Shares = """
        create table share_links (link uuid primary key default gen_random_uuid(), team_id uuid not null references teams
          on delete cascade, made_by uuid not null default auth.uid() references auth.users);
        alter table share_links enable row level security;
        revoke all on share_links from anon, authenticated;
        grant select on share_links to authenticated;
        create policy links_read on share_links for select to authenticated using (private.in_team(team_id));
        """;

    // Members read and rename the files in their team's folder. Users read their own files in any other bucket.
    private const string Files = """
        insert into storage.buckets (id, name) values ('papers', 'papers') on conflict do nothing;
        create policy files_read on storage.objects for select to authenticated using (bucket_id = 'papers'
          and (owner_id = (select auth.uid())::text or private.in_team(((storage.foldername(name))[1])::uuid)));
        create policy files_add on storage.objects for insert to authenticated with check (bucket_id = 'papers'
          and private.in_team(((storage.foldername(name))[1])::uuid));
        create policy files_rename on storage.objects for update to authenticated using (bucket_id = 'papers'
          and private.in_team(((storage.foldername(name))[1])::uuid));
        create policy files_own on storage.objects for select to authenticated using (owner_id = (select auth.uid())::text);
        """;

    // A client may send a paper that the table already contains.
    private const string Sync = """
        create function sync_paper(p_id uuid, p_team uuid, p_title text) returns void
          language plpgsql security definer set search_path = '' as $$
        begin
          if not private.in_team(p_team) then
            raise exception 'not your team' using errcode = '42501';
          end if;
          insert into public.papers as p (id, team_id, writer, title) values (p_id, p_team, (select auth.uid()), p_title)
            on conflict (id) do update set title = excluded.title where p.team_id = excluded.team_id;
        end $$;
        revoke execute on function sync_paper(uuid, uuid, text) from public, anon;
        """;

    [TestCase("update storage.objects (bucket_id = 'papers')", TestName = "Files_that_are_moved_into_the_folder_of_another_team")]
    [TestCase("function public.sync_paper(uuid,uuid,text)", TestName = "Rows_that_are_sent_again_over_those_of_another_team")]
    [TestCase("row-condition view public.published", TestName = "A_view_that_shows_more_than_its_table_publishes")]
    [TestCase("function public.shared_papers(uuid,uuid)", TestName = "A_share_link_of_ones_own_that_opens_any_team")]
    public async Task The_same_design_with_a_leak_is_found(string finding) =>
        Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [TestCase("storage.objects", TestName = "Files_that_are_renamed_within_their_folder")]
    [TestCase("sync_paper", TestName = "Rows_that_are_sent_again_to_their_own_team")]
    [TestCase("published", TestName = "A_view_with_its_callers_privileges_shows_what_its_table_publishes")]
    [TestCase("shared_papers", TestName = "A_share_link_that_opens_its_own_team")]
    public async Task A_correct_design_has_no_grave_finding(string name) =>
        Assert.That(await s_stories.SoundAsync(), Has.None.Contains(name));

    [Test]
    public async Task All_correct_designs_together_have_no_grave_finding() => Assert.That(await s_stories.SoundAsync(), Is.Empty);
}
