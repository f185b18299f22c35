using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests files and messages whose folder or topic names a row of a team, such as a paper: they belong to the team of that row.
/// </summary>
public sealed class NamedRowStories
{
    private const string OfPaper =
        "exists (select 1 from papers p join team_members m on m.team_id = p.team_id "
        + "where m.user_id = (select auth.uid()) and p.id::text = (storage.foldername(objects.name))[1])";

    private const string InPaper =
        "exists (select 1 from papers p where p.id::text = (storage.foldername(objects.name))[2] "
        + "and p.team_id::text = (storage.foldername(objects.name))[1])";

    private const string OnTopic =
        "exists (select 1 from papers p where 'paper:' || p.id::text = realtime.topic() and private.in_team(p.team_id))";

    private static readonly JoinedStories s_stories = new(
        (Files("true"), Files(OfPaper)),
        (Asked("true"), Asked("private.in_team(p.team_id)")),
        (Drafts("true"), Drafts(InPaper))
    );

    private static readonly JoinedStories s_further = new(
        (Moved("true"), Moved(OfPaper)),
        (Messages("topic like 'paper:%'"), Messages(OnTopic))
    );

    [TestCase("select storage.objects (bucket_id = 'scans')", TestName = "Files_of_papers_that_everybody_reads_are_found")]
    [TestCase("select storage.objects (bucket_id = 'prints')", TestName = "Files_of_papers_whose_function_lets_everybody_in_are_found")]
    [TestCase("select storage.objects (bucket_id = 'drafts')", TestName = "Files_in_folders_of_a_team_and_a_paper_that_all_read_are_found")]
    public async Task A_leak_is_found(string finding) => Assert.That(await s_stories.LeakingAsync(), Does.Contain(finding));

    [Test]
    public async Task Files_that_move_to_papers_of_any_team_are_found() =>
        Assert.That(await s_further.LeakingAsync(), Does.Contain("update storage.objects (bucket_id = 'covers')"));

    [Test]
    public async Task Messages_about_papers_that_everybody_receives_are_found() =>
        Assert.That(await s_further.LeakingAsync(), Has.Some.StartsWith("select realtime.messages"));

    [Test]
    public async Task The_leaks_give_no_other_finding()
    {
        Assert.That(await s_stories.LeakingAsync(), Has.Exactly(3).Items);
        Assert.That(await s_further.LeakingAsync(), Has.Exactly(2).Items);
    }

    [TestCase(TestName = "Files_of_papers_that_the_papers_team_reads_are_not_found")]
    [TestCase(TestName = "Files_of_papers_whose_function_lets_the_team_in_are_not_found")]
    [TestCase(TestName = "Files_in_folders_of_a_team_and_a_paper_that_the_team_reads_are_not_found")]
    public async Task A_sound_twin_is_not_found() => Assert.That(await s_stories.SoundAsync(), Is.Empty);

    [Test]
    public async Task The_files_of_each_bucket_are_verified() =>
        Assert.That((await s_stories.SoundFindingsAsync()).Where(f => f.Id == "isolation/not-verified").Select(f => f.Object), Is.Empty);

    [TestCase(TestName = "Files_that_move_to_papers_of_the_own_team_are_not_found")]
    [TestCase(TestName = "Messages_about_papers_that_the_papers_team_receives_are_not_found")]
    public async Task A_further_sound_twin_is_not_found() => Assert.That(await s_further.SoundAsync(), Is.Empty);

    private static string Files(string condition) =>
        $"""
            insert into storage.buckets (id, name) values ('scans', 'scans');
            create policy r on storage.objects for select to authenticated using (bucket_id = 'scans' and {condition});
            create policy w on storage.objects for insert to authenticated with check (bucket_id = 'scans' and {OfPaper});
            create policy u on storage.objects for update to authenticated using (bucket_id = 'scans' and {OfPaper})
              with check (bucket_id = 'scans' and {OfPaper});
            create policy d on storage.objects for delete to authenticated using (bucket_id = 'scans' and {OfPaper});
            """;

    private static string Drafts(string condition) =>
        $"""
            insert into storage.buckets (id, name) values ('drafts', 'drafts');
            create policy drafts_r on storage.objects for select to authenticated using (bucket_id = 'drafts' and {condition});
            create policy drafts_w on storage.objects for insert to authenticated with check (bucket_id = 'drafts' and {InPaper});
            """;

    private static string Asked(string condition) =>
        $"""
            create function private.sees_paper(p_paper uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.papers p where p.id = p_paper and {condition}) $$;
            insert into storage.buckets (id, name) values ('prints', 'prints');
            create policy prints_r on storage.objects for select to authenticated
              using (bucket_id = 'prints' and private.sees_paper(((storage.foldername(name))[1])::uuid));
            """;

    private static string Moved(string check) =>
        $"""
            insert into storage.buckets (id, name) values ('covers', 'covers');
            create policy covers_r on storage.objects for select to authenticated using (bucket_id = 'covers' and {OfPaper});
            create policy covers_u on storage.objects for update to authenticated using (bucket_id = 'covers' and {OfPaper})
              with check (bucket_id = 'covers' and {check});
            """;

    private static string Messages(string condition) =>
        $"""
            create policy receive on realtime.messages for select to authenticated using ({condition});
            create policy send on realtime.messages for insert to authenticated with check ({OnTopic});
            """;
}
