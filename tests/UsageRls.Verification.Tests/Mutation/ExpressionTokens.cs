using NUnit.Framework;
using UsageRls.Verification.Mutation.Expressions;

namespace UsageRls.Verification.Tests.Mutation;

/// <summary>Tests that SQL is split into the same tokens as in PostgreSQL, and expressions into their conditions.</summary>
[WithoutDatabase]
public sealed class ExpressionTokens
{
    [TestCase("(a = b)", "( a = b )")]
    [TestCase("m.\"Org \"\"id\"\"\"", "m . \"Org \"\"id\"\"\"")]
    [TestCase("x = 'it''s (not) and'", "x = 'it''s (not) and'")]
    [TestCase(@"x = E'a\'b' and y", @"x = E'a\'b' and y")]
    [TestCase("x::text='{}'::jsonb", "x :: text = '{}' :: jsonb")]
    [TestCase("a<>b", "a <> b")]
    [TestCase("a=-1", "a = - 1")]
    [TestCase("a !~~ 'x%'", "a !~~ 'x%'")]
    [TestCase("(c ->> 'sub'::text)", "( c ->> 'sub' :: text )")]
    [TestCase("a -- and b\n and c", "a and c")]
    [TestCase("a /* and /* b */ or */ and c", "a and c")]
    [TestCase("$tag$ select ' $tag$", "$tag$ select ' $tag$")]
    [TestCase("$1 + 1.5e3", "$1 + 1.5e3")]
    [TestCase("a[1]", "a [ 1 ]")]
    [TestCase("v := 1;", "v := 1 ;")]
    [TestCase(@"x = 'a\' and y", @"x = 'a\' and y")]
    [TestCase(@"""a\"" and y", @"""a\"" and y")]
    [TestCase("0+9", "0 + 9")]
    [TestCase("a*b/c", "a * b / c")]
    [TestCase("a+-- c\nb", "a + b")]
    [TestCase("a+/* c */b", "a + b")]
    [TestCase("a<-b->c", "a < - b -> c")]
    [TestCase("a+*b+/c", "a +* b +/ c")]
    [TestCase("a~-b", "a ~- b")]
    [TestCase("a@-b", "a @- b")]
    [TestCase("a=", "a =")]
    [TestCase("-", "-")]
    [TestCase("$a + b", "$a + b")]
    [TestCase("$1$", "$1 $")]
    public void Expressions_are_split_into_these_tokens(string sql, string tokens) =>
        Assert.That(string.Join(' ', Tokenizer.Read(sql).Select(t => t.Text)), Is.EqualTo(tokens));

    [TestCase("'open")]
    [TestCase("\"open")]
    [TestCase("/* open")]
    [TestCase("$t$ open")]
    public void Tokens_without_an_end_are_refused(string sql) => Assert.That(() => Tokenizer.Read(sql), Throws.TypeOf<FormatException>());

    [TestCase("(a")]
    [TestCase("a)")]
    public void Parentheses_must_match(string sql) => Assert.That(() => new SqlExpression(sql), Throws.TypeOf<FormatException>());

    [TestCase("a and b and c", "and: a | b | c")]
    [TestCase("a or b and c", "or: a | b and c", "and: a", "and: b | c")]
    [TestCase("(a and b) or c", "or: (a and b) | c", "and: (a and b)", "and: c", "and: a | b")]
    [TestCase("x between 1 and 2 and y", "and: x between 1 and 2 | y")]
    [TestCase("select m.a from t m where p and q group by m.a", "and: m.a", "and: t m", "and: p | q", "and: m.a")]
    [TestCase("a is distinct from b and c", "and: a is distinct from b | c")]
    [TestCase("a is not distinct from b or c", "or: a is not distinct from b | c", "and: a is not distinct from b", "and: c")]
    [TestCase("distinct a and b", "and: a | b")]
    [TestCase("from t", "and: t")]
    [TestCase("not case when a then b end", "and: not", "and: a", "and: b")]
    [TestCase("select distinct case when a then b end", "and: a", "and: b")]
    [TestCase("a = \"and\" or b = 'or'", "or: a = \"and\" | b = 'or'", "and: a = \"and\"", "and: b = 'or'")]
    [TestCase("or a")]
    [TestCase("a or")]
    [TestCase("a and")]
    public void Expressions_contain_these_conditions(string sql, params string[] junctions)
    {
        var expression = new SqlExpression(sql);
        Assert.That(
            expression.Junctions().Select(j => $"{j.Word}: {string.Join(" | ", j.Operands.Select(expression.TextOf))}"),
            Is.EqualTo(junctions)
        );
    }

    [Test]
    public void A_call_without_arguments_has_no_level_for_its_arguments() =>
        Assert.Multiple(() =>
        {
            var call = new SqlExpression("f() = g(a)");
            Assert.That(call.Levels().Select(l => l.Items.Count), Is.EqualTo((int[])[5, 1]));
            Assert.That(call.TextOf(new Span(1, 0)), Is.Empty);
        });
}
