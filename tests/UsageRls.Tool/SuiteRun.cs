using System.Diagnostics;
using System.Runtime.InteropServices;

namespace UsageRls.Tool;

/// <summary>The main job, from the assemblies that the package carries.</summary>
internal static class SuiteRun
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "suite");

    /// <summary>Runs it on this process' console, and gives its exit code.</summary>
    /// <param name="variables">The variables of the run's environment.</param>
    /// <param name="filter">Which checks; null for all.</param>
    public static async Task<int> ToTheEndAsync(IReadOnlyDictionary<string, string> variables, string? filter)
    {
        // From the suite's folder: a global.json of the application's does not choose the SDK that runs it.
        var start = new ProcessStartInfo(Dotnet(), Arguments(filter)) { UseShellExecute = false, WorkingDirectory = s_folder };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        // A terminal interrupts both: the suite stops its server, and this process waits for that.
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

    // The dotnet host that runs this process. The command is an executable of its own, so the path of the process is not that of the host.
    private static string Dotnet()
    {
        var file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", file));
        return File.Exists(host) ? host : file;
    }
}
