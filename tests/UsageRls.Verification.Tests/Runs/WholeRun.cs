using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Verification.Evidence;
using UsageRls.Verification.Kept;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>A run of the main job in its own process group, with its own folder for the evidence.</summary>
public sealed partial class WholeRun : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private WholeRun(Process process, string folder)
    {
        (_process, Folder) = (process, folder);
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The folder of the run's evidence.</summary>
    public string Folder { get; }

    /// <summary>All console output of the run so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>The exit status of the run after its end.</summary>
    public int Status => _process.ExitCode;

    /// <summary>The processes of the run, from the command line down to the server.</summary>
    public ProcessTree Processes => ProcessTree.Under(_process.Id);

    /// <summary>Starts a run.</summary>
    /// <param name="start">The settings of the run.</param>
    public static WholeRun Start(RunStart start)
    {
        var folder = Scratch.Folder("usage rls evidence").FullName;
        // `env` restores the default action of SIGINT, because processes started in the background, and their children, ignore SIGINT.
        var program = new ProcessStartInfo(
            "setsid",
            ["env", "--default-signal=INT", .. start.Through, "dotnet", "test", start.Assembly, .. start.Arguments]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        program.Environment[EvidenceFolder.Variable] = folder;
        // The run must not use results that an earlier run kept; tests of kept results remove this variable.
        program.Environment[KeptResults.FreshVariable] = "1";
        foreach (var (name, value) in start.Environment)
        {
            if (value is null)
                program.Environment.Remove(name);
            else
                program.Environment[name] = value;
        }

        return new WholeRun(Process.Start(program)!, folder);
    }

    /// <summary>Starts a run and waits for its end.</summary>
    public static async Task<WholeRun> ToTheEndAsync(RunStart start)
    {
        var run = Start(start);
        await run.EndAsync();
        return run;
    }

    /// <summary>Waits for the end of the run and returns its exit status.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The run did not end within {s_limit}. It printed:\n{this}", late);
        }

        return Status;
    }

    /// <summary>Waits until the run has printed a text; throws if the run ends, or five minutes pass, without this text.</summary>
    public async Task SaysAsync(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited || clock.Elapsed > s_limit)
                throw new InvalidOperationException($"The run never printed '{text}'. It printed:\n{this}");
            await Task.Delay(20);
        }
    }

    /// <summary>Sends a signal to all processes of the run at once, as a terminal does.</summary>
    public void SignalAll(string signal) => ProcessTree.Signal(signal, -_process.Id);

    /// <summary>Returns the text of an evidence file.</summary>
    public string File(string name) => System.IO.File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>Returns the content of the evidence: the result, its sentence, every check, and what did not run.</summary>
    public RunRecord Evidence()
    {
        var detail = JsonNode.Parse(File(EvidenceFolder.Detail))!;
        return new(
            (string)detail["verdict"]!["result"]!,
            (string)detail["verdict"]!["sentence"]!,
            [
                .. detail["tests"]!
                    .AsArray()
                    .Select(t => new RunCheck((string)t!["group"]!, (string)t["name"]!, (string)t["outcome"]!, (string)t["message"]!)),
            ],
            [.. detail["notRun"]!.AsArray().Select(n => (string)n!["what"]!)]
        );
    }

    /// <summary>Kills all processes of the run if it has not ended, and removes its evidence.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            SignalAll("KILL");
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Returns the beginning of the console output, for a person who reads why a test failed.</summary>
    public override string ToString() => Output is var output && output.Length > 3_000 ? output[..3_000] + "…" : output;

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data is null ? "" : Colour().Replace(line.Data, ""));
    }

    [GeneratedRegex("\u001B\\[[0-9;]*m", RegexOptions.NonBacktracking)]
    private static partial Regex Colour();
}
