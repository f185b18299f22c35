using NUnit.Framework;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Tests.Findings;

/// <summary>Tests that a lint's finding about a privilege and the finding of an attempt with this privilege become one finding.</summary>
[WithoutDatabase]
public sealed class TriedOnce
{
    private static readonly Finding s_lint = Create(TriedPrivileges.Lint, "public.papers") with
    {
        Status = FindingStatus.Accepted,
        Acceptance = new("A Person", new DateOnly(2026, 1, 2), "nobody has a login", new DateOnly(2027, 1, 2)),
    };

    private static readonly Finding s_tried = Create(TriedPrivileges.Tried, "public.papers");

    [Test]
    public void The_isolation_finding_replaces_the_lint_finding_and_takes_over_its_acceptance()
    {
        var merged = TriedPrivileges.Merge([s_lint, s_tried]).Single();
        Assert.That(merged, Is.EqualTo(s_tried with { Status = FindingStatus.Accepted, Acceptance = s_lint.Acceptance }));
    }

    [Test]
    public void A_finding_of_another_table_or_check_stays()
    {
        Finding[] all = [Create(TriedPrivileges.Lint, "public.notes"), Create("lint/0001_rls_disabled", "public.papers"), s_tried];
        Assert.That(TriedPrivileges.Merge(all), Is.EqualTo(all));
    }

    [Test]
    public void The_lint_whose_finding_is_replaced_exists() =>
        Assert.That(Lint.All.Select(l => FindingKind.Id(FindingKind.Lint, l.Id)), Does.Contain(TriedPrivileges.Lint));

    private static Finding Create(string id, string table) =>
        new(id, Severity.Medium, "may truncate", table, "revoke …", FindingStatus.Open);
}
