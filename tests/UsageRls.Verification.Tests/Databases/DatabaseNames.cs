using NUnit.Framework;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Databases;

/// <summary>Tests the naming convention of migrations, and the quoting of names and values in SQL.</summary>
public sealed class DatabaseNames
{
    [TestCase("20241130090000_create_invoices.sql", null)]
    [TestCase("20240229000000_leap_day.sql", null)]
    [TestCase("create_invoices.sql", "does not start with a time of fourteen digits")]
    [TestCase("2024113009000_short.sql", "does not start with a time of fourteen digits")]
    [TestCase("20240230000000_no_such_day.sql", "is not a valid date and time")]
    [TestCase("20241130250000_no_such_hour.sql", "is not a valid date and time")]
    [TestCase("20241130090000_Create.sql", "does not have the form _snake_case.sql")]
    [TestCase("20241130090000-create.sql", "does not have the form _snake_case.sql")]
    [TestCase("20241130090000_a__b.sql", "does not have the form _snake_case.sql")]
    [TestCase("20241130090000_.sql", "does not have the form _snake_case.sql")]
    [TestCase("20241130090000_create.SQL", "does not end with .sql")]
    public void Names_of_migrations_follow_the_convention_or_are_refused_with_the_reason(string name, string? fault) =>
        Assert.That(Migration.Create(name, "select 1").NameFault(), fault is null ? Is.Null : Is.Not.Null.And.Contain(fault));

    [TestCase("plain", "'plain'")]
    [TestCase("it's", "'it''s'")]
    [TestCase("back\\slash", "E'back\\\\slash'")]
    [TestCase("</script>\n🙂", "'</script>\n🙂'")]
    [TestCase(null, "null")]
    public void Values_are_quoted_as_literals(string? value, string literal) => Assert.That(SqlText.Literal(value), Is.EqualTo(literal));

    [Test]
    public void Names_with_quotes_are_quoted() => Assert.That(SqlText.Identifier("a\"b"), Is.EqualTo("\"a\"\"b\""));

    [Test]
    public void Names_with_a_nul_are_refused() => Assert.That(() => SqlText.Identifier("a\0b"), Throws.ArgumentException);

    [Test]
    public void Variables_are_filled_as_psql_does()
    {
        var variables = new Dictionary<string, string?> { ["a"] = "x'y", ["t"] = "T" };
        Assert.That(
            SqlText.Fill("select :'a'::text from :\"t\" where b = '1'::text", variables),
            Is.EqualTo("select 'x''y'::text from \"T\" where b = '1'::text")
        );
        Assert.That(() => SqlText.Fill("select :'gone'", variables), Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("gone"));
    }
}
