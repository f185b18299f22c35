using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>Tests that an intent file must name each function and view that the API can reach, with the callers that may use it.</summary>
[WithoutDatabase]
public sealed class SignedUsesStories
{
    private static readonly Use[] s_uses =
    [
        new("public.close(uuid)", IsFunction: true, WhoKind.Everyone),
        new("public.totals", IsFunction: false, WhoKind.Users),
    ];

    [TestCase("functions:\n  public.close(uuid): everyone\nviews:\n  public.totals: users")]
    [TestCase("functions:\n  public.close(uuid): everyone\nexcluded:\n  public.totals: the same for everybody")]
    public void An_intent_that_names_every_use_gives_no_finding(string intent) => Assert.That(Findings(intent), Is.Empty);

    [TestCase("functions:\n  public.close(uuid): everyone", "unnamed public.totals")]
    [TestCase("views:\n  public.totals: users", "unnamed public.close(uuid)")]
    [TestCase("functions:\n  public.close(text): nobody\nviews:\n  public.totals: users", "unnamed public.close(uuid)")]
    [TestCase("functions:\n  public.close(uuid): users\nviews:\n  public.totals: users", "unintended-use public.close(uuid)")]
    [TestCase("functions:\n  public.close(uuid): everyone\nviews:\n  public.totals: nobody", "unintended-use public.totals")]
    [TestCase("functions:\n  public.close(uuid): everyone\nviews:\n  public.totals: everyone", "missing-use public.totals")]
    [TestCase(
        "functions:\n  public.close(uuid): everyone\n  public.open(uuid): users\nviews:\n  public.totals: users",
        "missing-use public.open(uuid)"
    )]
    public void A_use_that_differs_is_found(string intent, string finding) => Assert.That(Findings(intent), Is.EqualTo([finding]));

    [Test]
    public void The_intent_written_from_the_observed_uses_gives_no_finding()
    {
        var written = SignedIntent.Create(null, [Report()], "intent.yaml");
        Assert.That(written.Render(), Does.Contain("functions:\n  public.close(uuid): everyone\nviews:\n  public.totals: users\n"));
        Assert.That(SignedUses.Findings(IntentFile.Parse(written.Render()), [Report()]), Is.Empty);
    }

    private static string[] Findings(string intent) =>
        [.. SignedUses.Findings(IntentFile.Parse(intent), [Report()]).Select(f => $"{f.Id[(f.Id.IndexOf('/') + 1)..]} {f.Object}")];

    private static IsolationReport Report() =>
        new(GrantBaseline.Explicit, new Application([], [], []), [], [], TimeSpan.Zero) { Uses = s_uses };
}
