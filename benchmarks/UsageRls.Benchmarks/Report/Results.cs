using System.Text.Json.Serialization;

namespace UsageRls.Benchmarks.Report;

/// <summary>The distribution of an operation's time over all iterations, in milliseconds.</summary>
/// <param name="Median">The median time.</param>
/// <param name="Low">The lower quartile of the times.</param>
/// <param name="High">The upper quartile of the times.</param>
public sealed record Times(double Median, double Low, double High);

/// <summary>
/// One side of a comparison: the time, rows and pages of a query that ran either under row level security or as the table owner.
/// </summary>
/// <param name="Fastest">The fastest time when the owner's and the caller's query alternate, in milliseconds.</param>
/// <param name="Times">The times when the query is measured without alternation.</param>
/// <param name="Allocated">Bytes of memory that the .NET client allocated for the query.</param>
/// <param name="Rows">Rows that the query returned or inserted.</param>
/// <param name="RowsTouched">Rows that the query read in the table of events, including those that it filtered out.</param>
/// <param name="Buffers">Pages of 8 KiB that the query read, from shared buffers or disk.</param>
/// <param name="Indexes">The indexes of the table of events that the query used.</param>
/// <param name="SequentialScans">The tables that the query read by a sequential scan.</param>
/// <param name="Sorts">The sort keys of the plan's sorts; empty if nothing is sorted.</param>
/// <param name="Plan">The query plan as text.</param>
public sealed record Side(
    double Fastest,
    Times Times,
    long Allocated,
    long Rows,
    long RowsTouched,
    long Buffers,
    IReadOnlyList<string> Indexes,
    IReadOnlyList<string> SequentialScans,
    IReadOnlyList<string> Sorts,
    string Plan
);

/// <summary>The cost of a query under row level security, compared with the cost of the table owner's query.</summary>
/// <param name="Key">The key of the combination of query, caller and database; the same in each run.</param>
/// <param name="Factor">The name of the benchmark class, which names what differs from the default, for example the table size.</param>
/// <param name="Query">The id of the query, the name of its file.</param>
/// <param name="QueryName">The name of the query in the report.</param>
/// <param name="Caller">The kind of caller that ran the query.</param>
/// <param name="Events">Number of rows of the table of events.</param>
/// <param name="Organizations">Number of organisations.</param>
/// <param name="Memberships">Number of memberships.</param>
/// <param name="Policy">The name of the policy form.</param>
/// <param name="Index">The name of the index form.</param>
/// <param name="Owner">The measurements as the table owner.</param>
/// <param name="Rls">The measurements under row level security.</param>
public sealed record CostRecord(
    string Key,
    string Factor,
    string Query,
    string QueryName,
    string Caller,
    int Events,
    int Organizations,
    int Memberships,
    string Policy,
    string Index,
    Side Owner,
    Side Rls
)
{
    // The aim for the time under row level security: at most MostTimes times the owner's time if the owner's time is over a millisecond,
    // else at most MostMore milliseconds more than the owner's time.
    private const double MostTimes = 1.2;
    private const double MostMore = 0.15;
    private const double Short = 1;

    /// <summary>The time under row level security divided by the owner's time.</summary>
    [JsonIgnore]
    public double Ratio => Rls.Fastest / Owner.Fastest;

    /// <summary>The time under row level security minus the owner's time, in milliseconds.</summary>
    [JsonIgnore]
    public double More => Rls.Fastest - Owner.Fastest;

    /// <summary>Whether the additional time of row level security is within the aim.</summary>
    [JsonIgnore]
    public bool MeetsAim => Owner.Fastest > Short ? Ratio <= MostTimes : More <= MostMore;
}

/// <summary>The measured speed of one of the suite's own operations.</summary>
/// <param name="Group">The name of the benchmark class.</param>
/// <param name="Name">The name of the operation.</param>
/// <param name="Times">The times of one operation; null if the benchmark failed or was not run.</param>
/// <param name="Ratio">The time as a multiple of the group's baseline; null if the operation or the baseline was not measured.</param>
/// <param name="NotRun">The reason why there are no times; null if there are times.</param>
public sealed record SpeedRecord(string Group, string Name, Times? Times, double? Ratio, string? NotRun);

/// <summary>The results of the benchmarks on one server.</summary>
/// <param name="Server">The server's version, for example 15.18.</param>
/// <param name="Migrations">A digest of the migrations.</param>
/// <param name="Mode">The measuring mode, <c>quick</c> or <c>full</c>.</param>
/// <param name="Machine">A description of the machine: cores, architecture, operating system, .NET version.</param>
/// <param name="At">The time at which the run ended.</param>
/// <param name="Speed">The measured speed of the suite's own operations.</param>
/// <param name="Costs">The measured cost of row level security, one record for each query, caller and kind of database.</param>
public sealed record ServerResults(
    string Server,
    string Migrations,
    string Mode,
    string Machine,
    DateTimeOffset At,
    IReadOnlyList<SpeedRecord> Speed,
    IReadOnlyList<CostRecord> Costs
)
{
    /// <summary>The regressions against the committed baseline.</summary>
    public IReadOnlyList<Regression> Worse { get; init; } = [];

    /// <summary>The number of query costs that were compared with the committed baseline.</summary>
    public int Compared { get; init; }

    /// <summary>The server's major version, for example 15.</summary>
    [JsonIgnore]
    public string Major => Server.Split('.')[0];

    /// <summary>These results, completed with older results for everything that this run did not measure.</summary>
    public ServerResults Over(ServerResults older) =>
        this with
        {
            Speed = [.. Speed, .. older.Speed.ExceptBy(Speed.Select(s => (s.Group, s.Name)), s => (s.Group, s.Name))],
            Costs = [.. Costs, .. older.Costs.ExceptBy(Costs.Select(c => c.Key), c => c.Key)],
            Worse = [.. Worse, .. older.Worse.ExceptBy(Costs.Select(c => c.Key), r => r.Cell)],
            Compared = Compared + older.Compared,
        };
}
