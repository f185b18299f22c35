using NJsonSchema;
using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;
using YamlDotNet.Serialization;

namespace UsageRls.Verification.Tests.Tenancy;

[WithoutDatabase]
public sealed class Intents
{
    private const string Whole = """
        grants: explicit
        tenancies:
          - tenants: app.crews
            members: { table: app.sailors, tenant: crew, user: person, role: rank }
            counts: status = 'aboard' and left_on is null
          - tenants: app.ports
        tables:
          app.voyages:
            tenant: ship_id -> app.ships.crew
            author: planned_by
            select: members
            insert: members(captain, mate), as author
            update: [author, "members(captain)"]
            service_role: select, insert
            sample: { harbour: Lisbon, knots: "12" }
          app.logs: {}
          app.charts:
            select: everyone
            delete: unstated
        functions:
          app.depart(uuid,text): users
          app.ping(): everyone
        views:
          app.tides: nobody
        excluded:
          app.flags: "reference data: the same for everybody"
        """;

    [Test]
    public void A_file_names_tenancies_tables_and_exclusions()
    {
        var file = IntentFile.Parse(Whole);
        var voyages = file.Find(new TableName("app", "voyages"))!;

        Assert.That(file.Grants, Is.EqualTo(GrantBaseline.Explicit));
        Assert.That(
            file.Tenancies[0],
            Is.EqualTo(
                new TenancyIntent(new TableName("app", "crews"))
                {
                    Members = new TableName("app", "sailors"),
                    Tenant = "crew",
                    User = "person",
                    Role = "rank",
                    Counts = "status = 'aboard' and left_on is null",
                    At = new Position(3, 5),
                }
            )
        );
        Assert.That(voyages.Of("insert").ToString(), Is.EqualTo("members(captain, mate), as author"));
        Assert.That(voyages.Of("update").AnyOf, Has.Count.EqualTo(2));
        Assert.That(voyages.Of("delete"), Is.EqualTo(Who.Nobody), "a command is denied if only other commands are listed");
        Assert.That(file.Find(new TableName("app", "logs"))!.Of("select").IsUnstated, "no command of the table is listed");
        Assert.That(voyages.Sample["knots"], Is.EqualTo("12"));
        Assert.That(file.Functions.Select(f => $"{f.Object} {f.Who}"), Is.EqualTo(["app.depart(uuid,text) Users", "app.ping() Everyone"]));
        Assert.That(file.Views.Single().Who, Is.EqualTo(WhoKind.Nobody));
        Assert.That(file.Excluded.Single().Reason, Does.Contain("the same for everybody"));
    }

    [Test]
    public void A_written_file_reads_back_the_same()
    {
        var text = IntentFile.Parse(Whole).Render();
        Assert.That(IntentFile.Parse(text).Render(), Is.EqualTo(text));
        Assert.That(
            text,
            Does.Contain("insert: members(captain, mate), as author").And.Contain("counts: status = 'aboard' and left_on is null")
        );
        var odd = new IntentFile("x")
        {
            Tables =
            [
                new TableIntent(new TableName("public", "say \"x\": #1"))
                {
                    Tenant = "- a: b",
                    Sample = new Dictionary<string, string> { ["{"] = "yes, no", ["n"] = "null" },
                },
            ],
            Excluded = [new Exclusion(new TableName("Odd Schema", "T"), "line one\nline two # no comment")],
        };
        var again = IntentFile.Parse(odd.Render());
        Assert.That(
            (again.Tables[0].Table, again.Tables[0].Tenant, again.Excluded[0].Reason),
            Is.EqualTo((odd.Tables[0].Table, "- a: b", odd.Excluded[0].Reason))
        );
        Assert.That(again.Tables[0].Sample, Is.EqualTo(odd.Tables[0].Sample));
    }

    [TestCase("tabels: {}", "intent.yaml:1:1: unknown 'tabels': did you mean 'tables'?")]
    [TestCase("tables:\n  public.a:\n    select: membrs", "intent.yaml:3:13: unknown 'membrs': did you mean 'members'?")]
    [TestCase("tables:\n  public.a:\n    selects: members", "intent.yaml:3:5: unknown 'selects': did you mean 'select'?")]
    [TestCase("tables:\n  invoices: {}", "intent.yaml:2:3: 'invoices' names no schema: did you mean 'public.invoices'?")]
    [TestCase("tables:\n  public.a: { select: members(owner, admin) }", "intent.yaml:2:23: 'members(owner' has no closing parenthesis")]
    [TestCase("tables:\n  public.a: { insert: members, as author }", "intent.yaml:2:32: 'as author' belongs to the value before it")]
    [TestCase("tables:\n  public.a:\n    insert: as author", "intent.yaml:3:13: 'as author' needs a group before it")]
    [TestCase("tables:\n  public.a:\n    insert: nobody, members", "intent.yaml:3:13: 'nobody' cannot be combined")]
    [TestCase("tables:\n  public.a:\n    insert: users(owner)", "intent.yaml:3:13: only members have roles, not 'users'")]
    [TestCase("tables:\n  public.a:\n    service_role: read", "intent.yaml:3:19: unknown 'read'")]
    [TestCase("tables:\n  public.a:\n    select:\n      who: members", "intent.yaml:4:7: a single value is expected here")]
    [TestCase("tables: [public.a]", "intent.yaml:1:9: tables needs 'name: value' here")]
    [TestCase("tenancies:\n  - members: { table: public.m }", "intent.yaml:2:5: a tenancy needs 'tenants: <schema>.<table>'")]
    [TestCase("tenancies:\n  - tenants: public.t\n    members: { tenant: t }", "intent.yaml:3:14: members need 'table: <schema>.<table>'")]
    [TestCase("tenancies: public.t", "intent.yaml:1:12: a list is expected here")]
    [TestCase("tenancies:\n  - tenants: public.t\n    counts: \"status = 'x\"", "intent.yaml:3:13: The quote")]
    [TestCase("functions:\n  public.close: users", "intent.yaml:2:3: 'public.close' is not of the form <schema>.<name>(<types")]
    [TestCase("functions:\n  public.close(): members", "intent.yaml:2:19: unknown 'members': it can be nobody, users, everyone")]
    [TestCase("views:\n  public.v: user", "intent.yaml:2:13: unknown 'user': did you mean 'users'?")]
    [TestCase("grants: old", "intent.yaml:1:9: unknown 'old': it can be legacy, explicit")]
    [TestCase("excluded:\n  public.a: ''", "intent.yaml:2:3: 'public.a' is excluded without a reason")]
    [TestCase("tables:\n  public.a: {}\n  public.a: {}", "intent.yaml:3:3: Duplicate key")]
    [TestCase("tables: {", "intent.yaml:2:1: While parsing")]
    public void A_mistake_is_reported_with_its_place(string text, string error) =>
        Assert.That(() => IntentFile.Parse(text), Throws.TypeOf<IntentFileException>().With.Message.StartsWith(error));

    [Test]
    public void All_mistakes_are_reported_at_once() =>
        Assert.That(
            () => IntentFile.Parse("grant: x\ntables:\n  a: {}"),
            Throws.TypeOf<IntentFileException>().With.Property("Errors").Count.EqualTo(2)
        );

    [TestCase("")]
    [TestCase("# nothing yet")]
    public void An_empty_file_states_no_intent(string text) => Assert.That(IntentFile.Parse(text).Tables, Is.Empty);

    [TestCase(Whole, true)]
    [TestCase("tables:\n  public.a: { select: membrs }", false)]
    [TestCase("tables:\n  a: {}", false)]
    [TestCase("tabels: {}", false)]
    [TestCase("grants: old", false)]
    [TestCase("functions:\n  public.close: users", false)]
    [TestCase("views:\n  public.v: members", false)]
    public async Task The_JSON_schema_accepts_and_refuses_the_same_files(string text, bool isRight)
    {
        var schema = await JsonSchema.FromFileAsync(ProjectRoot.At("tests/UsageRls.Verification/Tenancy/intent.schema.json"));
        var json = new SerializerBuilder()
            .JsonCompatible()
            .Build()
            .Serialize(new DeserializerBuilder().Build().Deserialize(new StringReader(text))!);
        Assert.That(schema.Validate(json), isRight ? Is.Empty : Is.Not.Empty);
        Assert.That(() => IntentFile.Parse(text), isRight ? Throws.Nothing : Throws.TypeOf<IntentFileException>());
    }
}
