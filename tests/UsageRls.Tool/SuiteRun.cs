using System.Diagnostics;
using System.Runtime.InteropServices;

namespace UsageRls.Tool;

/// <summary>Runs the main job from the assemblies in the tool's package.</summary>
internal static class SuiteRun
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "suite");

    /// <summary>Runs the main job on the console of this process, and returns the exit code of the job.</summary>
    /// <param name="variables">Environment variables to set for the run.</param>
    /// <param name="filter">The test filter; null runs all tests.</param>
    public static async Task<int> ToTheEndAsync(IReadOnlyDictionary<string, string> variables, string? filter)
    {
        // The working directory is the suite's folder, so that a global.json of the application does not select the SDK.
        var start = new ProcessStartInfo(Dotnet(), Arguments(filter)) { UseShellExecute = false, WorkingDirectory = s_folder };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        // Ctrl-C in a terminal interrupts both processes: the suite stops its server, and this process waits until the suite has ended.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var suite = Process.Start(start)!;
        using var terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            signal =>
            {
                signal.Cancel = true;
                suite.Kill(entireProcessTree: true);
            }
        );
        await suite.WaitForExitAsync();
        return suite.ExitCode;
    }

    private static string[] Arguments(string? filter) =>
        [
            "test",
            Path.Combine(s_folder, "UsageRls.Tests.dll"),
            "--settings",
            Path.Combine(s_folder, ".runsettings"),
            "--logger",
            "usage-rls",
            "--logger",
            "console;verbosity=quiet",
            .. filter is null ? (string[])[] : ["--filter", filter],
        ];

    // The path of the dotnet host. The tool's command is a separate executable, so the path of this process is not that of the host.
    private static string Dotnet()
    {
        var file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", file));
        return File.Exists(host) ? host : file;
    }
}
