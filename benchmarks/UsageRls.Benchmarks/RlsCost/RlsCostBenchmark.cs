using BenchmarkDotNet.Attributes;
using UsageRls.Benchmarks.Setup;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>
/// Compares a query under row level security with the table owner's query, which has the membership condition written out.
/// </summary>
/// <param name="cells">The combinations of database, query and caller to measure.</param>
[BenchmarkCategory("Rls")]
[Config(typeof(QueryTimes))]
public abstract class RlsCostBenchmark(IEnumerable<CostCell> cells)
{
    private static readonly TimeSpan s_budget = TimeSpan.FromMilliseconds(RunOptions.IsQuick ? 40 : 250);

    private QuerySession _session = null!;

    /// <summary>The combination of database, query and caller that is measured.</summary>
    [ParamsSource(nameof(Source))]
    public CostCell Cell { get; set; } = null!;

    /// <summary>All combinations that this benchmark class measures.</summary>
    public IEnumerable<CostCell> Source => cells;

    [Benchmark(Baseline = true)]
    public Task<int> Table_owner() => _session.ReadAsync();

    [Benchmark]
    public Task<int> Under_rls() => _session.ReadAsync();

    [GlobalSetup(Target = nameof(Table_owner))]
    public async Task OpenAsOwnerAsync() => _session = await QuerySession.OpenAsync(Cell, asOwner: true);

    [GlobalSetup(Target = nameof(Under_rls))]
    public async Task OpenAsCallerAsync()
    {
        await InTurns.MeasureAsync(Cell, s_budget);
        _session = await QuerySession.OpenAsync(Cell, asOwner: false);
    }

    [GlobalCleanup]
    public async Task CloseAsync() => await _session.DisposeAsync();
}

/// <summary>Measures every query by every caller, except inserts by the stranger, at the default size.</summary>
public class ByQueryAndCaller() : RlsCostBenchmark(CostCells.Everything);

/// <summary>Measures the queries on smaller and larger tables.</summary>
public class ByTableSize() : RlsCostBenchmark(CostCells.Sizes);

/// <summary>Measures the queries with more organisations, and with more memberships.</summary>
public class ByTenants() : RlsCostBenchmark(CostCells.Tenants);

/// <summary>Measures the queries with alternative forms of the policies.</summary>
public class ByPolicyForm() : RlsCostBenchmark(CostCells.Policies);

/// <summary>Measures the queries with alternative sets of indexes.</summary>
public class ByIndexForm() : RlsCostBenchmark(CostCells.Indexes);
