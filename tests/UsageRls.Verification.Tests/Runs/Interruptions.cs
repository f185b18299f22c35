using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>
/// Tests a run that a signal ends, or whose server is killed: the run leaves no process and no server directory, its evidence states that
/// the run did not finish, and the next run starts.
/// </summary>
public sealed class Interruptions
{
    // A run that is long enough to be interrupted.
    private static readonly RunStart s_long = new RunStart("FullyQualifiedName~SmallWorlds").With((ServerChoice.Variable, "installed"));

    [SlowCase("INT", 130)]
    [SlowCase("TERM", 143)]
    [TestCase("KILL", 137)]
    public async Task A_run_ended_by_a_signal_leaves_only_evidence_that_it_did_not_finish(string signal, int status)
    {
        // For TERM, `dotnet test` is called with the project. If it were called with the assembly, the SDK's own handler of SIGTERM would
        // end `dotnet test` with status 0.
        await using var run = WholeRun.Start(signal == "TERM" ? s_long.OfTheProject() : s_long);
        await run.SaysAsync("migrations of");
        var processes = run.Processes;
        var directory = ProcessTree.DirectoryOf(processes.Server);

        run.SignalAll(signal);

        Assert.That(await run.EndAsync(), Is.EqualTo(status));
        Assert.That(run.Evidence().Sentence, Is.EqualTo("The run did not finish, so nothing is verified."));
        await NothingIsLeftAsync(processes, directory);
        await TheNextRunStartsAsync();
    }

    [Test]
    public async Task A_killed_server_is_not_reported_as_a_fault_of_the_migrations()
    {
        await using var run = WholeRun.Start(s_long);
        await run.SaysAsync("migrations of");
        var processes = run.Processes;
        var directory = ProcessTree.DirectoryOf(processes.Server);

        ProcessTree.Signal("KILL", processes.Server);

        Assert.That(await run.EndAsync(), Is.Not.Zero);
        Assert.That(
            run.Evidence().Sentence,
            Does.StartWith("The run did not finish, so nothing is verified: the server failed while the checks ran")
        );
        Assert.That(run.Output, Does.Contain("BROKEN OFF. the server failed while the checks ran"));
        await NothingIsLeftAsync(processes, directory);
        await TheNextRunStartsAsync();
    }

    private static async Task NothingIsLeftAsync(ProcessTree processes, string directory)
    {
        // The watchdog process needs up to three seconds to remove the server and its directory.
        for (var tries = 0; tries < 80 && (processes.Alive().Count > 0 || Directory.Exists(directory)); tries++)
            await Task.Delay(50);
        Assert.That(processes.Alive(), Is.Empty, "processes of the run are left");
        Assert.That(directory, Does.Not.Exist, "the server's directory is left");
    }

    private static async Task TheNextRunStartsAsync()
    {
        await using var next = await PostgresServer.StartAsync(
            ServerChoice.FromEnvironment(),
            TestContext.Out.WriteLine,
            CancellationToken.None
        );
        await using var used = await TestServer.UseAsync(next, TestContext.Out.WriteLine);
        await (await (await used.TemplateAsync(Laboratory.Own, GrantBaseline.Legacy)).CloneAsync()).DisposeAsync();
    }
}
