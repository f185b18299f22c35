using System.Text.Json.Serialization;

namespace UsageRls.Benchmarks.Report;

/// <summary>How long something took, over the iterations. Milliseconds.</summary>
/// <param name="Median">The median.</param>
/// <param name="Low">The lower quartile.</param>
/// <param name="High">The upper quartile.</param>
public sealed record Times(double Median, double Low, double High);

/// <summary>One side of a comparison: a query's time, and what it touched.</summary>
/// <param name="Fastest">The fastest of the times when owner and caller took turns, in milliseconds.</param>
/// <param name="Times">How long it took, measured by itself.</param>
/// <param name="Allocated">Bytes that the client allocated.</param>
/// <param name="Rows">Rows it gave, or inserted.</param>
/// <param name="RowsTouched">Rows of the table it read.</param>
/// <param name="Buffers">Pages of 8 KiB it asked for.</param>
/// <param name="Indexes">The indexes of the table it read.</param>
/// <param name="SequentialScans">The tables it read from end to end.</param>
/// <param name="Sorts">The sort key.</param>
/// <param name="Plan">The plan.</param>
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

/// <summary>A query under row level security beside the table owner's.</summary>
/// <param name="Key">The key, the same in each run.</param>
/// <param name="Factor">The factor it was measured for: the benchmark's class.</param>
/// <param name="Query">The query's file.</param>
/// <param name="QueryName">Its name for a person.</param>
/// <param name="Caller">The caller.</param>
/// <param name="Events">Rows of the table.</param>
/// <param name="Organizations">Organisations.</param>
/// <param name="Memberships">Memberships.</param>
/// <param name="Policy">The policy form.</param>
/// <param name="Index">The index form.</param>
/// <param name="Owner">As the table owner.</param>
/// <param name="Rls">Under row level security.</param>
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
    // The aim: at most this factor of the owner's time if that is over a millisecond, else at most this many milliseconds more.
    private const double MostTimes = 1.2;
    private const double MostMore = 0.15;
    private const double Short = 1;

    /// <summary>How many times the owner's time.</summary>
    [JsonIgnore]
    public double Ratio => Rls.Fastest / Owner.Fastest;

    /// <summary>Milliseconds more than the owner's time.</summary>
    [JsonIgnore]
    public double More => Rls.Fastest - Owner.Fastest;

    /// <summary>Whether row level security costs no more than it may.</summary>
    [JsonIgnore]
    public bool MeetsAim => Owner.Fastest > Short ? Ratio <= MostTimes : More <= MostMore;
}

/// <summary>One of the suite's own operations.</summary>
/// <param name="Group">The benchmark's class.</param>
/// <param name="Name">The operation.</param>
/// <param name="Times">How long one operation took; null if it was not run.</param>
/// <param name="Ratio">The factor compared with the group's baseline, if it has one.</param>
/// <param name="NotRun">Why it was not run.</param>
public sealed record SpeedRecord(string Group, string Name, Times? Times, double? Ratio, string? NotRun);

/// <summary>The measurements on one server.</summary>
/// <param name="Server">Its version, as 15.18.</param>
/// <param name="Migrations">The migrations: a digest of theirs.</param>
/// <param name="Mode"><c>quick</c> or <c>full</c>.</param>
/// <param name="Machine">The machine.</param>
/// <param name="At">When the last of it was measured.</param>
/// <param name="Speed">The suite's own speed.</param>
/// <param name="Costs">The cost of row level security.</param>
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

    /// <summary>How many cells were compared with it.</summary>
    public int Compared { get; init; }

    /// <summary>The major version.</summary>
    [JsonIgnore]
    public string Major => Server.Split('.')[0];

    /// <summary>These, and of the older ones what was not measured again.</summary>
    public ServerResults Over(ServerResults older) =>
        this with
        {
            Speed = [.. Speed, .. older.Speed.ExceptBy(Speed.Select(s => (s.Group, s.Name)), s => (s.Group, s.Name))],
            Costs = [.. Costs, .. older.Costs.ExceptBy(Costs.Select(c => c.Key), c => c.Key)],
            Worse = [.. Worse, .. older.Worse.ExceptBy(Costs.Select(c => c.Key), r => r.Cell)],
            Compared = Compared + older.Compared,
        };
}
