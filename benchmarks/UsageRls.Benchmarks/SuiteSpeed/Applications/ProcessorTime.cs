using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace UsageRls.Benchmarks.SuiteSpeed.Applications;

/// <summary>Reads from <c>/proc</c> the processor time of this process and of a PostgreSQL server on the same machine.</summary>
/// <param name="postmaster">The process id of the postmaster.</param>
internal sealed class ProcessorTime(int postmaster)
{
    // The value of sysconf(_SC_CLK_TCK) on all current Linux systems.
    private const double TicksPerSecond = 100;

    /// <summary>Finds the postmaster as the parent of a connection's server process.</summary>
    public static async Task<ProcessorTime> OfServerAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return new((int)Stat((int)(await command.ExecuteScalarAsync())!)[1]);
    }

    /// <summary>The processor seconds of this process, and of all processes of the server, including those that have ended.</summary>
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
                // The process ended after the postmaster's times were read, so this reading lacks its time.
            }
        }
        using var host = Process.GetCurrentProcess();
        return (host.TotalProcessorTime.TotalSeconds, server / TicksPerSecond);
    }

    // The fields of /proc/PID/stat after the process name: 0 is the state, 1 the parent, 11 and 12 the own user and system time, 13 and 14
    // those of ended children.
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
