using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Verification.Evidence;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>The main job as somebody starts it: processes of its own, in a group of their own, with a folder for its evidence.</summary>
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

    /// <summary>Where its evidence is.</summary>
    public string Folder { get; }

    /// <summary>All it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Its exit status, once it has ended.</summary>
    public int Status => _process.ExitCode;

    /// <summary>Its processes, from the command line down to the server's.</summary>
    public ProcessTree Processes => ProcessTree.Under(_process.Id);

    /// <summary>Starts a run.</summary>
    /// <param name="start">How, and in which surroundings.</param>
    public static WholeRun Start(RunStart start)
    {
        var folder = Scratch.Folder("usage rls evidence").FullName;
        // Tests that start in the background ignore Ctrl-C, and so would their child processes.
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

    /// <summary>Waits for its end.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The run did not end within {s_limit}. It said:\n{this}", late);
        }

        return Status;
    }

    /// <summary>Waits until it has printed something; fails where it ends without.</summary>
    public async Task SaysAsync(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (_process.HasExited || clock.Elapsed > s_limit)
                throw new InvalidOperationException($"The run never said '{text}'. It said:\n{this}");
            await Task.Delay(20);
        }
    }

    /// <summary>Sends a signal to all of its processes at once, as a terminal does.</summary>
    public void SignalAll(string signal) => ProcessTree.Signal(signal, -_process.Id);

    /// <summary>A file of its evidence.</summary>
    public string File(string name) => System.IO.File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>The content of its evidence: the result, its sentence, every check, and what did not run.</summary>
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

    /// <summary>Ends what is left of it, and removes its evidence.</summary>
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

    /// <summary>The beginning of what it printed, for a person who reads why a test failed.</summary>
    public override string ToString() => Output is var output && output.Length > 3_000 ? output[..3_000] + "…" : output;

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data is null ? "" : Colour().Replace(line.Data, ""));
    }

    [GeneratedRegex("\u001B\\[[0-9;]*m", RegexOptions.NonBacktracking)]
    private static partial Regex Colour();
}
