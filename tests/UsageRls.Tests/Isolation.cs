using System.Text.RegularExpressions;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
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

    [TestCaseSource(nameof(Sentences))]
    public async Task Only_members_and_owners_reach_rows_of(string table, Command command, Baseline baseline)
    {
        var report = await IsolationReports.OfAsync(baseline);
        Breach[] breaches = [.. report.Tables.Where(t => t.Table.Name.ToString() == table).SelectMany(t => t.Breaches).Where(b => b.Command == command)];
        if (breaches.Length > 0) Assert.Fail(string.Join("\n\n", breaches.Select(b => b.Explain())));
    }

    [Test]
    public async Task Only_members_and_owners_reach_rows_of_any_other_table([Values] Baseline baseline)
    {
        var report = await IsolationReports.OfAsync(baseline);
        Breach[] breaches = [.. report.Tables.SelectMany(t => t.Breaches).Where(b => !s_tables.Value.Contains(b.Table.Name.ToString()) || !s_commands.Contains(b.Command))];
        if (breaches.Length > 0) Assert.Fail(string.Join("\n\n", breaches.Select(b => b.Explain())));
    }

    [Test]
    public async Task Views_and_functions_give_and_change_only_what_their_caller_may_reach([Values] Baseline baseline)
    {
        var report = await IsolationReports.OfAsync(baseline);
        var breaches = report.Reached.SelectMany(o => o.Breaches).Where(b => !b.IsByErrorAlone).ToArray();
        if (breaches.Length > 0) Assert.Fail(string.Join("\n\n", breaches.Select(b => b.Explain())));
    }

    [Test]
    public async Task Members_and_owners_are_not_refused_by_a_defect([Values] Baseline baseline)
    {
        var report = await IsolationReports.OfAsync(baseline);
        var broken = report.Tables.SelectMany(t => t.Broken.Select(trial => $"{t.Table}: {trial.Caller} -> {trial.Outcome}\n{trial.ToSql()}")).ToArray();
        if (broken.Length > 0) Assert.Fail(string.Join("\n\n", broken));
    }

    [Test]
    public async Task Some_table_has_rows_of_tenants_or_users()
    {
        var report = await IsolationReports.OfAsync(Baseline.Legacy);
        Assert.That(report.Tables.Where(t => t.State != TableState.Shared), Is.Not.Empty,
            "These migrations make no table whose rows belong to a tenant or to a user, so that nothing was verified. If one does, name it in intent.yaml.");
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
