using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests files and messages whose first folder or topic names a row of a team, such as a paper: they belong to the team of that row.
/// </summary>
public sealed class NamedRowStories
{
    private const string OfPaper =
        "exists (select 1 from papers p join team_members m on m.team_id = p.team_id "
        + "where m.user_id = (select auth.uid()) and p.id::text = (storage.foldername(objects.name))[1])";

    [TestCase("true", true, TestName = "Files_of_papers_that_everybody_reads_are_found")]
    [TestCase(OfPaper, false, TestName = "Files_of_papers_that_the_papers_team_reads_are_not_found")]
    public async Task Files(string condition, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            insert into storage.buckets (id, name) values ('scans', 'scans');
            create policy r on storage.objects for select to authenticated using (bucket_id = 'scans' and {condition});
            create policy w on storage.objects for insert to authenticated with check (bucket_id = 'scans' and {OfPaper});
            create policy u on storage.objects for update to authenticated using (bucket_id = 'scans' and {OfPaper})
              with check (bucket_id = 'scans' and {OfPaper});
            create policy d on storage.objects for delete to authenticated using (bucket_id = 'scans' and {OfPaper});
            """
        );
        Assert.That(grave, isFound ? Is.EqualTo((string[])["select storage.objects (bucket_id = 'scans')"]) : Is.Empty);
    }

    [TestCase("true", true, TestName = "Files_of_papers_whose_function_lets_everybody_in_are_found")]
    [TestCase("private.in_team(p.team_id)", false, TestName = "Files_of_papers_whose_function_lets_the_team_in_are_not_found")]
    public async Task Asked(string condition, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create function private.sees_paper(p_paper uuid) returns boolean language sql stable security definer set search_path = ''
              as $$ select exists (select from public.papers p where p.id = p_paper and {condition}) $$;
            insert into storage.buckets (id, name) values ('scans', 'scans');
            create policy r on storage.objects for select to authenticated
              using (bucket_id = 'scans' and private.sees_paper(((storage.foldername(name))[1])::uuid));
            """
        );
        Assert.That(grave, isFound ? Has.Some.EqualTo("select storage.objects (bucket_id = 'scans')") : Is.Empty);
    }

    [TestCase("bucket_id = 'scans'", true, TestName = "Files_that_move_to_papers_of_any_team_are_found")]
    [TestCase("bucket_id = 'scans' and " + OfPaper, false, TestName = "Files_that_move_to_papers_of_the_own_team_are_not_found")]
    public async Task Moved(string check, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            insert into storage.buckets (id, name) values ('scans', 'scans');
            create policy r on storage.objects for select to authenticated using (bucket_id = 'scans' and {OfPaper});
            create policy u on storage.objects for update to authenticated using (bucket_id = 'scans' and {OfPaper}) with check ({check});
            """
        );
        Assert.That(grave, isFound ? Is.EqualTo((string[])["update storage.objects (bucket_id = 'scans')"]) : Is.Empty);
    }

    private const string OnTopic =
        "exists (select 1 from papers p where 'paper:' || p.id::text = realtime.topic() and private.in_team(p.team_id))";

    [TestCase("topic like 'paper:%'", true, TestName = "Messages_about_papers_that_everybody_receives_are_found")]
    [TestCase(OnTopic, false, TestName = "Messages_about_papers_that_the_papers_team_receives_are_not_found")]
    public async Task Messages(string condition, bool isFound)
    {
        var grave = await AttackedApplication.GraveAsync(
            $"""
            create policy receive on realtime.messages for select to authenticated using ({condition});
            create policy send on realtime.messages for insert to authenticated with check ({OnTopic});
            """
        );
        Assert.That(grave, isFound ? Has.Some.StartsWith("select realtime.messages") : Is.Empty);
    }
}
