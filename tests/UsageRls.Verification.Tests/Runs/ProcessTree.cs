using System.Diagnostics;
using System.Globalization;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>
/// A process and its descendants, read from Linux's /proc. A run's server is searched only among the descendants of the run, so no other
/// server gets a signal.
/// </summary>
public sealed record ProcessTree(IReadOnlyList<int> Ids)
{
    /// <summary>The process that runs the checks.</summary>
    public int Host => Only(arguments => arguments.Any(a => a.EndsWith("testhost.dll", StringComparison.Ordinal)));

    /// <summary>The server that the run started.</summary>
    public int Server => Only(arguments => arguments[0].EndsWith("/postgres", StringComparison.Ordinal));

    /// <summary>Returns a process and all its descendants, parents first.</summary>
    public static ProcessTree Under(int root)
    {
        var children = Directory
            .EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .ToLookup(ParentOf);
        var ids = new List<int> { root };
        for (var i = 0; i < ids.Count; i++)
            ids.AddRange(children[ids[i]]);
        return new(ids);
    }

    /// <summary>Returns the ids of the processes that still run.</summary>
    public IReadOnlyList<int> Alive() => [.. Ids.Where(id => Arguments(id).Length > 0)];

    /// <summary>Sends a signal to a process, or to a process group if the id is negative.</summary>
    public static void Signal(string signal, int id)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Returns the directory that the run created for a server: the parent of the server's data directory.</summary>
    public static string DirectoryOf(int server) =>
        Path.GetDirectoryName(Arguments(server) is var arguments ? arguments[Array.IndexOf(arguments, "-D") + 1] : "")!;

    // The peak memory of a process without its descendants, in bytes; null if the process has ended.
    internal static long? Peak(int id)
    {
        var line = Read($"/proc/{id}/status").Split('\n').FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null
            ? null
            : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    private int Only(Func<string[], bool> isIt) => Ids.First(id => Arguments(id) is { Length: > 0 } arguments && isIt(arguments));

    // A process that has ended but was not reaped has no arguments.
    private static string[] Arguments(int id) => Read($"/proc/{id}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    // The format is: pid (name) state parent …; the name may contain any character.
    private static int ParentOf(int id) =>
        Read($"/proc/{id}/stat") is { Length: > 0 } stat
            ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
            : -1;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
