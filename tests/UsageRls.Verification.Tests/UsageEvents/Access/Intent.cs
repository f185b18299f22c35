using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>
/// Tests that the intent for <c>usage_events</c> equals the accepted access matrix, and agrees with the task in cases that the matrix does
/// not contain.
/// </summary>
[WithoutDatabase]
public sealed class Intent
{
    private static readonly Caller s_owner = Caller.Owner("postgres");

    [Test]
    public void The_intent_equals_the_signed_off_table() =>
        Assert.That(
            MatrixText.Render(UsageEventsIntent.Own),
            Is.EqualTo(File.ReadAllText(ProjectRoot.At("tests/Accepted/access-matrix.md")))
        );

    [Test]
    public void Only_the_owner_may_truncate_define_or_lock_the_table([Values] Command command)
    {
        var isAboutTheTable = command is Command.Truncate or Command.Define or Command.Lock;
        Assert.That(AccessModel.AllowsOnTable(s_owner, command), Is.EqualTo(isAboutTheTable));
        foreach (var caller in Cast.Callers("postgres").Where(c => c.Role != "postgres"))
            Assert.That(AccessModel.AllowsOnTable(caller, command), Is.False, caller.Name);
    }

    [Test]
    public void Nobody_records_in_an_organisation_that_does_not_exist()
    {
        var nowhere = Cast.Event(Cast.Nowhere, null);
        foreach (var caller in Cast.Callers("postgres"))
            Assert.That(UsageEventsIntent.Own.Allows(caller, Command.Insert, nowhere, Cast.World), Is.False, caller.Name);
        // Other commands do not depend on whether the organisation exists: the owner may always select, update and delete.
        foreach (var command in (Command[])[Command.Select, Command.Update, Command.Delete])
            Assert.That(UsageEventsIntent.Own.Allows(s_owner, command, nowhere, Cast.World), Is.True);
    }

    [Test]
    public void A_member_who_leaves_has_no_access_any_more()
    {
        var row = Cast.World.Events.First(e => e.OrgId == Cast.Home.Id && e.UserId == Cast.Colleague.Id);
        var caller = Caller.SignedIn("colleague", Cast.Colleague.Id);
        var without = Cast.World with { Memberships = [.. Cast.World.Memberships.Where(m => m.UserId != Cast.Colleague.Id)] };
        foreach (var command in (Command[])[Command.Select, Command.Insert])
        {
            Assert.That(
                (
                    UsageEventsIntent.Own.Allows(caller, command, row, Cast.World),
                    UsageEventsIntent.Own.Allows(caller, command, row, without)
                ),
                Is.EqualTo((true, false))
            );
        }
    }

    [TestCase("own", true)]
    [TestCase("another's", false)]
    [TestCase("nobody's", false)]
    public void A_member_records_under_its_own_name_only(string whose, bool may)
    {
        Guid? author = whose switch
        {
            "own" => Cast.Colleague.Id,
            "nobody's" => null,
            _ => Cast.Foreigner.Id,
        };
        Assert.That(
            UsageEventsIntent.Own.Allows(
                Caller.SignedIn("colleague", Cast.Colleague.Id),
                Command.Insert,
                Cast.Event(Cast.Home.Id, author),
                Cast.World
            ),
            Is.EqualTo(may)
        );
    }
}
