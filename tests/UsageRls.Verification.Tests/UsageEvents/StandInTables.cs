using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Lints;
using UsageRls.Verification.Tests.Isolation;

namespace UsageRls.Verification.Tests.UsageEvents;

/// <summary>Tests the stand-ins for the tables of organisations and members, which migrations may name but not create.</summary>
public sealed class StandInTables
{
    [TestCase("create table public.a (org_id uuid references public.organizations (id))")]
    [TestCase("create policy p on org_members for select using (true)")]
    public async Task Tables_that_migrations_name_but_do_not_create_get_a_stand_in(string sql)
    {
        await using var database = await AfterAsync(sql);
        await database.ExecuteAsync("select from public.org_members");
    }

    [TestCase("-- organizations come later\ncreate table app_organizations (id int)")]
    [TestCase("create table a (id int); create policy \"Members of organizations read\" on a for select using (true)")]
    [TestCase("create table a (id int); comment on table a is 'what organizations pay for'")]
    public async Task Tables_that_migrations_never_name_get_no_stand_in(string sql)
    {
        await using var database = await AfterAsync(sql);
        Assert.That(
            async () => await database.ExecuteAsync("select from public.org_members"),
            Throws.Exception.With.Message.Contains("does not exist")
        );
    }

    [Test]
    public async Task Tables_that_migrations_create_get_no_stand_in()
    {
        await using var database = await AfterAsync("create table if not exists public.organizations (id uuid primary key, mine text);");
        await database.ExecuteAsync("select mine from public.organizations");
    }

    [Test]
    public async Task Lints_do_not_report_stand_in_tables()
    {
        await using var database = await AfterAsync(
            "create table public.notes (org_id uuid not null references public.organizations (id))"
        );
        var findings = await LintRun.RunAsync(database);
        Assert.That(
            findings.Where(f => f.Object.StartsWith("public.org", StringComparison.Ordinal)).Select(f => $"{f.Id} {f.Object}"),
            Is.Empty
        );
        Assert.That(findings.Select(f => f.Id), Has.Some.EqualTo("lint/0001_rls_disabled"));
    }

    [TestCase("", false)]
    [TestCase(
        "drop policy \"Members can view their organizations\" on organizations; create policy own on organizations for select "
            + "using (id in (select m.org_id from org_members m where m.user_id = (select auth.uid())));",
        true
    )]
    public async Task A_missing_test_of_a_new_membership_state_is_a_leak_only_in_policies_of_the_migrations(string sql, bool isLeak)
    {
        await using var database = await AfterAsync(
            $"""
            create table public.notes (org_id uuid not null references public.organizations (id));
            alter table org_members add column status text not null default 'active' check (status in ('active', 'suspended')); {sql}
            """
        );
        var grave = (await AttackedApplication.FindingsAsync(database, inSmallWorlds: true)).Where(f => f.Severity.IsGrave);
        Assert.That(grave.Any(f => f.Id == "isolation/select" && f.Object == "public.organizations"), Is.EqualTo(isLeak));
        Assert.That(
            (await LintRun.RunAsync(database)).Any(f => f.Id == "lint/0051_membership_state_ignored" && f.Severity.IsGrave),
            Is.EqualTo(isLeak)
        );
    }

    private static Task<TestDatabase> AfterAsync(string sql) => Laboratory.MigratedAsync([Migration.Create("20240101000000_one.sql", sql)]);
}
