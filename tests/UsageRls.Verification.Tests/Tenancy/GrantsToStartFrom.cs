using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Tenancy;

/// <summary>Tests which grant baselines a run verifies.</summary>
[WithoutDatabase]
public sealed class GrantsToStartFrom
{
    private static readonly GrantBaseline[] s_both = [GrantBaseline.Legacy, GrantBaseline.Explicit];

    [Test]
    public void Both_baselines_are_verified_by_default() => Assert.That(StartingGrants.From(" ", written: null), Is.EqualTo(s_both));

    [Test]
    public void The_intent_file_chooses_the_baseline() =>
        Assert.That(StartingGrants.From(said: null, GrantBaseline.Legacy), Is.EqualTo(new[] { GrantBaseline.Legacy }));

    [TestCase("explicit", new[] { GrantBaseline.Explicit })]
    [TestCase("both", new[] { GrantBaseline.Legacy, GrantBaseline.Explicit })]
    public void The_variable_overrides_the_intent_file(string said, GrantBaseline[] verified) =>
        Assert.That(StartingGrants.From(said, GrantBaseline.Legacy), Is.EqualTo(verified));

    [Test]
    public void An_unknown_baseline_is_refused_by_name() =>
        Assert.That(
            () => StartingGrants.From("all", GrantBaseline.Legacy),
            Throws.TypeOf<FormatException>().With.Message.EqualTo("USAGE_RLS_GRANTS is 'all': say legacy, explicit or both.")
        );
}
