using System.Text.RegularExpressions;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Accepted;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Tests;

/// <summary>
/// Verifies for every table of the migrations that no caller can reach rows of a tenant of which the caller is no member, or another user's
/// personal rows.
/// </summary>
[HasCauses(FindsThem = true)]
[Shows(Criteria.Isolation)]
public sealed partial class Isolation
{
    private static readonly Command[] s_commands = [Command.Select, Command.Insert, Command.Update, Command.Delete];

    // The table names come from the CREATE TABLE statements of the migrations, because NUnit needs the names before a database exists.
    // No_statement_reaches_rows_of_another_tenant_or_user reads the catalog, so it also covers tables that are created in other ways.
    private static readonly Lazy<string[]> s_tables = new(TablesOfMigrations);

    private static IEnumerable<TestCaseData> Sentences =>
        from table in s_tables.Value
        from command in s_commands
        from baseline in Enum.GetValues<GrantBaseline>()
        select new TestCaseData(table, command, baseline).SetArgDisplayNames(
            table,
            command.ToString().ToLowerInvariant(),
            baseline.ToString().ToLowerInvariant()
        );

    [Test]
    public async Task No_statement_reaches_rows_of_another_tenant_or_user()
    {
        var reports = await IsolationReports.AllAsync();
        Findings.Hold(FindingKind.Isolation, "isolation of every table, view and function", IsolationFindings.From(reports));
    }

    [Test]
    public async Task Members_and_owners_can_do_what_the_signed_intent_says()
    {
        var folder = AcceptedFolder.FromEnvironment(Suite.Migrations);
        var reports = await IsolationReports.AllAsync();
        if (folder is { IsAccepting: true, Path: not null })
        {
            var written = SignedIntent.Create(Suite.Intent, reports, Path.Combine(folder.Path, IntentFile.FileName));
            Directory.CreateDirectory(folder.Path);
            await File.WriteAllTextAsync(written.Path, written.Render());
            RunConsole.Say($"the observed access is written to {written.Path}: a person must review, correct and commit this file");
            return;
        }

        if (Suite.Intent is null)
        {
            throw new InconclusiveException(
                $"Not run: no signed file states members' access, so it is only observed. {AcceptedFolder.AcceptVariable}=1 writes it to "
                    + $"{IntentFile.FileName} in the folder {AcceptedFolder.BesideMigrations} beside the migrations."
            );
        }

        if (LeftOut.Tests.Count > 0)
            await IsolationReports.HoldNamedAsync(); // in a run with the usage table, the test class SignedOff does this
        var differs = reports
            .SelectMany(r => r.Tables)
            .Where(t => t.AgainstIntent.Count > 0)
            .Select(t => t.Table.ToString())
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (differs.Length > 0)
        {
            throw new ToldException(
                $"{string.Join(", ", differs)}: access differs from {IntentFile.FileName}: "
                    + $"see the test {nameof(No_statement_reaches_rows_of_another_tenant_or_user)}."
            );
        }
    }

    [TestCaseSource(nameof(Sentences))]
    public async Task Only_members_and_owners_reach_rows_of(string table, Command command, GrantBaseline baseline)
    {
        if (await IsolationReports.FindAsync(baseline) is not { } report)
        {
            throw new InconclusiveException(
                $"Not run: {IntentFile.FileName} or {StartingGrants.Variable} says that the project starts from the other grant baseline."
            );
        }

        var breaches = report
            .Tables.Where(t => t.Table.Name.ToString() == table)
            .SelectMany(t => t.Breaches)
            .Where(b => b.Command == command)
            .ToArray();
        if (breaches.Length > 0)
        {
            throw new ToldException(
                $"{breaches.Sum(b => b.Statements)} statements by {breaches[0].Callers.Count} callers reach rows of other "
                    + $"tenants or users: see the test {nameof(No_statement_reaches_rows_of_another_tenant_or_user)}."
            );
        }
    }

    private static string[] TablesOfMigrations()
    {
        try
        {
            var statements = MigrationSet.Read(MigrationSet.FolderFromEnvironment()).Migrations.SelectMany(m => m.Statements);
            return
            [
                .. statements
                    .Select(s => CreateTable().Match(s.Text))
                    .Where(m => m.Success)
                    .Select(m =>
                        $"{(m.Groups["schema"] is { Success: true, Value: var schema } ? Plain(schema) : "public")}."
                        + $"{Plain(m.Groups["table"].Value)}"
                    )
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (MigrationException)
        {
            return []; // the preflight reports why the migrations cannot be read
        }
    }

    private static string Plain(string name) => name[0] == '"' ? name[1..^1].Replace("\"\"", "\"") : name.ToLowerInvariant();

    [GeneratedRegex(
        """\Acreate\s+table\s+(if\s+not\s+exists\s+)?((?<schema>"([^"]|"")+"|\w+)\s*\.\s*)?(?<table>"([^"]|"")+"|\w+)""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex CreateTable();
}
