using System.ComponentModel;
using System.Diagnostics;

namespace UsageRls.Verification.Evidence;

/// <summary>Which commit a folder is at.</summary>
internal static class GitCommit
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>The commit's hash, with <c>-dirty</c> where tracked files differ from it; empty if git cannot say.</summary>
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
            // No git: what was verified is in the digests.
            return "";
        }
    }
}

/// <summary>The facts about the run that a CI system puts into the environment.</summary>
internal static class ContinuousIntegration
{
    /// <summary>The URL of the run; null if unknown.</summary>
    public static string? Url() =>
        (Of("GITHUB_SERVER_URL"), Of("GITHUB_REPOSITORY"), Of("GITHUB_RUN_ID")) is ({ } server, { } repository, { } run)
            ? $"{server}/{repository}/actions/runs/{run}"
            : Of("CI_JOB_URL");

    private static string? Of(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
