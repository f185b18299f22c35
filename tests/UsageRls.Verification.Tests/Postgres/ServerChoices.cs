using NUnit.Framework;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres;

/// <summary>Tests which values of <c>USAGE_RLS_POSTGRES</c> are accepted.</summary>
public sealed class ServerChoices
{
    private static IEnumerable<TestCaseData> Accepted()
    {
        yield return Case(null, new ServerChoice.Default());
        yield return Case("  ", new ServerChoice.Default());
        yield return Case("container", new ServerChoice.Container());
        yield return Case("container:postgres:16-alpine", new ServerChoice.Container("postgres:16-alpine"));
        yield return Case("Installed", new ServerChoice.Installed());
        yield return Case("installed:/opt/pg/bin", new ServerChoice.Installed("/opt/pg/bin"));
        yield return Case("embedded", new ServerChoice.Embedded(17));
        yield return Case("embedded:15", new ServerChoice.Embedded(15));
        yield return Case("embedded:18", new ServerChoice.Embedded(18));
        yield return Case("Host=db;Username=me;Password=a:b", new ServerChoice.Existing("Host=db;Username=me;Password=a:b"));
        yield return Case(
            "postgres://me:p%40ss@db:6543/app?sslmode=verify-full&application_name=ci",
            new ServerChoice.Existing("Host=db;Port=6543;Username=me;Password=p@ss;Database=app;SSL Mode=VerifyFull;Application Name=ci")
        );
        yield return Case("postgresql://me@[::1]", new ServerChoice.Existing("Host=::1;Username=me"));

        static TestCaseData Case(string? value, ServerChoice choice) =>
            new TestCaseData(value, choice).SetArgDisplayNames(value ?? "(not set)");
    }

    [TestCaseSource(nameof(Accepted))]
    public void Every_form_of_the_variable_is_read(string? value, ServerChoice expected)
    {
        var choice = ServerChoice.Parse(value);
        // ServerChoice.Existing.ToString() leaves out the connection string, so the failure message adds it.
        Assert.That(choice, Is.EqualTo(expected), () => $"the value was read as {(choice as ServerChoice.Existing)?.ConnectionString}");
    }

    [TestCase("docker", "'docker' is not an accepted value")]
    [TestCase("installed:", "'installed:' is not an accepted value")]
    [TestCase("container:", "'container:' is not an accepted value")]
    [TestCase("embedded:16", "embedded PostgreSQL '16' is not available, only 15, 17, 18")]
    [TestCase("embedded:", "embedded PostgreSQL '' is not available")]
    [TestCase("postgres:17", "'postgres:17' is not an accepted value")]
    [TestCase("Nonsense=1", "not a connection string")]
    [TestCase("Username=me", "not a connection string")]
    [TestCase("postgres://", "not a valid postgres:// URL")]
    public void A_bad_value_is_named_and_the_accepted_ones_are_listed(string value, string why) =>
        Assert.That(
            () => ServerChoice.Parse(value),
            Throws
                .TypeOf<FormatException>()
                .With.Message.Contains(why)
                .And.Message.Contains("embedded:15|17|18")
                .And.Message.Contains("USAGE_RLS_POSTGRES")
        );

    [TestCase("Host=db;Password=geheim;Prot=5432")]
    [TestCase("postgres://me:geheim@db:notaport/app")]
    [TestCase("postgres://me:geheim@db/app?nonsense=geheim")]
    public void No_error_quotes_a_password(string value) =>
        Assert.That(() => ServerChoice.Parse(value), Throws.TypeOf<FormatException>().With.Message.Not.Contains("geheim"));

    [Test]
    public void A_choice_of_an_existing_server_does_not_print_its_password() =>
        Assert.That($"{ServerChoice.Parse("Host=db;Password=geheim")}", Does.Not.Contain("geheim"));
}
