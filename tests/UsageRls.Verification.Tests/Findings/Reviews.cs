using NUnit.Framework;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Findings;

/// <summary>An acceptance covers one check on one object until one day, and is itself a fault once it covers nothing.</summary>
[WithoutDatabase]
public sealed class Reviews
{
    private static readonly DateOnly s_today = new(2026, 1, 2);
    private static readonly Finding s_found = new("lint/0001_rls_disabled", Severity.High, "It is open.", "public.notes", "close it", FindingStatus.Open);
    private static readonly AcceptedFinding s_accepted = new(FindingKind.Lint, "0001_rls_disabled", "public.notes", "team", "because", s_today);

    [Test]
    public void Accept_what_is_named() => Assert.That(Of(s_accepted) is { Holds: true, Accepted.Count: 1 }, Is.True);

    [Test]
    public void Fail_on_what_nobody_named() => Assert.That(Of() is { Holds: false, Open.Count: 1 }, Is.True);

    [Test]
    public void Do_not_take_one_object_for_another() =>
        Assert.That(Of(s_accepted with { Object = "public.other" }) is { Holds: false, Open.Count: 1, Stale.Count: 1 }, Is.True);

    [Test]
    public void Do_not_take_one_kind_for_another() => Assert.That(Of(s_accepted with { Kind = FindingKind.Probe }) is { Holds: false, Open.Count: 1, Stale.Count: 0 }, Is.True);

    [Test]
    public void Fail_when_the_day_is_past() => Assert.That(Of(s_accepted with { Expires = s_today.AddDays(-1) }) is { Holds: false, Expired.Count: 1 }, Is.True);

    [Test]
    public void Fail_on_an_acceptance_of_nothing() => Assert.That(FindingReview.Of(FindingKind.Lint, [], [s_accepted], s_today) is { Holds: false, Stale.Count: 1 }, Is.True);

    [Test]
    public void Count_a_finding_of_two_baselines_once() => Assert.That(FindingReview.Of(FindingKind.Lint, [s_found, s_found], [], s_today).Open, Has.Count.EqualTo(1));

    [Test]
    public void Say_when_nobody_has_reviewed_anything() => Assert.That(FindingReview.Of(FindingKind.Lint, [s_found], null, s_today) is { IsReviewed: false, Open.Count: 1 }, Is.True);

    [Test]
    public void Explain_what_is_left_to_decide_and_show_an_example_where_there_is_one()
    {
        Assert.That(Of().Explain(), Does.StartWith("HIGH lint/0001_rls_disabled · public.notes").And.Contain("remedy: close it").And.Not.Contain("seen:"));
        Assert.That(FindingReview.Of(FindingKind.Lint, [s_found with { Example = "select 1\nfrom a" }], [], s_today).Explain(), Does.Contain("seen:   select 1\n            from a\n"));
    }

    [Test]
    public void Hold_to_the_end_of_the_last_day() => Assert.That(Of(s_accepted).Expired, Is.Empty);

    [TestCase("""[{"kind":"lint","id":"a","object":"b","owner":"c","reason":" ","expires":"2027-01-01"}]""", "leaves a field empty")]
    [TestCase("""[{"kind":"lint","id":"a","object":"b","owner":"c","reason":"d"}]""", "expires")]
    [TestCase("""[{"kind":"lint","id":"a","object":"b","owner":"c","reason":"d","expires":"soon"}]""", "expires")]
    [TestCase("""[{"kind":"lints","id":"a","object":"b","owner":"c","reason":"d","expires":"2027-01-01"}]""", "nothing finds the kind 'lints'")]
    [TestCase("""[{"kind":"lint","id":"a","objects":"b","owner":"c","reason":"d","expires":"2027-01-01"}]""", "objects")]
    [TestCase("""[{"kind":"lint","id":"a","object":"b","owner":"c","reason":"d","expires":"2027-01-01"},{"kind":"lint","id":"a","object":"b","owner":"c","reason":"d","expires":"2027-01-01"}]""", "twice")]
    public void Refuse_a_file_that_says_less_or_more(string json, string why) =>
        Assert.That(() => AcceptedFindings.Parse("exceptions.json", json), Throws.InvalidOperationException.With.Message.Contains(why));

    private static FindingReview Of(params AcceptedFinding[] accepted) => FindingReview.Of(FindingKind.Lint, [s_found], accepted, s_today);
}
