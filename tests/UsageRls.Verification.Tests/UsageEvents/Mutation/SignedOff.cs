using NUnit.Framework;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Mutation.Mutators;

namespace UsageRls.Verification.Tests.UsageEvents.Mutation;

/// <summary>
/// Tests that a mutant counts as equivalent only if it survives and a signed acceptance that has not expired names exactly this mutant.
/// </summary>
public sealed class SignedOff
{
    private static readonly DateOnly s_today = new(2026, 1, 2);
    private static readonly Mutant s_mutant = new(
        "comment",
        "table usage_events",
        "changed",
        "comment on table public.usage_events is 'mutant';"
    );
    private static readonly AcceptedFinding s_accepted = new(
        FindingKind.Mutant,
        "comment",
        "table usage_events · changed",
        "nobody reads it",
        s_today
    )
    {
        SignedBy = "Ada Lovelace",
        SignedOn = s_today,
    };

    [Test]
    public void A_signed_off_mutant_does_not_lower_the_score_while_it_survives()
    {
        var report = Review(MutantState.Survived, s_accepted);
        Assert.That((report.Score, report.Equivalent.Single().Because, report.Reviewed), Is.EqualTo((1.0, "nobody reads it", true)));
        Assert.That(Stale(report, s_accepted), Is.Empty);
    }

    private static IEnumerable<TestCaseData> Others =>
        [
            new TestCaseData(s_accepted with { Expires = s_today.AddDays(-1) }).SetArgDisplayNames("expired yesterday"),
            new TestCaseData(s_accepted with { Object = "table usage_events · Changed" }).SetArgDisplayNames("for another change"),
            new TestCaseData(s_accepted with { Id = "comments" }).SetArgDisplayNames("for another kind of defect"),
            new TestCaseData(s_accepted with { Kind = FindingKind.Lint }).SetArgDisplayNames("for a lint"),
            new TestCaseData(s_accepted with { SignedBy = null, SignedOn = null }).SetArgDisplayNames("signed by nobody"),
        ];

    [TestCaseSource(nameof(Others))]
    public void An_acceptance_that_does_not_match_exactly_leaves_the_mutant_surviving(AcceptedFinding other) =>
        Assert.That(Review(MutantState.Survived, other).Survivors.Single().Mutant, Is.EqualTo(s_mutant));

    [TestCase(MutantState.Killed, "this mutant is killed (a claim)")]
    [TestCase(MutantState.Invalid, "this mutant is invalid (a claim)")]
    public void An_acceptance_of_a_mutant_that_did_not_survive_is_stale(MutantState state, string why) =>
        Assert.That(
            Stale(Review(state, s_accepted), s_accepted).Single(),
            Is.EqualTo($"comment · table usage_events · changed: {why}. Remove it from exceptions.json.")
        );

    [Test]
    public void An_acceptance_is_stale_if_its_mutant_does_not_exist_but_not_if_it_was_not_tried()
    {
        var gone = s_accepted with { Id = "gone" };
        var report = Review(MutantState.Survived, gone);
        Assert.That(Stale(report, gone).Single(), Does.Contain("this mutant does not exist"));
        Assert.That(Stale(report with { NotRun = ["roles"] }, gone), Is.Empty);
    }

    [Test]
    public void An_acceptance_is_not_stale_if_its_mutant_survives_on_one_baseline() =>
        Assert.That(
            new SignedOffMutants([s_accepted], s_today).Stale([
                Review(MutantState.Killed, s_accepted),
                Review(MutantState.Survived, s_accepted),
            ]),
            Is.Empty
        );

    [Test]
    public void Mutants_without_a_file_of_exceptions_are_not_reviewed() =>
        Assert.That(new SignedOffMutants(null, s_today).Review(Create(MutantState.Survived)).Reviewed, Is.False);

    private static MutationReport Review(MutantState state, AcceptedFinding accepted) =>
        new SignedOffMutants([accepted], s_today).Review(Create(state));

    private static IReadOnlyList<string> Stale(MutationReport report, AcceptedFinding accepted) =>
        new SignedOffMutants([accepted], s_today).Stale([report]);

    private static MutationReport Create(MutantState state) =>
        new([new(s_mutant, state, state == MutantState.Survived ? null : "a claim", null, TimeSpan.Zero)], [], [], TimeSpan.Zero);
}
