using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Tenancy;

/// <summary>Which grant baselines a run verifies.</summary>
[WithoutDatabase]
public sealed class GrantsToStartFrom
{
    private static readonly GrantBaseline[] s_both = [GrantBaseline.Legacy, GrantBaseline.Explicit];

    [Test]
    public void Are_both_where_nothing_is_said() => Assert.That(StartingGrants.Of(" ", written: null), Is.EqualTo(s_both));

    [Test]
    public void Are_those_of_the_intent_file() =>
        Assert.That(StartingGrants.Of(said: null, GrantBaseline.Legacy), Is.EqualTo(new[] { GrantBaseline.Legacy }));

    [TestCase("explicit", new[] { GrantBaseline.Explicit })]
    [TestCase("both", new[] { GrantBaseline.Legacy, GrantBaseline.Explicit })]
    public void Are_those_of_the_variable_before_those_of_the_file(string said, GrantBaseline[] verified) =>
        Assert.That(StartingGrants.Of(said, GrantBaseline.Legacy), Is.EqualTo(verified));

    [Test]
    public void Are_refused_by_name_where_there_are_no_such() =>
        Assert.That(
            () => StartingGrants.Of("all", GrantBaseline.Legacy),
            Throws.TypeOf<FormatException>().With.Message.EqualTo("USAGE_RLS_GRANTS is 'all': say legacy, explicit or both.")
        );
}
