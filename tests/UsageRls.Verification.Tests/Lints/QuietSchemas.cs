using System.Reflection;
using System.Text.RegularExpressions;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Lints;

namespace UsageRls.Verification.Tests.Lints;

/// <summary>
/// Tests that correct schemas which look suspicious give no finding of severity critical or high, which would fail a run. If the first line
/// of a schema's file is <c>-- none of: …</c>, the lints that this line names must give no finding of any severity. The test ignores a
/// finding that names an object which neither the file nor the setup of the stories names, so that a new table in <c>migrations/</c> fails
/// no test here.
/// </summary>
public sealed partial class QuietSchemas
{
    private const string Folder = "Lints/Quiet/";

    private TestDatabase _database = null!;

    private static IEnumerable<TestCaseData> Files() =>
        Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name =>
                new TestCaseData(EmbeddedSql.Read(Assembly.GetExecutingAssembly(), name)).SetArgDisplayNames(
                    name[Folder.Length..^".sql".Length]
                )
            );

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _database = await Laboratory.MigratedAsync(Laboratory.Own.Migrations, GrantBaseline.Explicit);
        await using var connection = await _database.Connections.OpenConnectionAsync();
        await ExecuteAsync(connection, LintStory.SetUp);
    }

    [OneTimeTearDown]
    public async Task DropAsync() => await _database.DisposeAsync();

    [TestCaseSource(nameof(Files))]
    public async Task Sound_schemas_fail_no_run(string sql)
    {
        await using var connection = await _database.Connections.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, sql);
        await LintRun.PrepareAsync(connection, Lint.All);
        var findings = await LintRun.RunAsync(connection, Lint.All);
        const string header = "-- none of: ";
        var silent = sql.StartsWith(header, StringComparison.Ordinal) ? sql.Split('\n')[0][header.Length..].Split(", ") : [];
        Assert.That(silent.Except(Lint.All.Select(l => l.Id)), Is.Empty, "there are no such lints");
        var loud = findings.Where(f => f.Severity >= Severity.High || silent.Any(id => f.Id == FindingKind.Id(FindingKind.Lint, id)));
        loud = loud.Where(f =>
            Names().Matches(f.Object).All(name => (LintStory.SetUp + sql).Contains(name.Value, StringComparison.Ordinal))
        );
        Assert.That(loud.Select(f => $"{f.Id} {f.Object}: {f.Sentence}"), Is.Empty);
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand($"set role {SqlText.Identifier(_database.Owner)};\n{sql};\nreset role;", connection);
        await command.ExecuteNonQueryAsync();
    }

    // Matches each schema-qualified name in a finding's object, without the column: public.papers in public.papers.status.
    [GeneratedRegex(@"(?<![\w.])\w+\.\w+", RegexOptions.None, 5_000)]
    private static partial Regex Names();
}
