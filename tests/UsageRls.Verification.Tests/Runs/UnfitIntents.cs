using System.Text.RegularExpressions;
using NUnit.Framework;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>Tests that an intent file that does not fit the migrations ends the run before any check, with a one-line error.</summary>
public sealed class UnfitIntents
{
    private const string Teams = """
        create table public.teams (id int primary key);
        create table public.team_members (team_id int references public.teams, user_id uuid references auth.users);
        create table public.games (id int primary key, team_id int references public.teams);
        """;

    [SlowCase("tables: { public.matches: { select: members } }", "1:11: the database has no table public.matches")]
    [TestCase("tables: { public.games: { tenant: crew_id } }", "1:11: public.games has no column 'crew_id'")]
    [SlowCase(
        "tenancies: [{ tenants: public.teams, members: { table: public.members } }]",
        "1:13: the database has no table public.members: did you mean 'public.team_members'?"
    )]
    public async Task A_missing_table_a_missing_column_and_a_missing_membership_are_reported_in_one_line_each(string intent, string line)
    {
        using var folder = new MigrationFolder().With("1_teams.sql", Teams);
        using var accepted = new MigrationFolder().With(IntentFile.FileName, intent);
        await using var run = await WholeRun.ToTheEndAsync(folder.Run().With((AcceptedFolder.FolderVariable, accepted.Path)));
        Assert.That(run.Status, Is.Not.Zero, run.ToString);
        Assert.That(run.Output, Does.Match($@"NOT RUN\. .*intent\.yaml:{Regex.Escape(line)}"));
        Assert.That(run.Output.Split('\n'), Has.Length.LessThan(24), run.ToString);
        Assert.That(run.Evidence().Sentence, Does.StartWith("The run did not start, so nothing is verified").And.Contain(line));
    }
}
