using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests that a statement runs once per database role if PostgreSQL refuses it to the whole role, and otherwise once per caller.
/// </summary>
public sealed class RoleTrialStories
{
    private const string ReadOnly = $"""
        {SmallApplication.Teams}
        revoke all on teams, team_members from anon, authenticated;
        grant select on teams to authenticated;
        """;

    [Test]
    public async Task A_statement_path_runs_once_if_the_database_role_lacks_the_needed_privilege()
    {
        var (sent, outcomes) = await RunAsync(ReadOnly, Command.Delete, beforeRunning: "");
        Assert.That(sent, Is.EqualTo(1));
        Assert.That(outcomes, Is.EqualTo(Enumerable.Repeat(OutcomeKind.RefusedByGrant, 3)));
    }

    [Test]
    public async Task A_statement_path_runs_for_every_caller_if_the_database_role_has_the_needed_privilege()
    {
        var (sent, outcomes) = await RunAsync(ReadOnly, Command.Select, beforeRunning: "");
        Assert.That(sent, Is.EqualTo(3));
        Assert.That(outcomes, Has.None.EqualTo(OutcomeKind.RefusedByGrant));
    }

    [Test]
    public async Task A_statement_path_that_the_server_allows_runs_for_every_caller_whatever_the_catalog_showed()
    {
        var (sent, outcomes) = await RunAsync(ReadOnly, Command.Delete, "grant delete on teams to authenticated");
        Assert.That(sent, Is.EqualTo(3));
        Assert.That(outcomes, Has.None.EqualTo(OutcomeKind.RefusedByGrant));
    }

    [Test]
    public async Task A_role_whose_privileges_were_not_read_counts_as_lacking_none()
    {
        await using var database = await SmallApplication.ApplyAsync(ReadOnly);
        await using var connection = await database.Connections.OpenConnectionAsync();
        var application = await Discovery.ReadAsync(connection, null);
        var privileges = await ColumnPrivileges.ReadAsync(connection, [DatabaseRole.Authenticated], application.Subjects);
        var teams = new TableName("public", "teams");
        Assert.That(privileges.IsLacking(DatabaseRole.Authenticated, teams, Command.Delete), Is.True);
        Assert.That(privileges.IsLacking(DatabaseRole.Anon, teams, Command.Delete), Is.False);
    }

    // Three signed-in callers run the simplest statement of a command on the table teams.
    private static async Task<(int Sent, IEnumerable<OutcomeKind> Outcomes)> RunAsync(string sql, Command command, string beforeRunning)
    {
        await using var database = await SmallApplication.ApplyAsync(sql);
        await using var connection = await database.Connections.OpenConnectionAsync();
        var application = await Discovery.ReadAsync(connection, null);
        var privileges = await ColumnPrivileges.ReadAsync(connection, DatabaseRole.Api, application.Subjects);
        if (beforeRunning != "")
            await database.ApplyAsync(Migration.Create("20250103000000_later.sql", beforeRunning));
        await using var session = await WatchedSession.OpenAsync(database, application.Subjects);
        var teams = application.Subjects.Single(s => s.Name.Name == "teams");
        var path = StatementPath.All.First(p => p.Command == command);
        var statement = new Statement(command == Command.Select ? "select id from public.teams" : "delete from public.teams")
        {
            Targets = ["teams", "public"],
        };
        var run = new RoleTrials(session, privileges);
        var done = await run.RunAsync(
            [.. Enumerable.Range(1, 3).Select(i => (teams, new TableTrial(Person(i), path, null, statement)))],
            CancellationToken.None
        );
        Assert.That(done.Select(t => t.Caller.Name), Is.EqualTo(["person 1", "person 2", "person 3"]));
        return (run.Sent, done.Select(t => t.Outcome.Kind));
    }

    private static Standing Person(int number) =>
        new(
            Caller.SignedIn($"person {number}", new Guid(number, 0, 0, new byte[8])),
            new Dictionary<(TableName, string), string>(),
            new HashSet<string>()
        );
}
