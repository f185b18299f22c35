using System.Diagnostics;
using System.Text.Json.Nodes;
using NUnit.Framework;
using UsageRls.Fixtures.Postgres;
using UsageRls.Verification.Evidence;

namespace UsageRls.Verification.Tests.Evidence;

/// <summary>The main job as somebody starts it: whatever becomes of it, its evidence says so.</summary>
public sealed class WholeRuns
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    private string _folder = "";

    [SetUp]
    public void Create() => _folder = Directory.CreateTempSubdirectory("usage-rls-evidence-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_filtered_run_says_what_it_left_out()
    {
        await RunAsync(["--filter", "FullyQualifiedName~MigrationFiles"]);
        var (result, tests, notRun) = Read();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Is.EqualTo("WARNED"));
            Assert.That(tests.Where(t => t.Outcome == "passed").Select(t => t.Group).Distinct(), Is.EqualTo(["MigrationFiles"]));
            Assert.That(tests.Where(t => t.Group == "Matrix").Select(t => t.Outcome).Distinct(), Is.EqualTo(["notRun"]));
            Assert.That(notRun, Does.Contain("Matrix").And.Contain("SmallWorlds").And.Not.Contain("MigrationFiles"));
        }
    }

    [Test]
    public async Task A_run_without_a_server_verifies_nothing_and_keeps_no_password()
    {
        await RunAsync([], (ServerChoice.Variable, "Host=127.0.0.1;Port=1;Username=somebody;Password=correct-horse;Timeout=1"));
        var (result, tests, notRun) = Read();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Is.EqualTo("FAILED"));
            Assert.That(tests.Select(t => t.Outcome).Distinct(), Is.EqualTo(["notRun"]));
            Assert.That(notRun, Does.Contain("the run"));
            Assert.That(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => File.ReadAllText(f).Contains("correct-horse", StringComparison.Ordinal)), Is.Empty);
        }
    }

    [Test]
    public async Task A_run_that_is_killed_leaves_evidence_that_it_did_not_end()
    {
        using var run = Start([]);
        var detail = Path.Combine(_folder, EvidenceFolder.Statement);
        var clock = Stopwatch.StartNew();
        while (!File.Exists(detail) && clock.Elapsed < s_limit) await Task.Delay(50);
        run.Kill(entireProcessTree: true);
        await run.WaitForExitAsync();
        Assert.That((string)JsonNode.Parse(await File.ReadAllTextAsync(detail))!["predicate"]!["result"]!, Is.EqualTo("FAILED"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_folder, EvidenceFolder.Html)), Does.Contain("did not come to its end"));
    }

    private (string Result, (string Group, string Outcome)[] Tests, string[] NotRun) Read()
    {
        var detail = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, EvidenceFolder.Detail)))!;
        return ((string)detail["verdict"]!["result"]!,
            [.. detail["tests"]!.AsArray().Select(t => ((string)t!["group"]!, (string)t["outcome"]!))],
            [.. detail["notRun"]!.AsArray().Select(n => (string)n!["what"]!)]);
    }

    private async Task RunAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var run = Start(arguments, environment);
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await run.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!run.HasExited) run.Kill(entireProcessTree: true);
        }
    }

    private Process Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        // Built beside this assembly, in the same configuration.
        var assembly = Path.Combine(AppContext.BaseDirectory.Replace("UsageRls.Verification.Tests", "UsageRls.Tests", StringComparison.Ordinal), "UsageRls.Tests.dll");
        var start = new ProcessStartInfo("dotnet", ["test", assembly, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[EvidenceFolder.Variable] = _folder;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var run = Process.Start(start)!;
        run.OutputDataReceived += static (_, _) => { };
        run.ErrorDataReceived += static (_, _) => { };
        run.BeginOutputReadLine();
        run.BeginErrorReadLine();
        return run;
    }
}
