using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>Lints speak of what the migrations made, and not of the tables that stand in for those of an application.</summary>
public sealed class StandInTables
{
    [Test]
    public async Task Organizations_that_no_migration_makes_are_not_reported()
    {
        await using var database = await Laboratory.MigratedAsync([
            Migration.Of(
                "29990101000000_notes.sql",
                "create table public.notes (org_id uuid not null references public.organizations (id))"
            ),
        ]);
        var findings = await LintRun.RunAsync(database);
        Assert.That(
            findings.Where(f => f.Object.StartsWith("public.org", StringComparison.Ordinal)).Select(f => $"{f.Id} {f.Object}"),
            Is.Empty
        );
        Assert.That(findings.Select(f => f.Id), Has.Some.EqualTo("lint/0001_rls_disabled"));
    }
}
