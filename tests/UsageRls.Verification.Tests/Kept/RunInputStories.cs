using System.Collections;
using System.Reflection;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Kept;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Kept;

/// <summary>Tests that everything that decides the results of a run is in the key of each kept result.</summary>
public sealed class RunInputStories
{
    private const string Tables = "create table public.notes (id int primary key, words text);";

    private static readonly RunInputs s_inputs = new()
    {
        Engine = "1",
        Server = "1",
        Sql = "1",
        Intent = "1",
        Variables = "1",
        Seed = "1",
        Day = "1",
    };

    private static IEnumerable<RunInputs> Others =>
        [
            s_inputs with
            {
                Engine = "2",
            },
            s_inputs with
            {
                Server = "2",
            },
            s_inputs with
            {
                Sql = "2",
            },
            s_inputs with
            {
                Intent = "2",
            },
            s_inputs with
            {
                Variables = "2",
            },
            s_inputs with
            {
                Seed = "2",
            },
            s_inputs with
            {
                Day = "2",
            },
        ];

    [TestCaseSource(nameof(Others))]
    [WithoutDatabase]
    public void Each_input_is_in_the_key(RunInputs other) => Assert.That(other.Key("stage"), Is.Not.EqualTo(s_inputs.Key("stage")));

    [Test]
    [WithoutDatabase]
    public void No_input_is_left_out_of_these_tests() =>
        Assert.That(Others.Count(), Is.EqualTo(typeof(RunInputs).GetProperties().Count(p => p.CanWrite)));

    [TestCase("stage", "stag", "e")]
    [TestCase("stage", "other")]
    [TestCase("stage", "stage", "")]
    [WithoutDatabase]
    public void The_stage_and_what_else_decides_are_in_the_key(string stage, string other, params string[] more) =>
        Assert.That(s_inputs.Key(other, more), Is.Not.EqualTo(s_inputs.Key(stage)));

    [TestCase("USAGE_RLS_SEED", true)]
    [TestCase("USAGE_RLS_CASES", true)]
    [TestCase("USAGE_RLS_GRANTS", true)]
    [TestCase("USAGE_RLS_TIMEOUT", true)]
    [TestCase("USAGE_RLS_POSTGRES", true)]
    [TestCase("USAGE_RLS_OF_TOMORROW", true)]
    [TestCase("PGOPTIONS", true)]
    [TestCase("TZ", true)]
    [TestCase("USAGE_RLS_EVIDENCE", false)]
    [TestCase("HOME", false)]
    [WithoutDatabase]
    public void Variables_that_may_change_a_result_are_in_the_key(string name, bool isIn)
    {
        var without = RunInputs.ReadVariables(new Hashtable());
        Assert.That(RunInputs.ReadVariables(new Hashtable { [name] = "1" }) != without, Is.EqualTo(isIn));
    }

    [Test]
    public async Task The_same_input_gives_the_same_key()
    {
        var (one, again) = (await ReadAsync(Tables), await ReadAsync(Tables));
        Assert.That(again, Is.EqualTo(one));
    }

    [TestCase("create index on public.notes (words)", TestName = "An_index_is_in_the_key")]
    [TestCase("insert into public.notes values (1)", TestName = "An_existing_row_is_in_the_key")]
    [TestCase("-- only words", TestName = "Even_a_comment_is_in_the_key")]
    [TestCase("alter role authenticated set statement_timeout = '3s'", TestName = "A_setting_of_a_role_is_in_the_key")]
    public async Task All_SQL_is_in_the_key(string sql) =>
        Assert.That((await ReadAsync(Tables, sql)).Sql, Is.Not.EqualTo((await ReadAsync(Tables)).Sql));

    [Test]
    public async Task The_grant_baseline_is_in_the_key() =>
        Assert.That((await ReadAsync(Tables, baseline: GrantBaseline.Legacy)).Sql, Is.Not.EqualTo((await ReadAsync(Tables)).Sql));

    [Test]
    public async Task The_text_of_the_intent_file_is_in_the_key()
    {
        var file = Path.Combine(Scratch.Folder("kept intents").FullName, "intent.yaml");
        await File.WriteAllTextAsync(file, "grants: legacy");
        var intent = IntentFile.Load(file)!;
        await File.WriteAllTextAsync(file, "grants: legacy # changed after the run read it");
        var one = (await ReadAsync(Tables, intent: intent.Source)).Intent;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(one, Is.EqualTo((await ReadAsync(Tables, intent: "grants: legacy")).Intent));
            Assert.That(one, Is.Not.EqualTo((await ReadAsync(Tables, intent: IntentFile.Load(file)!.Source)).Intent));
            Assert.That(one, Is.Not.EqualTo((await ReadAsync(Tables)).Intent));
        }
    }

    [Test]
    public async Task The_build_of_the_checks_is_in_the_key() =>
        Assert.That((await ReadAsync(Tables, checks: typeof(string).Assembly)).Engine, Is.Not.EqualTo((await ReadAsync(Tables)).Engine));

    [Test]
    public async Task Nothing_is_kept_for_a_server_that_the_run_did_not_start()
    {
        var own = await Laboratory.ServerAsync();
        await using var existing = await UsageRls.Fixtures.Postgres.PostgresServer.StartAsync(
            UsageRls.Fixtures.Postgres.ServerChoice.Parse(own.Server.ConnectionString),
            _ => { },
            CancellationToken.None
        );
        await using var server = await TestServer.UseAsync(existing, _ => { });
        var template = await server.TemplateAsync(
            new MigrationSet("kept", [Migration.Create("1_tables.sql", Tables)]),
            GrantBaseline.Explicit
        );
        Assert.That(await RunInputs.ReadAsync(template, null, 1, typeof(RunInputStories).Assembly), Is.Null);
    }

    private static async Task<RunInputs> ReadAsync(
        string sql,
        string more = "",
        GrantBaseline baseline = GrantBaseline.Explicit,
        string? intent = null,
        Assembly? checks = null
    )
    {
        var migrations = new MigrationSet("kept", [Migration.Create("1_tables.sql", sql), Migration.Create("2_more.sql", more)]);
        var template = await (await Laboratory.ServerAsync()).TemplateAsync(migrations, baseline);
        return (await RunInputs.ReadAsync(template, intent, 1, checks ?? typeof(RunInputStories).Assembly))!;
    }
}
