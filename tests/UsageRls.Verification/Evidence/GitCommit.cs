using System.ComponentModel;
using System.Diagnostics;

namespace UsageRls.Verification.Evidence;

/// <summary>Reads the git commit of a folder.</summary>
internal static class GitCommit
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>Returns the commit's hash, with <c>-dirty</c> if tracked files differ from it; empty if git reports none.</summary>
    public static string Read(string folder)
    {
        var start = new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            _ = git.StandardError.ReadToEndAsync();
            var answer = git.StandardOutput.ReadToEndAsync();
            if (!git.WaitForExit(s_limit))
            {
                git.Kill(entireProcessTree: true);
                return "";
            }
            return git.ExitCode == 0 ? answer.Result.Trim() : "";
        }
        catch (Win32Exception)
        {
            // git is not installed; the digests of the files still identify what was verified.
            return "";
        }
    }
}

/// <summary>Reads facts about the run from environment variables of the CI system.</summary>
internal static class ContinuousIntegration
{
    /// <summary>Returns the URL of the CI run; null if unknown.</summary>
    public static string? Url() =>
        (Read("GITHUB_SERVER_URL"), Read("GITHUB_REPOSITORY"), Read("GITHUB_RUN_ID")) is ({ } server, { } repository, { } run)
            ? $"{server}/{repository}/actions/runs/{run}"
            : Read("CI_JOB_URL");

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
