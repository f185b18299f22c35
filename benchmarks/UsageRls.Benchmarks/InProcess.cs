using BenchmarkDotNet.Characteristics;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using BenchmarkDotNet.Toolchains.Results;
using BenchmarkDotNet.Validators;

namespace UsageRls.Benchmarks;

/// <summary>
/// BenchmarkDotNet's in-process toolchain, with a name for the program that there is none of: without one, version 0.14.0
/// falls over when it wants to say that a benchmark threw, and takes everything that was measured with it.
/// </summary>
internal sealed class InProcess : IToolchain, IGenerator
{
    private readonly IToolchain _theirs = InProcessNoEmitToolchain.Instance;

    /// <summary>The only one.</summary>
    public static InProcess Toolchain { get; } = new();

    /// <inheritdoc/>
    public string Name => nameof(InProcess);

    /// <inheritdoc/>
    public IGenerator Generator => this;

    /// <inheritdoc/>
    public IBuilder Builder => _theirs.Builder;

    /// <inheritdoc/>
    public IExecutor Executor => _theirs.Executor;

    /// <inheritdoc/>
    public bool IsInProcess => true;

    /// <inheritdoc/>
    public IEnumerable<ValidationError> Validate(BenchmarkCase benchmarkCase, IResolver resolver) => []; // theirs takes no other toolchain than theirs

    /// <inheritdoc/>
    public GenerateResult GenerateProject(BuildPartition buildPartition, ILogger logger, string rootArtifactsFolderPath) => GenerateResult.Success(ArtifactsPaths.Empty, []);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
