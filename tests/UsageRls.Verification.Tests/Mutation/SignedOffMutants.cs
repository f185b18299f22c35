using System.Text.Json;
using NUnit.Framework;
using UsageRls.Verification.Mutation;

namespace UsageRls.Verification.Tests.Mutation;

/// <summary>The file of equivalent mutants counts to the letter and to the day.</summary>
public sealed class SignedOffMutants
{
    private const string File = """[{ "mutant": "table t · x · y", "reason": "no reader", "owner": "security", "expires": "2027-01-31" }]""";

    [Test]
    public void Count_until_they_expire() => Assert.Multiple(() =>
    {
        Assert.That(EquivalentMutants.Parse(File, new(2027, 1, 31))["table t · x · y"].Reason, Is.EqualTo("no reader"));
        Assert.That(EquivalentMutants.Parse(File, new(2027, 2, 1)), Is.Empty);
        Assert.That(EquivalentMutants.Parse("[]", default), Is.Empty);
    });

    [TestCase("""[{ "mutant": "a", "owner": "b", "expires": "2027-01-31" }]""", TestName = "No reason")]
    [TestCase("""[{ "mutant": "a", "reason": "r", "owner": "b", "expires": "soon" }]""", TestName = "No date")]
    [TestCase("""[{ "mutant": "a", "reason": "r", "owner": "b", "expires": "2027-01-31", "note": "" }]""", TestName = "Something that nobody understands")]
    public void Need_reason_owner_and_expiry_and_nothing_else(string json) =>
        Assert.That(() => EquivalentMutants.Parse(json, default), Throws.TypeOf<JsonException>());
}
