using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Isolation;

/// <summary>
/// Tests commands on whole tables that the HTTP API does not offer, such as TRUNCATE: the commands that succeed on a table, and give a role
/// more than its other statements do, are reported as one finding of severity medium.
/// </summary>
public sealed class WholeTableStories
{
    private const string Grant = "grant truncate, trigger on traces to authenticated;";

    private const string Untouched =
        "create table drafts (id uuid primary key default gen_random_uuid(), "
        + "team_id uuid not null references teams on delete cascade, line text); alter table drafts enable row level security;";

    private static readonly Lazy<Task<IReadOnlyList<Finding>>> s_legacy = new(() => FindAsync(Grant + Untouched, GrantBaseline.Legacy));

    private static readonly Lazy<Task<IReadOnlyList<Finding>>> s_found = new(() =>
        FindAsync(
            "grant update on traces to authenticated;"
                + Untouched
                + CopyOut("current_query() ilike 'copy%'")
                + CopyIn("and current_query() not ilike 'copy%'"),
            GrantBaseline.Explicit
        )
    );

    [Test]
    public async Task A_granted_truncate_is_found() => IsFound(Traces(await s_legacy.Value));

    [Test]
    public async Task The_platforms_default_privileges_are_named_where_no_migration_revokes_them()
    {
        var found = (await s_legacy.Value).Single(f => f.Object == "public.drafts");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                found.Sentence,
                Does.StartWith("anon and authenticated can run these commands on public.drafts: create table … references, ")
            );
            Assert.That(found.Responsible?.Sentence, Does.Contain("by the platform's default privileges (legacy grants)"));
        }
        Assert.That((await s_found.Value).Select(f => f.Object), Has.None.EqualTo("public.drafts"));
    }

    [Test]
    public async Task Commands_on_whole_tables_are_gone_once_the_remedies_are_run()
    {
        var found = await s_legacy.Value;
        Assert.That(found, Has.Exactly(2).Items);
        Assert.That(await FindAsync(Grant + Untouched + string.Concat(found.Select(f => f.Remedy)), GrantBaseline.Legacy), Is.Empty);
    }

    [Test]
    [Slow]
    public async Task A_granted_truncate_is_found_on_the_explicit_baseline_and_gone_once_its_remedy_is_run()
    {
        var found = Traces(await FindAsync(Grant, GrantBaseline.Explicit));
        IsFound(found);
        Assert.That(await FindAsync(Grant + found.Remedy, GrantBaseline.Explicit), Is.Empty);
    }

    [Test]
    public async Task A_privilege_that_allows_a_lock_but_no_change_of_a_row_is_found()
    {
        var found = Traces(await s_found.Value);
        Assert.That(found.Remedy, Is.EqualTo("revoke update on table public.traces from authenticated;"));
        Assert.That(found.Sentence, Does.Contain(": lock table … in access exclusive mode (only in SQL"));
    }

    [Test]
    public async Task A_COPY_that_returns_more_rows_than_select_is_found() =>
        Assert.That(
            (await s_found.Value).Select(f => f.Sentence),
            Has.Some.EndsWith(
                "papers: copy table to stdout (4 rows, but select reaches 0) (only in SQL: the HTTP API does not offer them) "
                    + "(explicit baseline only)."
            )
        );

    [Test]
    public async Task A_COPY_that_adds_rows_although_a_trigger_blocks_inserts_is_found() =>
        Assert.That((await s_found.Value).Select(f => f.Sentence), Has.One.Contains("copy … from stdin (1 rows, but insert reaches 0)"));

    [Test]
    public async Task Privileges_that_other_statements_use_and_COPY_that_reaches_no_more_are_not_found() =>
        Assert.That(
            await FindAsync(
                "grant update on traces to authenticated; create policy own on traces for update to authenticated "
                    + "using (user_id = (select auth.uid()) and private.in_team(team_id)) with check (private.in_team(team_id));"
                    + CopyOut("false")
                    + CopyIn(""),
                GrantBaseline.Explicit
            ),
            Is.Empty
        );

    private static Finding Traces(IEnumerable<Finding> findings) => findings.Single(f => f.Object == "public.traces");

    private static void IsFound(Finding found)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Severity, Is.EqualTo(Severity.Medium));
            Assert.That(found.IsSettled);
            Assert.That(found.Sentence, Does.Contain("authenticated can run these commands on public.traces: create trigger, lock table"));
            Assert.That(found.Sentence, Does.Contain("truncate (only in SQL").And.Not.Contain("anon"));
            Assert.That(found.Remedy, Is.EqualTo("revoke trigger, truncate on table public.traces from authenticated;"));
            Assert.That(found.Responsible?.Sentence, Does.Contain("trigger, truncate to authenticated"));
            Assert.That(found.Example, Does.Contain("truncate public.traces"));
        }
    }

    private static string CopyOut(string condition) => $"create policy wide on papers for select to authenticated using ({condition});";

    private static string CopyIn(string condition) =>
        $"""
            create table notices (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams);
            grant select, insert on notices to authenticated;
            create function keep_out() returns trigger language plpgsql set search_path = '' as
              $$ begin return case when current_user = 'authenticated' {condition} then null else new end; end $$;
            create trigger keep_out before insert on notices for each row execute function keep_out();
            """;

    private static async Task<IReadOnlyList<Finding>> FindAsync(string sql, GrantBaseline baseline)
    {
        var findings = await AttackedApplication.FindingsAsync(sql, baseline);
        return [.. findings.Where(f => f.Id == TriedPrivileges.Tried)];
    }
}
