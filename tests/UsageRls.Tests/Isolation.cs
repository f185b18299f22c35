using System.Text.RegularExpressions;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Isolation;

namespace UsageRls.Tests;

/// <summary>No tenant reaches another tenant's rows, in any table of the migrations; nobody reaches another user's personal rows.</summary>
public sealed partial class Isolation
{
    private static readonly Command[] s_commands = [Command.Select, Command.Insert, Command.Update, Command.Delete];

    // Known before there is a database, from the text of the migrations; what is made in other ways is in the last test.
    private static readonly Lazy<string[]> s_tables = new(TablesOfMigrations);

    private static IEnumerable<TestCaseData> Sentences =>
        from table in s_tables.Value
        from command in s_commands
        from baseline in Enum.GetValues<Baseline>()
        select new TestCaseData(table, command, baseline).SetArgDisplayNames(table, command.ToString().ToLowerInvariant(), baseline.ToString().ToLowerInvariant());

    [Test]
    public async Task Nothing_reaches_across_tenants_or_users()
    {
        var reports = await Task.WhenAll(Enum.GetValues<Baseline>().Select(IsolationReports.OfAsync));
        Findings.Hold(FindingKind.Isolation, "isolation of every table, view and function", IsolationFindings.Of(reports));
    }

    [TestCaseSource(nameof(Sentences))]
    public async Task Only_members_and_owners_reach_rows_of(string table, Command command, Baseline baseline)
    {
        var report = await IsolationReports.OfAsync(baseline);
        var breaches = report.Tables.Where(t => t.Table.Name.ToString() == table).SelectMany(t => t.Breaches).Where(b => b.Command == command).ToArray();
        if (breaches.Length > 0)
            throw new ToldException($"{breaches.Sum(b => b.Statements)} statements by {breaches[0].Callers.Count} callers reach rows that are not theirs: see {nameof(Nothing_reaches_across_tenants_or_users)}.");
    }

    private static string[] TablesOfMigrations()
    {
        try
        {
            var statements = MigrationSet.Read(MigrationSet.FolderFromEnvironment()).Migrations.SelectMany(m => m.Statements);
            return [.. statements.Select(s => CreateTable().Match(s.Text)).Where(m => m.Success)
                .Select(m => $"{(m.Groups["schema"] is { Success: true, Value: var schema } ? Plain(schema) : "public")}.{Plain(m.Groups["table"].Value)}")
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (MigrationException)
        {
            return []; // the suite's start says what is wrong with them
        }
    }

    private static string Plain(string name) => name[0] == '"' ? name[1..^1].Replace("\"\"", "\"") : name.ToLowerInvariant();

    [GeneratedRegex("""\Acreate\s+table\s+(if\s+not\s+exists\s+)?((?<schema>"([^"]|"")+"|\w+)\s*\.\s*)?(?<table>"([^"]|"")+"|\w+)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex CreateTable();
}
