using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UsageRls.Fixtures;
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
        // Whoever starts the tests in the background has them ignore Ctrl-C, and what they start would too.
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

    /// <summary>What its evidence says: the result, its sentence, every check, and what did not run.</summary>
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

/// <summary>How a run is started.</summary>
/// <param name="Filter">Which checks; empty for all.</param>
public sealed record RunStart(string Filter = "")
{
    /// <summary>Variables on top of this process' own; null takes one away.</summary>
    public IReadOnlyList<(string Name, string? Value)> Environment { get; init; } = [];

    /// <summary>A program, and its arguments, that starts the run in surroundings of its own.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>The main job's assembly: built beside this one, in the same configuration.</summary>
    public string Assembly { get; init; } =
        Path.Combine(
            AppContext.BaseDirectory.Replace("UsageRls.Verification.Tests", "UsageRls.Tests", StringComparison.Ordinal),
            "UsageRls.Tests.dll"
        );

    /// <summary>Options of the command line: loggers, say.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The same by <c>dotnet test tests/UsageRls.Tests</c>, which goes through the build system to the assembly.</summary>
    public RunStart OfTheProject() =>
        this with
        {
            Assembly = ProjectRoot.At("tests/UsageRls.Tests"),
            Options = [.. Options, "--no-build", "--configuration", Directory.GetParent(Assembly)!.Parent!.Name],
        };

    /// <summary>The same with the console that <c>dotnet test tests/UsageRls.Tests</c> has.</summary>
    public RunStart AsPeopleSeeIt() => this with { Options = ["--logger", "usage-rls", "--logger", "console;verbosity=quiet"] };

    /// <summary>What follows the assembly on the command line: the settings are those that the project itself brings.</summary>
    public IReadOnlyList<string> Arguments =>
        [
            "--settings",
            ProjectRoot.At("tests/UsageRls.Tests/.runsettings"),
            .. Filter == "" ? (string[])[] : ["--filter", Filter],
            .. Options,
        ];

    /// <summary>The same with variables.</summary>
    public RunStart With(params (string Name, string? Value)[] variables) => this with { Environment = [.. Environment, .. variables] };
}

/// <summary>What a run's evidence says.</summary>
public sealed record RunRecord(string Result, string Sentence, IReadOnlyList<RunCheck> Checks, IReadOnlyList<string> NotRun)
{
    /// <summary>The groups of which some check had this outcome.</summary>
    public IEnumerable<string> Groups(string outcome) => Checks.Where(c => c.Outcome == outcome).Select(c => c.Group).Distinct();
}

/// <summary>A check in a run's evidence.</summary>
public sealed record RunCheck(string Group, string Name, string Outcome, string Message);
