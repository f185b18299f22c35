using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Mutation.Mutators;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.Tests.Tenancy;

namespace UsageRls.Verification.Tests.Mutation;

/// <summary>
/// Tests the mutation of an application in which the role of a member decides what the member may do. The claims that must kill the
/// mutants come from the intent file.
/// </summary>
public sealed class TablesWithRoles
{
    private const string Editors =
        "exists (select from team_members m where m.team_id = cards.team_id and m.user_id = (select auth.uid()) "
        + "and m.role in ('owner', 'editor'))";

    private const string Intent = """
        tables:
          public.cards:
            select: members
            insert: members(owner, editor), as author
            update: members(owner, editor)
            delete: members(owner)
          public.team_members:
            select: author
        """;

    private static readonly string s_sql = EmbeddedSql.Read("Mutation/roles.sql");

    // In the second case WITH CHECK repeats USING, so a viewer who may wrongly update by one of them is refused by the other.
    [SlowCase("")]
    [SlowCase($"alter policy cards_change on cards using ({Editors}) with check ({Editors});")]
    // In the third case a card can be moved to another team, which needs an editor of both teams.
    [TestCase(
        $"grant update (team_id) on cards to authenticated; alter policy cards_change on cards using ({Editors}) with check ({Editors});"
    )]
    public async Task Every_mutant_is_killed_including_those_that_swap_membership_roles(string change)
    {
        var report = await RunAsync($"{s_sql}\n{change}", Intent, "cards");
        await TestContext.Out.WriteLineAsync($"{report.Killed} of {report.Valid} in {report.Elapsed.TotalSeconds:F1} s");
        Assert.That(report.Claims.SelectMany(c => c.Before), Is.Empty);
        Assert.Multiple(() =>
        {
            Assert.That(report.Survivors, Is.Empty, () => string.Join('\n', report.Survivors.Select(s => Explain(s.Mutant))));
            Assert.That(
                report.Results.Count(r =>
                    r.Mutant.Mutator.EndsWith("member role", StringComparison.Ordinal) && r.State == MutantState.Killed
                ),
                Is.GreaterThanOrEqualTo(12)
            );
            Assert.That(report.Valid, Is.GreaterThanOrEqualTo(80));
        });
    }

    // In this test the policies of memos read team_members without a helper function, and members see only their own memberships. So a
    // mutant without the condition m.user_id = auth.uid() is killed only because a claim makes all memberships visible.
    [Test]
    [Slow]
    public async Task Every_mutant_is_killed_where_policies_read_memberships_without_a_helper_function()
    {
        const string mine = "team_id in (select m.team_id from team_members m where m.user_id = (select auth.uid()))";
        var report = await RunAsync(
            $"""
            {s_sql}
            create table memos (id bigint generated always as identity primary key, team_id bigint not null references teams,
              author uuid not null default auth.uid() references auth.users, line text not null, tag text);
            alter table memos enable row level security;
            alter table memos force row level security;
            revoke all on memos from public, anon, authenticated;
            grant select, delete on memos to authenticated;
            grant insert (team_id, author, line, tag) on memos to authenticated;
            create policy r on memos for select to authenticated using ({mine});
            create policy w on memos for insert to authenticated with check (author = (select auth.uid()) and {mine});
            create policy d on memos for delete to authenticated using (author = (select auth.uid()) and {mine});
            """,
            """
            tables:
              public.memos:
                select: members
                insert: members, as author
                delete: members, as author
                sample: { tag: blue }
              public.team_members:
                select: author
            """,
            "memos"
        );
        Assert.That(report.Claims.SelectMany(c => c.Before), Is.Empty);
        Assert.That(report.Survivors.Select(s => Explain(s.Mutant)), Is.Empty);
        Assert.That(report.Valid, Is.GreaterThanOrEqualTo(40));
    }

    [Test]
    public async Task A_header_that_opens_a_query_of_a_union_leaves_a_survivor()
    {
        const string helper = """
            create function private.boards() returns setof bigint
            language sql stable security definer set search_path = pg_catalog, pg_temp as $$
              select m.team_id from public.team_members m where m.user_id = auth.uid()
              union
              select t.id from public.teams t where current_setting('request.headers', true)::json ->> 'x-support' = 'door' $$;
            """;
        var report = await RunAsync(
            $"{s_sql}\n{helper}\ngrant execute on function private.boards() to authenticated;\n"
                + "alter policy cards_read on public.cards using (team_id in (select private.boards()));",
            Intent,
            "cards",
            m => m.Mutator == "dropped query of a set operation"
        );
        Assert.That(report.Claims.SelectMany(c => c.Before), Is.Empty);
        Assert.That(report.Survivors.Single().Mutant.Name, Does.Contain("request.headers"));
        Assert.That(report.Score, Is.LessThan(1));
        Assert.That(report.Killed, Is.EqualTo(1), "only the mutant that drops the members' query is killed");
    }

    [Test]
    public async Task Nothing_is_mutated_where_a_claim_already_fails()
    {
        var report = await RunAsync(
            s_sql,
            Intent.Replace("delete: members(owner)", "delete: members(editor)", StringComparison.Ordinal),
            "cards"
        );
        Assert.That(report.Results, Is.Empty);
        Assert.That(report.NotRun.Single(), Does.StartWith("no mutant was tried").And.Contains("DELETE removes exactly the intended rows"));
        Assert.That(
            report.Claims.SelectMany(c => c.Before),
            Has.Some.Contains("delete of a row of").And.Some.Contains("though the intent denies it")
        );
    }

    [Test]
    public void A_table_that_the_intent_does_not_describe_is_not_mutated() =>
        Assert.That(
            async () => await RunAsync(s_sql, Intent, "teams"),
            Throws.InvalidOperationException.With.Message.Contains("does not describe access to public.teams")
        );

    private static string Explain(Mutant mutant) => $"{mutant.Name}\n    {mutant.Sql}\n    Try: {mutant.Advice}";

    private static async Task<MutationReport> RunAsync(string sql, string intent, string table, Func<Mutant, bool>? mutants = null)
    {
        await using var database = await SmallApplication.ApplyAsync(sql, GrantBaseline.Explicit);
        var run = new TableMutation(database, IntentFile.Parse(intent), new TableName("public", table))
        {
            Mutants = mutants ?? (_ => true),
        };
        return await run.RunAsync(WorldSeed.Default.Value);
    }
}
