using UsageRls.Fixtures;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>How a run is started.</summary>
/// <param name="Filter">Which checks; empty for all.</param>
public sealed record RunStart(string Filter = "")
{
    /// <summary>Variables on top of this process' own; null takes one away.</summary>
    public IReadOnlyList<(string Name, string? Value)> Environment { get; init; } = [];

    /// <summary>A program, and its arguments, that starts the run in surroundings of its own.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>The main job's assembly: built beside this one, in the same configuration.</summary>
    public string Assembly { get; init; } =
        Path.Combine(
            AppContext.BaseDirectory.Replace("UsageRls.Verification.Tests", "UsageRls.Tests", StringComparison.Ordinal),
            "UsageRls.Tests.dll"
        );

    /// <summary>Options of the command line: loggers, say.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The same by <c>dotnet test tests/UsageRls.Tests</c>, which goes through the build system to the assembly.</summary>
    public RunStart OfTheProject() =>
        this with
        {
            Assembly = ProjectRoot.At("tests/UsageRls.Tests"),
            Options = [.. Options, "--no-build", "--configuration", Directory.GetParent(Assembly)!.Parent!.Name],
        };

    /// <summary>The same with the console that <c>dotnet test tests/UsageRls.Tests</c> has.</summary>
    public RunStart AsPeopleSeeIt() => this with { Options = ["--logger", "usage-rls", "--logger", "console;verbosity=quiet"] };

    /// <summary>What follows the assembly on the command line: the settings are those that the project itself brings.</summary>
    public IReadOnlyList<string> Arguments =>
        [
            "--settings",
            ProjectRoot.At("tests/UsageRls.Tests/.runsettings"),
            .. Filter == "" ? (string[])[] : ["--filter", Filter],
            .. Options,
        ];

    /// <summary>The same with variables.</summary>
    public RunStart With(params (string Name, string? Value)[] variables) => this with { Environment = [.. Environment, .. variables] };
}
