using NUnit.Framework;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.Tests.Findings;

/// <summary>
/// Tests that an entry of the exceptions file covers, until its end date, the findings of one check on one object, or, up to severity
/// medium, the findings of one lint on a schema. Only a signed entry accepts a finding. A signed entry that matches no finding fails the
/// run.
/// </summary>
[WithoutDatabase]
public sealed class FindingReviews
{
    private static readonly DateOnly s_today = new(2026, 1, 2);
    private static readonly Finding s_medium = new(
        "lint/0001_rls_disabled",
        Severity.Medium,
        "It is open.",
        "public.notes",
        "close it",
        FindingStatus.Open
    );
    private static readonly Finding s_high = s_medium with { Severity = Severity.High };
    private static readonly AcceptedFinding s_proposed = new(FindingKind.Lint, "0001_rls_disabled", "public.notes", "because", s_today);
    private static readonly AcceptedFinding s_signed = s_proposed with { SignedBy = "Ada Lovelace", SignedOn = s_today };

    [Test]
    public void Reviews_accept_a_finding_that_a_named_person_signed([Values] Severity severity) =>
        Assert.That(Create(s_medium with { Severity = severity }, s_signed) is { Holds: true, Accepted.Count: 1 }, Is.True);

    [TestCase(Severity.Note)]
    [TestCase(Severity.Low)]
    [TestCase(Severity.Medium)]
    public void Reviews_hold_with_a_proposal_for_a_slight_finding_and_count_it_as_a_proposal(Severity severity) =>
        Assert.That(
            Create(s_medium with { Severity = severity }, s_proposed) is { Holds: true, Accepted.Count: 0, Proposed.Count: 1 },
            Is.True
        );

    [TestCase(Severity.High)]
    [TestCase(Severity.Critical)]
    public void Reviews_let_no_proposal_make_a_severe_finding_green(Severity severity)
    {
        var review = Create(s_medium with { Severity = severity }, s_proposed);
        Assert.That(review is { Holds: false, Failing.Count: 1, Proposed.Count: 0 }, Is.True);
        Assert.That(review.Explain(), Does.Contain("but nobody signed it"));
    }

    [TestCase(Severity.High)]
    [TestCase(Severity.Critical)]
    public void Reviews_fail_on_a_severe_finding_in_a_folder_that_nobody_has_reviewed(Severity severity) =>
        Assert.That(
            FindingReview.From(FindingKind.Lint, [s_medium with { Severity = severity }], null, s_today)
                is { Holds: false, Failing.Count: 1 },
            Is.True
        );

    [Test]
    public void Reviews_show_other_findings_of_an_unreviewed_folder_in_one_line()
    {
        Finding On(string name) => s_medium with { Object = name };
        var review = FindingReview.From(FindingKind.Lint, [On("a"), On("b"), On("c"), On("d")], null, s_today);
        Assert.That(review is { Holds: true, Failing.Count: 0, Shown.Count: 4, IsReviewed: false }, Is.True);
        Assert.That(review.ShownLine(), Is.EqualTo("medium 0001_rls_disabled (4)"));
    }

    [Test]
    public void Reviews_fail_on_a_medium_finding_that_a_file_of_exceptions_does_not_name() =>
        Assert.That(Create(s_medium) is { Holds: false, Failing.Count: 1 }, Is.True);

    [TestCase(Severity.Note)]
    [TestCase(Severity.Low)]
    public void Reviews_only_show_a_slight_finding_that_a_file_of_exceptions_does_not_name(Severity severity) =>
        Assert.That(Create(s_medium with { Severity = severity }) is { Holds: true, Failing.Count: 0, Shown.Count: 1 }, Is.True);

    [Test]
    public void Reviews_apply_no_exception_to_another_object() =>
        Assert.That(
            Create(s_medium, s_signed with { Object = "public.other" }) is { Holds: false, Open.Count: 1, Stale.Count: 1 },
            Is.True
        );

    [Test]
    public void Reviews_apply_a_lints_exception_to_a_whole_schema_and_count_the_schemas_objects([Values] bool isSigned)
    {
        Finding On(string name) => s_medium with { Object = name };
        var review = FindingReview.From(
            FindingKind.Lint,
            [On("public.notes"), On("public.notes mine"), On("publicity.notes")],
            [(isSigned ? s_signed : s_proposed) with { Object = "schema public" }],
            s_today
        );
        Assert.That(
            (isSigned ? review.Accepted : review.Proposed).Select(f => f.Object),
            Is.EqualTo(["public.notes", "public.notes mine"])
        );
        Assert.That(review.Open.Select(f => f.Object), Is.EqualTo(["publicity.notes"]));
        Assert.That(review.SchemaLines(), Is.EqualTo(["lint/0001_rls_disabled on schema public: 2 objects"]));
        Assert.That(
            (isSigned ? review.Accepted : review.Proposed)[0].Acceptance!.ToString(),
            Does.EndWith("with every object of schema public")
        );
    }

    [Test]
    public void Reviews_let_no_exception_for_a_schema_make_a_severe_finding_green()
    {
        var review = Create(s_high, s_signed with { Object = "schema public" });
        Assert.That(review is { Holds: false, Failing.Count: 1, Accepted.Count: 0, Stale.Count: 0 }, Is.True);
        Assert.That(review.Explain(), Does.Contain("name the object"));
    }

    [Test]
    public void Reviews_accept_no_exception_for_a_schema_if_it_is_for_a_probe_or_matches_no_finding() =>
        Assert.Multiple(() =>
        {
            Assert.That(
                Create(s_medium with { Id = "probe/0001_rls_disabled" }, s_signed with { Object = "schema public" }).Accepted,
                Is.Empty
            );
            Assert.That(Create(s_medium, s_signed with { Object = "schema other" }) is { Holds: false, Stale.Count: 1 }, Is.True);
        });

    [Test]
    public void Reviews_apply_no_exception_for_a_probe_to_a_lint() =>
        Assert.That(
            Create(s_medium, s_signed with { Kind = FindingKind.Probe }) is { Holds: false, Open.Count: 1, Stale.Count: 0 },
            Is.True
        );

    [Test]
    public void Reviews_fail_when_an_acceptance_has_ended() =>
        Assert.That(Create(s_medium, s_signed with { Expires = s_today.AddDays(-1) }) is { Holds: false, Expired.Count: 1 }, Is.True);

    [Test]
    public void Acceptances_hold_to_the_end_of_the_last_day() => Assert.That(Create(s_medium, s_signed).Expired, Is.Empty);

    [Test]
    public void Reviews_fail_on_an_acceptance_that_matches_no_finding()
    {
        var review = FindingReview.From(FindingKind.Lint, [], [s_signed], s_today);
        Assert.That(review is { Holds: false, Stale.Count: 1 }, Is.True);
        Assert.That(review.Explain(), Does.StartWith("STALE"));
    }

    [Test]
    public void Reviews_only_count_a_proposal_that_matches_no_finding() =>
        Assert.That(FindingReview.From(FindingKind.Lint, [], [s_proposed], s_today) is { Holds: true, Stale.Count: 1 }, Is.True);

    [Test]
    public void Reviews_count_a_finding_of_two_baselines_once_by_the_higher_severity() =>
        Assert.That(
            FindingReview.From(FindingKind.Lint, [s_medium, s_high], [], s_today).Open.Single().Severity,
            Is.EqualTo(Severity.High)
        );

    [Test]
    public void Reviews_explain_the_worst_finding_first_with_its_example()
    {
        Assert.That(
            Create(s_high).Explain(),
            Does.StartWith("HIGH lint/0001_rls_disabled · public.notes").And.Contain("remedy: close it").And.Not.Contain("seen:")
        );
        Assert.That(
            FindingReview.From(FindingKind.Lint, [s_high with { Example = "select 1\nfrom a" }], [], s_today).Explain(),
            Does.Contain("seen:   select 1\n            from a\n")
        );
        var worst = s_high with { Severity = Severity.Critical, Object = "public.worst" };
        Assert.That(
            FindingReview
                .From(FindingKind.Lint, [s_medium with { Object = "public.less" }, s_high, worst], [], s_today)
                .Failing.Select(f => f.Severity),
            Is.Ordered.Descending
        );
    }

    private static FindingReview Create(Finding found, params AcceptedFinding[] entries) =>
        FindingReview.From(FindingKind.Lint, [found], entries, s_today);
}
