using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Tests.Evidence;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Verifies that the first migration is the task's SQL, and shows what that SQL allows, which is why later migrations are needed.
/// </summary>
[Shows(Criteria.Naming)]
[Shows(Criteria.Table)]
public sealed class FirstMigration
{
    // The SHA-256 of the SQL block in TASK-1-07.
    private const string TasksSql = "2ddcdaf75f31ac70188ad0a5c06492e2a964967fb5d4cd1df6cce68e4cda1b54";

    [Test]
    [Static]
    public void The_first_migration_has_the_name_that_the_task_gives()
    {
        Own.Only();
        Assert.That(Suite.Migrations.Migrations[0].FileName, Does.Match("^[0-9]{14}_create_usage_events\\.sql$"));
    }

    [Test]
    public void The_first_migration_is_the_tasks_SQL_to_the_letter()
    {
        Own.Only();
        var first = Suite.Migrations.Migrations[0];
        var withoutHeader = first.Sql[first.Statements[0].Start..];
        Assert.That(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(withoutHeader))),
            Is.EqualTo(TasksSql),
            "the first migration must be the SQL of the task under a short header; put each change into a later migration"
        );
    }

    [Test]
    public async Task The_first_migration_alone_lets_any_signed_in_user_record_in_any_organisation()
    {
        Own.Only();
        var scene = await LoadedWorld.LoadAsync(await Suite.CloneAsync(GrantBaseline.Legacy, migrations: 1));
        var stranger = scene.World.Users.First(u => scene.World.Memberships.All(m => m.UserId != u.Id));
        var attempt = await scene.InsertAsync(Caller.SignedIn("stranger", stranger.Id), scene.Foreign, stranger.Id);
        Assert.That((attempt.Outcome.Kind, attempt.Effect.Growth), Is.EqualTo((OutcomeKind.Allowed, 1)), attempt.ToSql);
    }
}
