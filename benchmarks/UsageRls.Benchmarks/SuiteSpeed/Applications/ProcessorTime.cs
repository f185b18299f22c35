using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace UsageRls.Benchmarks.SuiteSpeed.Applications;

/// <summary>Processor time of this process and of a PostgreSQL server beside it, as Linux counts it.</summary>
/// <param name="postmaster">The server's first process.</param>
internal sealed class ProcessorTime(int postmaster)
{
    // What sysconf(_SC_CLK_TCK) says on every Linux of today.
    private const double TicksPerSecond = 100;

    /// <summary>Finds the server's first process by a connection to it.</summary>
    public static async Task<ProcessorTime> OfServerAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return new((int)Stat((int)(await command.ExecuteScalarAsync())!)[1]);
    }

    /// <summary>Seconds of this process, and of the server with all its processes, those that have ended too.</summary>
    public (double Host, double Server) Read()
    {
        var own = Stat(postmaster);
        var server = own[11] + own[12] + own[13] + own[14];
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            try
            {
                var stat = Stat(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                server += stat[1] == postmaster ? stat[11] + stat[12] : 0;
            }
            catch (IOException)
            {
                // It has ended meanwhile, and counts with the first process.
            }
        }
        using var host = Process.GetCurrentProcess();
        return (host.TotalProcessorTime.TotalSeconds, server / TicksPerSecond);
    }

    // The numbers behind the name: 0 the state, 1 the parent, 11 to 14 user and system time, own and of children that have ended.
    private static double[] Stat(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return
        [
            .. text[(text.LastIndexOf(')') + 2)..]
                .Split(' ')
                .Take(15)
                .Select(n => double.TryParse(n, CultureInfo.InvariantCulture, out var number) ? number : 0),
        ];
    }
}
