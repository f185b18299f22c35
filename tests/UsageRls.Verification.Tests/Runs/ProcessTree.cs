using System.Diagnostics;
using System.Globalization;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>The processes under one, as Linux tells: a server's are found by whose they are, and nobody else's are touched.</summary>
public sealed record ProcessTree(IReadOnlyList<int> Ids)
{
    /// <summary>The process that runs the checks.</summary>
    public int Host => Only(arguments => arguments.Any(a => a.EndsWith("testhost.dll", StringComparison.Ordinal)));

    /// <summary>The server that the run started.</summary>
    public int Server => Only(arguments => arguments[0].EndsWith("/postgres", StringComparison.Ordinal));

    /// <summary>A process and all under it, the eldest first.</summary>
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

    /// <summary>The processes of these that run still.</summary>
    public IReadOnlyList<int> Alive() => [.. Ids.Where(id => Arguments(id).Length > 0)];

    /// <summary>Sends a signal to a process, or with a minus to a group.</summary>
    public static void Signal(string signal, int id)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>The directory that was made for a server.</summary>
    public static string DirectoryOf(int server) =>
        Path.GetDirectoryName(Arguments(server) is var arguments ? arguments[Array.IndexOf(arguments, "-D") + 1] : "")!;

    // The peak memory of the process alone, in bytes; zero if it has ended.
    internal static long? Peak(int id)
    {
        var line = Read($"/proc/{id}/status").Split('\n').FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null
            ? null
            : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    private int Only(Func<string[], bool> isIt) => Ids.First(id => Arguments(id) is { Length: > 0 } arguments && isIt(arguments));

    // A process that has ended and was not collected has no arguments.
    private static string[] Arguments(int id) => Read($"/proc/{id}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    // pid (name) state parent …, and the name may hold anything.
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
