using NUnit.Framework;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Mutation.Mutators;
using UsageRls.Verification.Mutation.Rewriters;

namespace UsageRls.Verification.Tests.UsageEvents.Mutation;

/// <summary>Tests that each rewriter makes its defect in every possible place, and no other change.</summary>
[WithoutDatabase]
public sealed class Rewritings
{
    private const string Or = "'00000000-0000-0000-0000-0000000000b1'::uuid";

    [TestCase("(a = b)", "true", "false", "null::boolean", "not ((a = b))")]
    public void Whole_condition(string sql, params string[] expected) => Assert.That(Rewrite<WholeCondition>(sql), Is.EqualTo(expected));

    [TestCase("((a) AND (b))", "( (b))", "((a) )")]
    [TestCase("(a OR b OR c)", "( b OR c)", "(a  OR c)", "(a OR b )")]
    [TestCase("(a = b)")]
    public void Dropped_condition(string sql, params string[] expected) =>
        Assert.That(Rewrite<DroppedCondition>(sql), Is.EqualTo(expected));

    [TestCase("((a) AND (b))", "((a) or (b))")]
    [TestCase("(a OR b OR c)", "(a and b OR c)", "(a OR b and c)")]
    public void And_or(string sql, params string[] expected) => Assert.That(Rewrite<AndOr>(sql), Is.EqualTo(expected));

    [TestCase("(a = b)", "(a <> b)")]
    [TestCase("(n >= 1)", "(n > 1)", "(n < 1)")]
    [TestCase("(a IS DISTINCT FROM b)", "(a is not distinct from b)")]
    [TestCase("(a !~~ 'x%'::text)", "(a ~~ 'x%'::text)")]
    [TestCase("(auth.uid() IS NOT NULL)", "(auth.uid() is null)")]
    [TestCase("(a IN ( SELECT b FROM c))")]
    [TestCase("(a = ANY (b))")]
    public void Comparison(string sql, params string[] expected) => Assert.That(Rewrite<ComparisonOperator>(sql), Is.EqualTo(expected));

    [TestCase("(a IN ( SELECT b FROM c))", "(a not in ( SELECT b FROM c))")]
    [TestCase("(a = ANY (b))", "(a <> all (b))")]
    [TestCase("(a <> ALL (b))", "(a = any (b))")]
    [TestCase("(EXISTS ( SELECT 1))", "(not exists ( SELECT 1))")]
    [TestCase("(NOT (a))", "( (a))")]
    public void In_and_not_in(string sql, params string[] expected) => Assert.That(Rewrite<SetMembership>(sql), Is.EqualTo(expected));

    [TestCase("(a IN ( SELECT b FROM c))", "(exists ( SELECT b FROM c))")]
    [TestCase("(a NOT IN ( SELECT b FROM c))")]
    [TestCase("(a IN (1, 2))")]
    public void Untied_subquery(string sql, params string[] expected) => Assert.That(Rewrite<UntiedSubquery>(sql), Is.EqualTo(expected));

    [TestCase("(a IN ( SELECT b FROM c WHERE (d = e)))", "(a IN ( SELECT b FROM c ))")]
    [TestCase("(a IN ( SELECT b FROM c WHERE d = e and f ORDER BY b LIMIT 1))", "(a IN ( SELECT b FROM c  ORDER BY b LIMIT 1))")]
    [TestCase("(a = b)")]
    public void Dropped_where(string sql, params string[] expected) => Assert.That(Rewrite<DroppedWhere>(sql), Is.EqualTo(expected));

    [TestCase("(a IN ( SELECT b FROM c UNION SELECT d FROM e))", "(a IN (  SELECT d FROM e))", "(a IN ( SELECT b FROM c ))")]
    [TestCase("select a from b union all (select c from d) order by 1;", " (select c from d) order by 1;", "select a from b  order by 1;")]
    [TestCase("begin return query select a from b except select c from d; end", "begin return query select a from b ; end")]
    [TestCase(
        "with x as (select 1) select a from x union select 2",
        "with x as (select 1)  select 2",
        "with x as (select 1) select a from x "
    )]
    [TestCase("(a = b)")]
    public void Dropped_set_arm(string sql, params string[] expected) => Assert.That(Rewrite<DroppedSetArm>(sql), Is.EqualTo(expected));

    [TestCase("(m.user_id = ( SELECT auth.uid() AS uid))", "(m.user_id = m.user_id)")]
    [TestCase("(a = t.b)", "(a = a)", "(t.b = t.b)")]
    [TestCase("(a = NULL)", "(a = a)")]
    [TestCase("(f(a) = 'x'::text)")]
    public void Self_compare(string sql, params string[] expected) => Assert.That(Rewrite<SelfComparison>(sql), Is.EqualTo(expected));

    [TestCase("(user_id = auth.uid())", """(id = auth.uid())""", """(org_id = auth.uid())""")]
    [TestCase(
        "(EXISTS ( SELECT 1 FROM public.org_members m WHERE (m.user_id = usage_events.org_id)))",
        """(EXISTS ( SELECT 1 FROM public.org_members m WHERE (m.org_id = usage_events.org_id)))""",
        """(EXISTS ( SELECT 1 FROM public.org_members m WHERE (m.user_id = usage_events.id)))""",
        """(EXISTS ( SELECT 1 FROM public.org_members m WHERE (m.user_id = usage_events.user_id)))"""
    )]
    [TestCase("(( SELECT auth.uid() AS user_id) IS NULL)")]
    public void Swapped_column(string sql, params string[] expected) => Assert.That(Rewrite<SwappedColumn>(sql), Is.EqualTo(expected));

    [TestCase("(user_id = 1)", "((user_id = 1)) or org_id = " + Or)]
    [TestCase("(org_id IN ( SELECT 1))", "((org_id IN ( SELECT 1))) or org_id = " + Or, "(org_id = " + Or + ")")]
    public void Foreign_organisation(string sql, params string[] expected) =>
        Assert.That(Rewrite<ForeignOrganization>(sql), Is.EqualTo(expected));

    [TestCase(
        "(a = auth.uid())",
        "(a = null::uuid)",
        "(a = '00000000-0000-0000-0000-000000000002'::uuid)",
        "(a = nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid)",
        "(a = coalesce(nullif((auth.jwt() -> 'user_metadata') ->> 'sub', '')::uuid, auth.uid()))"
    )]
    public void Identity(string sql, params string[] expected) => Assert.That(Rewrite<Identity>(sql), Is.EqualTo(expected));

    [Test]
    public void A_function_body_as_people_write_it_is_understood() =>
        Assert.Multiple(() =>
        {
            const string body = "select m.org_id from public.org_members as m where m.user_id = auth.uid() and m.role <> 'guest'";
            Assert.That(
                Rewrite<DroppedCondition>(body, SampleTarget.InFunction),
                Does.Contain("select m.org_id from public.org_members as m where m.user_id = auth.uid() ")
            );
            Assert.That(
                Rewrite<DroppedWhere>(body, SampleTarget.InFunction),
                Is.EqualTo((string[])["select m.org_id from public.org_members as m "])
            );
            Assert.That(Rewrite<SwappedColumn>(body, SampleTarget.InFunction), Has.Length.EqualTo(2));
            Assert.That(Rewrite<WholeCondition>(body, SampleTarget.InFunction), Is.Empty);
        });

    [Test]
    public void Every_rewriting_has_a_name_of_one_line_and_changes_something()
    {
        var sql = new SqlExpression(SampleTarget.Check);
        var rewritings = AllMutators.Rewriters.SelectMany(r => r.Rewrite(sql, SampleTarget.InPolicy)).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(rewritings, Has.Length.GreaterThan(25));
            Assert.That(rewritings.Where(r => r.Change.Contains('\n', StringComparison.Ordinal)), Is.Empty);
            Assert.That(rewritings.Where(r => r.Sql == sql.Text), Is.Empty);
        });
    }

    [Test]
    public void Rewritings_of_odd_expressions_are_those_that_a_person_reviewed()
    {
        string[] odd =
        [
            "((org_id) = b)",
            "(a =)",
            "(= b)",
            "a is",
            "a not",
            "(a NOT IN ( SELECT 1))",
            "(a NOT LIKE 'x')",
            "(a IS NOT DISTINCT FROM b)",
            "(a = ALL (b))",
            "(a <> ANY (b))",
            "(a = SOME (b))",
            "(n <> ALL (b))",
            "((s.f(a) IS NOT TRUE) AND ((c) IS NULL) AND (x.y IS NOT NULL))",
            "(a IS UNKNOWN)",
            "is not",
            "(n.is IS DOCUMENT)",
            "(user_id = auth.role())",
            "((auth.uid() = org_id) OR (private.uid() = auth.uid()))",
            "auth.uid()",
            "(usage_events.org_id = 1)",
            "(f(org_id) = org_id(user_id))",
            "(EXISTS ( SELECT 1 FROM org_members WHERE (usage_events.\"org_id\" = User_ID)))",
            "( SELECT 1 FROM usage_events e, org_members AS m WHERE (m.user_id IS NULL))",
            "( SELECT 1 FROM other.org_members m WHERE (m.user_id IS NULL))",
            "select user_id as org_id from public.org_members",
            "( SELECT o.user_id FROM x JOIN org_members o ON (o.org_id = x.org_id) WHERE a AND b GROUP BY o.user_id)",
            "select 1 where",
            "(a_column_of_a_long_name_that_nobody_would_give = 'a text that fits in'::text)",
            "(a_column_of_a_long_name_that_nobody_would_give = 'a text that fits into'::text)",
        ];
        ApprovedText.Matches(
            "UsageEvents/Mutation/odd_rewritings.sql",
            string.Concat(odd.Select(sql => $"-- == {sql}{string.Concat(Rewritten(sql))}\n\n"))
        );

        static IEnumerable<string> Rewritten(string sql) =>
            from rewriter in AllMutators.Rewriters.Skip(1)
            from change in rewriter.Rewrite(new SqlExpression(sql), SampleTarget.InPolicy)
            select $"\n-- {rewriter.Name} · {change.Change}\n{change.Sql}";
    }

    private static string[] Rewrite<T>(string sql, RewriteContext? context = null)
        where T : IRewriter, new() => [.. new T().Rewrite(new SqlExpression(sql), context ?? SampleTarget.InPolicy).Select(r => r.Sql)];
}
