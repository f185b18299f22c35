using NUnit.Framework;
using UsageRls.Verification.UsageEvents.Plans;

namespace UsageRls.Verification.Tests.UsageEvents.Plans;

/// <summary>Tests that queries are read from their files, and that the error about a mistake names the file.</summary>
[WithoutDatabase]
public sealed class PlanQueryFiles
{
    [Test]
    public void A_query_is_read_from_its_file()
    {
        var query = PlanQuery.Parse("week", "-- a week\n-- index: org_id, created_at\nselect 'a:b' where x::text > :'month' and :own");
        Assert.That((query.Name, string.Join(" ", query.Index)), Is.EqualTo(("a week", "org_id created_at")));
    }

    [TestCase("-- a week\n-- indexes: org_id\nselect 1", "unknown header 'indexes'")]
    [TestCase("-- a week\nselect :'week'", "unknown variable ':week'. There are: own, organization,")]
    public void A_mistake_in_a_file_is_named_with_the_file(string text, string mistake) =>
        Assert.That(
            () => PlanQuery.Parse("week", text),
            Throws.TypeOf<FormatException>().With.Message.Contains($"UsageEvents/Plans/Queries/week.sql: {mistake}")
        );
}
