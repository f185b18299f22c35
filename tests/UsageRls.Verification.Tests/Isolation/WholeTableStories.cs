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

    [TestCase(GrantBaseline.Legacy)]
    [SlowCase(GrantBaseline.Explicit)]
    public async Task A_granted_truncate_is_found_and_gone_once_its_remedy_is_run(GrantBaseline baseline)
    {
        var found = (await FindAsync(Grant, baseline)).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found.Object, Is.EqualTo("public.traces"));
            Assert.That(found.Severity, Is.EqualTo(Severity.Medium));
            Assert.That(found.IsSettled);
            Assert.That(found.Sentence, Does.Contain("authenticated can run these commands on public.traces: create trigger, lock table"));
            Assert.That(found.Sentence, Does.Contain("truncate (only in SQL").And.Not.Contain("anon"));
            Assert.That(found.Remedy, Is.EqualTo("revoke trigger, truncate on table public.traces from authenticated;"));
            Assert.That(found.Responsible?.Sentence, Does.Contain("trigger, truncate to authenticated"));
            Assert.That(found.Example, Does.Contain("truncate public.traces"));
        }
        Assert.That(await FindAsync(Grant + found.Remedy, baseline), Is.Empty);
    }

    [Test]
    public async Task The_platforms_default_privileges_are_named_where_no_migration_revokes_them()
    {
        const string Untouched =
            "create table drafts (id uuid primary key default gen_random_uuid(), "
            + "team_id uuid not null references teams on delete cascade, line text); alter table drafts enable row level security;";
        var found = (await FindAsync(Untouched, GrantBaseline.Legacy)).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                found.Sentence,
                Does.StartWith("anon and authenticated can run these commands on public.drafts: create table … references, ")
            );
            Assert.That(found.Responsible?.Sentence, Does.Contain("by the platform's default privileges (legacy grants)"));
        }
        Assert.That(await FindAsync(Untouched + found.Remedy, GrantBaseline.Legacy), Is.Empty);
        Assert.That(await FindAsync(Untouched, GrantBaseline.Explicit), Is.Empty);
    }

    [Test]
    public async Task A_privilege_that_allows_a_lock_but_no_change_of_a_row_is_found()
    {
        const string Useless = "grant update on traces to authenticated;";
        var found = (await FindAsync(Useless, GrantBaseline.Explicit)).Single();
        Assert.That(found.Remedy, Is.EqualTo("revoke update on table public.traces from authenticated;"));
        Assert.That(found.Sentence, Does.Contain(": lock table … in access exclusive mode (only in SQL"));
        const string Used =
            Useless
            + "create policy own on traces for update to authenticated "
            + "using (user_id = (select auth.uid()) and private.in_team(team_id)) with check (private.in_team(team_id));";
        Assert.That(await FindAsync(Used, GrantBaseline.Explicit), Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_COPY_that_returns_more_rows_than_select_is_found(bool isByCopy)
    {
        var condition = isByCopy ? "current_query() ilike 'copy%'" : "false";
        var found = await FindAsync(
            $"create policy wide on papers for select to authenticated using ({condition});",
            GrantBaseline.Explicit
        );
        Assert.That(
            found.Select(f => f.Sentence),
            isByCopy
                ? Has.Some.EndsWith(
                    "papers: copy table to stdout (4 rows, but select reaches 0) (only in SQL: the HTTP API does not offer them) "
                        + "(explicit baseline only)."
                )
                : Is.Empty
        );
    }

    [TestCase("and current_query() not ilike 'copy%'", true)]
    [TestCase("", false)]
    public async Task A_COPY_that_adds_rows_although_a_trigger_blocks_inserts_is_found(string condition, bool isFound)
    {
        var found = await FindAsync(
            $"""
            create table notices (id uuid primary key default gen_random_uuid(), team_id uuid not null references teams);
            grant select, insert on notices to authenticated;
            create function keep_out() returns trigger language plpgsql set search_path = '' as
              $$ begin return case when current_user = 'authenticated' {condition} then null else new end; end $$;
            create trigger keep_out before insert on notices for each row execute function keep_out();
            """,
            GrantBaseline.Explicit
        );
        Assert.That(
            found.Select(f => f.Sentence),
            isFound ? Has.One.Contains("copy … from stdin (1 rows, but insert reaches 0)") : Is.Empty
        );
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(string sql, GrantBaseline baseline)
    {
        var findings = await AttackedApplication.FindingsAsync(sql, baseline);
        return [.. findings.Where(f => f.Id == TriedPrivileges.Tried)];
    }
}
