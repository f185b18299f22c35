using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Tests;

/// <summary>What the task's own SQL lets happen, so that nobody takes the later migrations for decoration.</summary>
public sealed class FirstMigration
{
    [Test]
    public async Task Alone_it_lets_any_signed_in_user_record_in_any_organisation()
    {
        Own.Only();
        var scene = await Scene.LoadAsync(await Suite.CloneAsync(Baseline.Legacy, migrations: 1));
        var stranger = scene.World.Users.First(u => scene.World.Memberships.All(m => m.UserId != u.Id));
        var attempt = await scene.InsertAsync(Caller.SignedIn("stranger", stranger), scene.Foreign, stranger.Id);
        Assert.That((attempt.Outcome.Kind, attempt.Effect.Growth), Is.EqualTo((OutcomeKind.Allowed, 1)), attempt.ToSql);
    }
}
