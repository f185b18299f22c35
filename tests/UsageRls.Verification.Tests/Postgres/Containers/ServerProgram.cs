using System.Diagnostics;
using UsageRls.Fixtures.Postgres;

namespace UsageRls.Verification.Tests.Postgres.Containers;

/// <summary>
/// The entry point of this assembly as a program: starts the server that the environment variables select, prints the result, and stops the
/// server unless <c>USAGE_RLS_KEEP=1</c> is set. A new process is needed because Testcontainers reads the environment once per process.
/// </summary>
internal static class ServerProgram
{
    public static async Task<int> Main()
    {
        try
        {
            var server = await PostgresServer.StartAsync(ServerChoice.FromEnvironment(), Console.WriteLine, CancellationToken.None);
            Console.WriteLine(server.Description);
            if (Environment.GetEnvironmentVariable("USAGE_RLS_KEEP") == "1" && server.TryKeep())
                Console.WriteLine(server.Removal);
            else
                await server.DisposeAsync();
            return 0;
        }
        catch (NoServerException e)
        {
            Console.WriteLine(e.Reason);
            return 1;
        }
    }

    /// <summary>Runs the program in a new process, without inherited variables such as <c>DOCKER_HOST</c> that select an engine.</summary>
    /// <param name="bounded">Whether file permissions apply to the process even if it runs as root.</param>
    /// <param name="variables">Variables in addition to the environment of the current process.</param>
    public static async Task<(int Status, string Said)> RunAsync(bool bounded, params (string Name, string Value)[] variables)
    {
        string[] program = ["dotnet", "exec", typeof(ServerProgram).Assembly.Location];
        string[] command =
            bounded && Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", .. program] : program;
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var name in (string[])["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CONFIG", "XDG_RUNTIME_DIR"])
            start.Environment.Remove(name);
        start.Environment["TESTCONTAINERS_RYUK_DISABLED"] = "true";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said.Trim());
    }
}
