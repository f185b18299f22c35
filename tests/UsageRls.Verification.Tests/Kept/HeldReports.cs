using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Mutation.Mutators;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Kept;

/// <summary>
/// Tests which reports are kept: only those in which everything was tried, no mutant survived, and no attack of severity critical or high
/// succeeded.
/// </summary>
[WithoutDatabase]
public sealed class HeldReports
{
    private static readonly MutationReport s_mutation = new(
        [Became(MutantState.Killed), Became(MutantState.Equivalent), Became(MutantState.Invalid)],
        [new ClaimRecord("claim", "area", default, [], 1, 1)],
        [],
        default
    );

    private static readonly IsolationReport s_isolation = new(
        GrantBaseline.Legacy,
        new Application([], [], []),
        [],
        [new ReachedObject("public.f()", "function", 3, [])],
        default
    );

    [Test]
    public void A_mutation_report_holds_if_every_mutant_was_tried_and_none_survived()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(s_mutation.Holds, Is.True);
            Assert.That((s_mutation with { Results = [.. s_mutation.Results, Became(MutantState.Survived)] }).Holds, Is.False);
            Assert.That((s_mutation with { Results = [Became(MutantState.Invalid)] }).Holds, Is.False);
            Assert.That((s_mutation with { NotRun = ["mutants of roles"] }).Holds, Is.False);
            Assert.That((s_mutation with { Claims = [s_mutation.Claims[0] with { Before = ["violated"] }] }).Holds, Is.False);
        }
    }

    [Test]
    public void An_isolation_report_holds_if_nothing_leaks_and_everything_was_tried()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(KeptRest.From(s_isolation), Is.Not.Null);
            Assert.That(KeptRest.From(s_isolation with { Attacks = new AttackReport([Breach(Severity.Medium)], []) }), Is.Not.Null);
            Assert.That(KeptRest.From(s_isolation with { Attacks = new AttackReport([Breach(Severity.High)], []) }), Is.Null);
            Assert.That(KeptRest.From(s_isolation with { Reached = [s_isolation.Reached[0] with { Reason = "not called" }] }), Is.Null);
        }
    }

    private static MutantResult Became(MutantState state) =>
        new(new Mutant("mutator", "object", $"{state}", "select 1"), state, null, null, TimeSpan.FromMilliseconds(1));

    private static AttackBreach Breach(Severity severity) => new("check", severity, "public.t", "caller", "what", "remedy", "select 1");
}
