using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace UsageRls.Tests.UsageEvents.TypeScript;

/// <summary>
/// A folder with a <c>package.json</c> and a lock file: installs the packages, again after a change of these files, and runs scripts with
/// Node.js.
/// </summary>
public sealed class NodePackage(string folder)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    // Error codes of npm that mean a network failure and not a broken package.
    private static readonly string[] s_offline =
    [
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ECONNRESET",
        "ENETUNREACH",
        "EHOSTUNREACH",
        "ETIMEDOUT",
        "ERR_SOCKET_TIMEOUT",
        "ENOTCACHED",
    ];

    /// <summary>Installs the packages that the lock file pins, unless they are already installed.</summary>
    /// <exception cref="NodeMissingException">Node.js or npm is missing, or the packages cannot be downloaded.</exception>
    public async Task InstallAsync(Action<string> progress)
    {
        await NodeAsync(["--version"]);
        // The stamp file is in node_modules, which `npm ci` deletes first, so an incomplete installation never has the stamp.
        var stamp = Path.Combine(folder, "node_modules", ".usage-rls-sha256");
        var pinned = await DigestAsync("package.json", "package-lock.json");
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == pinned)
            return;

        progress($"installing the npm packages of {folder}, once …");
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var (status, _, errors) = await RunAsync(npm, ["ci", "--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]);
        if (status != 0)
        {
            throw s_offline.Any(sign => errors.Contains(sign, StringComparison.Ordinal))
                ? new NodeMissingException($"npm cannot fetch the packages of {folder}:\n{FirstLines(errors)}")
                : new InvalidOperationException($"npm ci fails in {folder}:\n{FirstLines(errors)}");
        }

        await File.WriteAllTextAsync(stamp, pinned);
    }

    /// <summary>Runs a script of the package with Node.js and waits until it ends.</summary>
    public Task<(int Status, string Output, string Errors)> NodeAsync(
        string[] arguments,
        params (string Name, string Value)[] environment
    ) => RunAsync("node", arguments, environment);

    private async Task<string> DigestAsync(params string[] files)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
            digest.AppendData(await File.ReadAllBytesAsync(Path.Combine(folder, file)));
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    // The first lines of npm's output contain the error; usage help and stack traces follow.
    private static string FirstLines(string errors) => string.Join('\n', errors.Split('\n').Take(8)).Trim();

    private async Task<(int Status, string Output, string Errors)> RunAsync(
        string program,
        string[] arguments,
        params (string Name, string Value)[] environment
    )
    {
        using var process = Start(program, arguments, environment);
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException ended)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"`{program} {string.Join(' ', arguments)}` in {folder} took longer than {s_limit.TotalMinutes} minutes.",
                ended
            );
        }
    }

    private Process Start(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // PG* variables such as PGHOST and PGOPTIONS would change which database the generator reads.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("PG", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw new NodeMissingException($"there is no {program} on the PATH. Install Node.js 20 or newer.", fault);
        }
    }
}

/// <summary>This machine cannot run Node.js packages; the message names the missing program or the network error.</summary>
public sealed class NodeMissingException(string message, Exception? inner = null) : Exception(message, inner);
