using NUnit.Framework;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.UsageEvents.Histories;

namespace UsageRls.Verification.Tests.UsageEvents.Access;

/// <summary>
/// Tests that the check of a property on random histories is repeatable, fails if no history could violate the property, and shrinks a
/// failing history to the smallest counterexample.
/// </summary>
public sealed class PropertyRuns
{
    private static readonly PropertyOutcome s_holds = new(null, IsTelling: true);

    [Test]
    public void The_same_seed_gives_the_same_histories_and_another_gives_others()
    {
        var once = Texts(1, "property");
        Assert.That(Texts(1, "property"), Is.EqualTo(once));
        Assert.That(Texts(2, "property"), Is.Not.EqualTo(once));
        Assert.That(Texts(1, "another"), Is.Not.EqualTo(once), "another property has other histories");
    }

    [Test]
    public void Histories_contain_every_kind_of_change()
    {
        var histories = new List<History>();
        new PropertyRun(100, WorldSeed.Default).Check(
            "all",
            h =>
            {
                histories.Add(h);
                return Task.FromResult(s_holds);
            }
        );
        var played = histories.SelectMany(h => h.Play()).ToArray();
        Assert.That(played.Select(p => p.Step.GetType()).Distinct().Count(), Is.EqualTo(6));
        Assert.That(played.Count(p => p.Step.Refusal(p.Before) != ""), Is.Positive, "users who cannot be deleted");
        Assert.That(played.Count(p => p.Step is UserDeleted && p.Step.Refusal(p.Before) == ""), Is.Positive, "users who can be deleted");
        Assert.That(histories.Max(h => h.Start.Organizations.Count), Is.GreaterThan(15));
        Assert.That(histories.Max(h => h.Start.Users.Count), Is.GreaterThan(20));
    }

    [Test]
    public void A_property_that_no_history_can_violate_does_not_pass() =>
        Assert.That(
            () => new PropertyRun(3, WorldSeed.Default).Check("nothing", _ => Task.FromResult(new PropertyOutcome(null, IsTelling: false))),
            Throws.InvalidOperationException.With.Message.Contains("none of 3 histories")
        );

    [Test]
    public void A_failing_history_is_shrunk_to_the_smallest_that_fails()
    {
        var report = new PropertyRun(100, WorldSeed.Default).Check(
            "someone leaves",
            h =>
                Task.FromResult(
                    h.Play().Any(p => p.Step is Leaves)
                        ? new PropertyOutcome(new Mismatch(h, Caller.NoToken, "someone left", "select 1"), true)
                        : s_holds
                )
        );
        var smallest = report.Counterexample!.History;
        Assert.That(
            (
                smallest.Steps.Count,
                smallest.Start.Users.Count,
                smallest.Start.Organizations.Count,
                smallest.Start.Memberships.Count,
                smallest.Start.Events.Count
            ),
            Is.EqualTo((1, 1, 1, 1, 0)),
            report.ToString
        );
    }

    [Test]
    public void A_counterexample_with_a_leak_does_not_shrink_into_one_with_missing_access()
    {
        var report = new PropertyRun(100, WorldSeed.Default).Check(
            "someone leaves, or misses something",
            h =>
            {
                var isLeak = h.Play().Any(p => p.Step is Leaves) && h.Start.Users.Count > 1;
                var isMissing = h.Play().Any(p => p.Step is Leaves);
                var what = new Mismatch(h, Caller.NoToken, isLeak ? "a leak" : "a loss", "select 1") { IsLeak = isLeak };
                return Task.FromResult(isLeak || isMissing ? new PropertyOutcome(what, true) : s_holds);
            }
        );
        Assert.That(report.Counterexample!.What, Is.EqualTo("a leak"), report.ToString);
        Assert.That(report.Counterexample.History.Start.Users, Has.Count.EqualTo(2));
    }

    [Test]
    public void The_number_of_histories_can_be_chosen()
    {
        Assert.That(PropertyRun.Parse(" "), Is.EqualTo(PropertyRun.DefaultCases));
        Assert.That(PropertyRun.Parse("7"), Is.EqualTo(7));
        Assert.That(() => PropertyRun.Parse("0"), Throws.InstanceOf<FormatException>());
        Assert.That(() => PropertyRun.Parse("many"), Throws.InstanceOf<FormatException>().With.Message.Contains(PropertyRun.Variable));
    }

    private static List<string> Texts(int seed, string property)
    {
        var texts = new List<string>();
        new PropertyRun(10, new WorldSeed(seed, IsDefault: false)).Check(
            property,
            h =>
            {
                texts.Add(WorldText.Describe(h.Start) + string.Join('\n', h.Play().Select(p => p.Step.Describe(p.Before))));
                return Task.FromResult(s_holds);
            }
        );
        return texts;
    }
}
