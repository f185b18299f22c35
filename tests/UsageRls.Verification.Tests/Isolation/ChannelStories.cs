using NUnit.Framework;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests policies for channels of Realtime, which go by the topic of the channel that the caller joins.</summary>
public sealed class ChannelStories
{
    private const string OfTeam =
        "(select realtime.topic()) in (select 'team:' || m.team_id from team_members m where m.user_id = (select auth.uid()))";

    private const string OfAnyTeam =
        "(select realtime.topic()) like 'team:%' and exists (select from team_members m where m.user_id = (select auth.uid()))";

    [TestCase(OfTeam, OfTeam, "", TestName = "Channels_of_the_callers_teams_are_verified_and_sound")]
    [TestCase(OfAnyTeam, OfTeam, "select realtime.messages", TestName = "Channels_that_members_of_any_team_hear_are_found")]
    [TestCase(OfTeam, OfAnyTeam, "insert realtime.messages", TestName = "Channels_to_which_members_of_any_team_send_are_found")]
    public async Task Channels(string listen, string talk, string expected)
    {
        var findings = await AttackedApplication.FindingsAsync(
            $"""
            create policy listen on realtime.messages for select to authenticated
              using (extension in ('broadcast', 'presence') and {listen});
            create policy talk on realtime.messages for insert to authenticated
              with check (extension in ('broadcast', 'presence') and {talk});
            """
        );
        Assert.That(AttackedApplication.Grave(findings), expected == "" ? Is.Empty : Is.EqualTo((string[])[expected]));
        Assert.That(findings.Where(f => f.Id == "isolation/not-verified").Select(f => f.Object), Is.Empty);
    }
}
