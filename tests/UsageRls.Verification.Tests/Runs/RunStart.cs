using UsageRls.Fixtures;

namespace UsageRls.Verification.Tests.Runs;

/// <summary>The settings with which a run of the main job is started.</summary>
/// <param name="Filter">The test filter; empty for all checks.</param>
public sealed record RunStart(string Filter = "")
{
    /// <summary>Variables in addition to this process' environment; null removes a variable.</summary>
    public IReadOnlyList<(string Name, string? Value)> Environment { get; init; } = [];

    /// <summary>A program with arguments that starts the run, such as <c>unshare</c>, which creates a new Linux namespace.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>The path of the main job's assembly, which is built next to this assembly in the same configuration.</summary>
    public string Assembly { get; init; } =
        Path.Combine(
            AppContext.BaseDirectory.Replace("UsageRls.Verification.Tests", "UsageRls.Tests", StringComparison.Ordinal),
            "UsageRls.Tests.dll"
        );

    /// <summary>Additional command line options, such as loggers.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>
    /// Returns the settings of the same run, started as <c>dotnet test tests/UsageRls.Tests</c>, which runs the assembly through MSBuild.
    /// </summary>
    public RunStart OfTheProject() =>
        this with
        {
            Assembly = ProjectRoot.At("tests/UsageRls.Tests"),
            Options = [.. Options, "--no-build", "--configuration", Directory.GetParent(Assembly)!.Parent!.Name],
        };

    /// <summary>Returns the settings of the same run, with the console output of <c>dotnet test tests/UsageRls.Tests</c>.</summary>
    public RunStart AsPeopleSeeIt() => this with { Options = ["--logger", "usage-rls", "--logger", "console;verbosity=quiet"] };

    /// <summary>The command line after the assembly, with the project's own settings file.</summary>
    public IReadOnlyList<string> Arguments =>
        [
            "--settings",
            ProjectRoot.At("tests/UsageRls.Tests/.runsettings"),
            .. Filter == "" ? (string[])[] : ["--filter", Filter],
            .. Options,
        ];

    /// <summary>Returns the settings of the same run, with additional environment variables.</summary>
    public RunStart With(params (string Name, string? Value)[] variables) => this with { Environment = [.. Environment, .. variables] };
}
