using System.CommandLine;

namespace UsageRls.Tool;

/// <summary>The command <c>usage-rls verify DIR</c>: the options, except <c>--filter</c>, set environment variables of the suite.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string> s_migrations = new("DIR")
    {
        Description = "The migrations to verify: their folder, the supabase folder above it, or one file.",
    };

    private static readonly Option<string?> s_filter = new("--filter")
    {
        Description = "The checks to run, as a filter of dotnet test. TestCategory=Static runs only the static checks.",
    };

    private static readonly SuiteOption[] s_options =
    [
        new("--accepted", "USAGE_RLS_ACCEPTED", "The folder of accepted files; by default usage-rls beside the migrations.", IsPath: true),
        new(
            "--postgres",
            "USAGE_RLS_POSTGRES",
            "The PostgreSQL server: container[:IMAGE], installed[:BIN_DIR], embedded[:15|17|18], or a connection string."
        ),
        new("--grants", "USAGE_RLS_GRANTS", "The grants that the project starts from: legacy, explicit or both."),
        new("--deployed", "USAGE_RLS_DEPLOYED", "The connection string of a deployed database to compare; only its catalog is read."),
        new("--evidence", "USAGE_RLS_EVIDENCE", "The folder for the evidence; by default artifacts/evidence.", IsPath: true),
    ];

    /// <summary>Builds the command line parser.</summary>
    public static RootCommand Root()
    {
        var verify = new Command("verify", "Verifies row level security of the migrations in a folder.") { s_migrations, s_filter };
        foreach (var option in s_options)
            verify.Add(option.Option);
        verify.SetAction((parsed, _) => SuiteRun.ToTheEndAsync(Variables(parsed), parsed.GetValue(s_filter)));
        return new RootCommand("Verifies that no tenant can reach another tenant's rows.") { verify };
    }

    private static Dictionary<string, string> Variables(ParseResult parsed)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["USAGE_RLS_ROOT"] = Environment.CurrentDirectory,
            ["USAGE_RLS_MIGRATIONS"] = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetRequiredValue(s_migrations))),
        };
        foreach (var option in s_options)
        {
            if (parsed.GetValue(option.Option) is { } value)
                variables[option.Variable] = option.IsPath ? Path.GetFullPath(value) : value;
        }
        return variables;
    }

    private sealed record SuiteOption(string Name, string Variable, string Description, bool IsPath = false)
    {
        public Option<string?> Option { get; } = new(Name) { Description = Description };
    }
}
