using NUnit.Framework;
using UsageRls.Fixtures;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Worlds;
using UsageRls.Verification.Isolation.Applications;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Tests.Tenancy;

/// <summary>The project's migrations under other names, as they are and as its own tests break them, come to the same verdicts.</summary>
public sealed class RenamedCopies
{
    private const string Folder = "Access/Broken/";

    private static readonly Dictionary<string, string> s_plain = new(StringComparer.Ordinal)
    {
        ["usage_events"] = "usage_log",
        ["org_id"] = "tenant_id",
        ["org_members"] = "tenant_members",
        ["organizations"] = "tenants",
    };

    private static readonly Dictionary<string, string> s_odd = new(StringComparer.Ordinal)
    {
        ["usage_events"] = "Usage \"Events\" 2",
        ["org_id"] = "Tenant Id",
        ["org_members"] = "Tenant 'Members'",
        ["organizations"] = "Tenants",
    };

    private static readonly TableName s_table = new("public", "usage_events");

    private static IEnumerable<string> Broken =>
        typeof(RenamedCopies)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^4])
            .Order(StringComparer.Ordinal);

    [Test]
    public async Task A_renamed_copy_holds_where_the_original_holds([Values] bool isOdd)
    {
        var verdicts = await Task.WhenAll(VerdictAsync([], null), VerdictAsync(isOdd ? s_odd : s_plain, null));
        Assert.That(verdicts[1].Failing, Is.Empty);
        Assert.That(verdicts[1].Mutants, Is.EqualTo(verdicts[0].Mutants).And.GreaterThan(50), "as many mutants");
    }

    [TestCaseSource(nameof(Broken))]
    public async Task A_renamed_copy_fails_as_the_original_does(string mistake)
    {
        // Attacks on pooled connections try what a session keeps from one caller to the next; the claims do not.
        var verdicts = mistake.StartsWith("pooled", StringComparison.Ordinal)
            ? await Task.WhenAll(AttacksAsync([], mistake), AttacksAsync(s_odd, mistake))
            : await Task.WhenAll(FailingAsync([], mistake), FailingAsync(s_odd, mistake));
        Assert.That(verdicts[1], Is.EquivalentTo(verdicts[0]));
        Assert.That(verdicts[0], Is.Not.Empty);
    }

    private static async Task<IReadOnlyList<string>> FailingAsync(Dictionary<string, string> names, string mistake) =>
        (await VerdictAsync(names, mistake)).Failing;

    private static async Task<IReadOnlyList<string>> AttacksAsync(Dictionary<string, string> names, string mistake)
    {
        await using var database = await MigratedAsync(names, mistake);
        await using var connection = await database.Connections.OpenConnectionAsync();
        var application = await Discovery.ReadAsync(connection, Described(names));
        var schema = await DatabaseSchema.ReadAsync(connection);
        var report = await IsolationRun.RunAsync(database, application, schema, WorldSeed.Default.Value);
        var table = s_table with { Name = names.GetValueOrDefault(s_table.Name, s_table.Name) };
        return [.. report.Attacks.Breaches.Where(b => b.Object == table.ToString()).Select(b => b.Check)];
    }

    private static async Task<(IReadOnlyList<string> Failing, int Mutants)> VerdictAsync(Dictionary<string, string> names, string? mistake)
    {
        await using var database = await MigratedAsync(names, mistake);
        var mutants = 0;
        var run = new TableMutation(database, Described(names), s_table with { Name = names.GetValueOrDefault(s_table.Name, s_table.Name) })
        {
            Mutants = _ => mutants++ < 0,
            Claims = c => c.Name != "No other way goes further",
        };
        var report = await run.RunAsync(WorldSeed.Default.Value);
        return (
            [.. report.Claims.SelectMany(c => c.Before).Select(v => v.Replace("Tenant ", "organization ", StringComparison.Ordinal))],
            mutants
        );
    }

    private static async Task<TestDatabase> MigratedAsync(Dictionary<string, string> names, string? mistake)
    {
        var renamed = new RenamedSql(names);
        var database = await Laboratory.MigratedAsync(
            names.Count == 0
                ? Laboratory.Own.Migrations
                :
                [
                    Migration.Of(
                        "20241129090000_tenants.sql",
                        renamed.Of(EmbeddedSql.Read(typeof(TestDatabase).Assembly, "UsageEvents/organizations.sql"))
                    ),
                    .. Laboratory.Own.Migrations.Select(m => Migration.Of(m.FileName, renamed.Of(m.Sql))),
                ],
            GrantBaseline.Explicit
        );
        if (mistake is not null)
            await BreakAsync(database, renamed, new TableName("public", names.GetValueOrDefault(s_table.Name, s_table.Name)), mistake);
        return database;
    }

    private static IntentFile Described(Dictionary<string, string> names)
    {
        string Name(string name) => names.GetValueOrDefault(name, name);
        var file = IntentFile.Load(ProjectRoot.At($"tests/Accepted/{IntentFile.FileName}"))!;
        return file with
        {
            Tables = [.. file.Tables.Select(t => t with { Table = t.Table with { Name = Name(t.Table.Name) } })],
            // Some mistakes make a table that looks like one of memberships: which one it is, the file says, as people would.
            Tenancies =
            [
                new TenancyIntent(new("public", Name("organizations")))
                {
                    Members = new("public", Name("org_members")),
                    Tenant = Name("org_id"),
                    User = "user_id",
                    Role = "role",
                },
            ],
        };
    }

    private static async Task BreakAsync(TestDatabase database, RenamedSql renamed, TableName table, string mistake)
    {
        await using var connection = await database.Connections.OpenConnectionAsync();
        var command = mistake.StartsWith("insert", StringComparison.Ordinal) ? 'a' : 'r';
        await using var policies = new Npgsql.NpgsqlCommand(
            "select format('drop policy %I on %s', polname, polrelid::regclass) from pg_policy "
                + $"where polrelid = {SqlText.Literal(table.Sql)}::regclass and polcmd = '{command}'",
            connection
        );
        var drop = (string)(await policies.ExecuteScalarAsync())!;
        await database.ExecuteAsync(drop);
        foreach (var statement in SqlScript.Split(renamed.Of(EmbeddedSql.Read($"{Folder}{mistake}.sql"))))
            await database.ExecuteAsync(statement.Text);
    }
}
