using NUnit.Framework;
using UsageRls.Verification.Accepted;

namespace UsageRls.Verification.Tests.Findings;

/// <summary>
/// Tests that an entry of the exceptions file must state the finding, the reason and the end date. An acceptance must also state the person
/// and the day. An entry with an unknown field is refused.
/// </summary>
[WithoutDatabase]
public sealed class ExceptionFiles
{
    private const string Entry = """{"kind":"lint","id":"a","object":"b","reason":"c","expires":"2027-01-01"}""";
    private static readonly DateOnly s_today = new(2026, 1, 2);

    [TestCase("""[{"kind":"lint","id":"a","object":"b","reason":" ","expires":"2027-01-01"}]""", "leaves a field empty")]
    [TestCase("""[{"kind":"lint","id":"a","object":"b","reason":"d"}]""", "expires")]
    [TestCase("""[{"kind":"lint","id":"a","object":"b","reason":"d","expires":"soon"}]""", "expires")]
    [TestCase("""[{"kind":"lints","id":"a","object":"b","reason":"d","expires":"2027-01-01"}]""", "unknown kind 'lints'")]
    [TestCase("""[{"kind":"lint","id":"a","objects":"b","reason":"d","expires":"2027-01-01"}]""", "objects")]
    [TestCase(
        """[{"kind":"lint","id":"a","object":"b","owner":"platform team","reason":"d","expires":"2027-01-01"}]""",
        "signed_by and signed_on"
    )]
    [TestCase($"[{Entry},{Entry}]", "two entries")]
    public void Exceptions_with_missing_or_unknown_fields_are_refused(string json, string why) =>
        Assert.That(
            () => AcceptedFindings.Parse("exceptions.json", json, s_today),
            Throws.InvalidOperationException.With.Message.Contains(why)
        );

    [Test]
    public void Exceptions_without_a_signature_are_proposals() => Assert.That(Parse(Entry).IsSigned, Is.False);

    [TestCase("Ada Lovelace")]
    [TestCase("@ada-lovelace")]
    [TestCase("ada.lovelace@example.org")]
    [TestCase("Zoë")]
    [TestCase("李明")]
    [TestCase("Dr. Ai Ops-Müller")]
    public void Exceptions_with_a_person_and_a_day_are_acceptances(string name)
    {
        var entry = Parse(Signed(name, "2026-01-02"));
        Assert.That((entry.IsSigned, entry.Signature), Is.EqualTo((true, $"accepted by {name} on 2026-01-02")));
    }

    [TestCase("platform team")]
    [TestCase("Team")]
    [TestCase("@acme/security-team")]
    [TestCase("tbd")]
    [TestCase("TODO: name")]
    [TestCase("owner")]
    [TestCase("the owner")]
    [TestCase("someone")]
    [TestCase("n/a")]
    [TestCase("me")]
    [TestCase("?")]
    [TestCase("")]
    [TestCase("x")]
    [TestCase("security")]
    [TestCase("your name")]
    public void Exceptions_signed_by_no_person_are_refused(string name) =>
        Assert.That(
            () => Parse(Signed(name, "2026-01-02")),
            Throws.InvalidOperationException.With.Message.Contains("names no person").And.Message.Contains("lint a on b")
        );

    [TestCase(""" "signed_by":"Ada" """, "without signed_on")]
    [TestCase(""" "signed_on":"2026-01-02" """, "without signed_by")]
    [TestCase(""" "signed_by":"Ada","signed_on":"2026-02-01" """, "is in the future")]
    [TestCase(""" "signed_by":"Ada","signed_on":"2027-01-02" """, "")]
    public void Exceptions_signed_in_part_or_on_an_impossible_day_are_refused(string fields, string why) =>
        Assert.That(
            () => Parse(Entry.Replace("}", $",{fields}}}", StringComparison.Ordinal)),
            Throws.InvalidOperationException.With.Message.Contains(why)
        );

    [Test]
    public void Exceptions_of_this_project_are_proposals_until_a_person_signs_them()
    {
        var entries = AcceptedFindings.Read(AcceptedFolder.FromEnvironment(Laboratory.Own))!;
        Assert.That(entries, Is.Not.Empty);
        Assert.That(entries.Where(e => e.IsSigned).Select(e => e.SignedBy), Has.None.Contains("team"));
    }

    private static string Signed(string name, string day) =>
        Entry.Replace("}", $",\"signed_by\":\"{name}\",\"signed_on\":\"{day}\"}}", StringComparison.Ordinal);

    private static AcceptedFinding Parse(string entry) => AcceptedFindings.Parse("exceptions.json", $"[{entry}]", s_today).Single();
}
