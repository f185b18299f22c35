using System.Text.Json.Nodes;
using Npgsql;
using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Deployed;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Tests.Runs;

namespace UsageRls.Verification.Tests.Deployed.UsageEvents;

/// <summary>
/// Tests the main job with a deployed database: console and evidence report a change made by hand, and contain no host, login or password
/// from the connection string.
/// </summary>
public sealed class WholeComparison
{
    private const string Login = "whole_reader",
        Password = "correct-horse",
        Host = "database-of-production.invalid";

    [Test]
    [Slow]
    public async Task A_change_by_hand_fails_the_run_and_is_reported_as_a_change_of_access()
    {
        await using var server = await Laboratory.NewServerAsync();
        await using var deployed = await DeployedApplication.DeployAsync(server, GrantBaseline.Explicit, Laboratory.Own);
        await deployed.ExecuteAsync(
            $"""
            alter policy "Members can view their organizations' usage" on usage_events using (true);
            create role {Login} login password '{Password}';
            """
        );
        await using var run = await RunAsync(deployed);
        var detail = JsonNode.Parse(run.File(EvidenceFolder.Detail))!["deployed"]!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Status, Is.Not.Zero, run.ToString);
            Assert.That(run.Output, Does.Contain("Members can view their organizations' usage").And.Contain("usage_events"));
            Assert.That(run.Output, Does.Contain("to bring it back:"));
            Assert.That(run.File(EvidenceFolder.Html), Does.Contain("Deployed database").And.Contain("differs"));
            Assert.That(
                Texts(detail["opened"]!),
                Has.Some.EndsWith("can select rows (foreign organisation) in public.usage_events"),
                "the access matrix reports the change"
            );
            Assert.That(Texts(detail["found"]!), Has.Some.StartsWith("critical probe/"), "a probe reports the change");
            Assert.That(Texts(detail["found"]!), Has.Some.Contains("lint/"), "a lint reports the change");
            Assert.That(
                JsonNode.Parse(run.File(EvidenceFolder.Statement))!["subject"]!.AsArray().Select(s => (string)s!["name"]!),
                Has.One.EqualTo("deployed database: catalog")
            );
            NamesNoSecret(run);
        }
    }

    // Runs the main job's check of the deployed database, and also writes a .trx file. The connection string has two hosts; the first does
    // not exist.
    private static async Task<WholeRun> RunAsync(TestDatabase deployed)
    {
        var settings = new NpgsqlConnectionStringBuilder(deployed.ConnectionString) { Username = Login, Password = Password };
        settings.Host = $"{Host},{settings.Host}";
        var start = new RunStart("FullyQualifiedName~UsageRls.Tests.Deployed")
            .With((DeployedDatabase.Variable, settings.ConnectionString))
            .AsPeopleSeeIt();
        var results = Scratch.Folder("deployed results").FullName;
        start = start with { Options = [.. start.Options, "--logger", "trx", "--results-directory", results] };
        var run = await WholeRun.ToTheEndAsync(start);
        foreach (var file in Directory.EnumerateFiles(results, "*.trx"))
            File.Copy(file, Path.Combine(run.Folder, Path.GetFileName(file)));
        return run;
    }

    private static IEnumerable<string> Texts(JsonNode list) => list.AsArray().Select(line => (string)line!);

    private static void NamesNoSecret(WholeRun run)
    {
        string[] files = [.. Directory.EnumerateFiles(run.Folder, "*", SearchOption.AllDirectories)];
        Assert.That(files, Has.Some.EndsWith(".trx"));
        foreach (var text in (string[])[run.Output, .. files.Select(File.ReadAllText)])
            Assert.That(text, Does.Not.Contain(Password).And.Not.Contain(Host).And.Not.Contain(Login));
    }
}
