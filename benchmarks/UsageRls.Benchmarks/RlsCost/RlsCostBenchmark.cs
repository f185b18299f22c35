using BenchmarkDotNet.Attributes;
using UsageRls.Benchmarks.Setup;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>A query under row level security, and beside it the table owner's with the membership written out.</summary>
/// <param name="cells">The factor's cells.</param>
[BenchmarkCategory("Rls")]
[Config(typeof(QueryTimes))]
public abstract class RlsCostBenchmark(IEnumerable<CostCell> cells)
{
    private static readonly TimeSpan s_budget = TimeSpan.FromMilliseconds(RunOptions.IsQuick ? 40 : 250);

    private QuerySession _session = null!;

    /// <summary>What is measured.</summary>
    [ParamsSource(nameof(Source))]
    public CostCell Cell { get; set; } = null!;

    /// <summary>Every cell.</summary>
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

/// <summary>Every query by every caller, at the default.</summary>
public class ByQueryAndCaller() : RlsCostBenchmark(CostCells.Everything);

/// <summary>The same queries on a smaller and a larger table.</summary>
public class ByTableSize() : RlsCostBenchmark(CostCells.Sizes);

/// <summary>With more organisations, and with more memberships.</summary>
public class ByTenants() : RlsCostBenchmark(CostCells.Tenants);

/// <summary>With the policies written another way.</summary>
public class ByPolicyForm() : RlsCostBenchmark(CostCells.Policies);

/// <summary>With other indexes.</summary>
public class ByIndexForm() : RlsCostBenchmark(CostCells.Indexes);
