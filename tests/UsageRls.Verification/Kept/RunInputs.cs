using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Kept;

/// <summary>Everything that decides the results of a run on one grant baseline: several digests, the seed and the day.</summary>
/// <remarks>
/// The platform's stand-in, the grant baselines and the statement paths are in the suite's assemblies, so <see cref="Engine"/> covers them.
/// The exceptions, the accepted matrix and the accepted timelines are not inputs: a run compares its results with them, even kept ones.
/// </remarks>
public sealed record RunInputs
{
    private static readonly string s_server = EmbeddedSql.Read("Kept/server.sql");

    // Variables that change neither a result nor a message about it.
    private static readonly HashSet<string> s_without =
    [
        KeptResults.FreshVariable,
        Shard.Variable,
        Shard.FolderVariable,
        "USAGE_RLS_CHROMIUM",
        "USAGE_RLS_EVIDENCE",
        "USAGE_RLS_KEEP",
    ];

    // The suite's own variables, and those that Npgsql, PostgreSQL, .NET, the C library or libfaketime read.
    private static readonly string[] s_prefixes = ["USAGE_RLS_", "PG", "DOTNET_", "LC_", "FAKETIME"];

    private static readonly string[] s_names = ["LANG", "LD_PRELOAD", "TZ"];

    /// <summary>The digest of the suite's loaded assemblies, the versions of all packages, and the version of .NET.</summary>
    public required string Engine { get; init; }

    /// <summary>The digest of the server's version, settings, collations and extensions, and of the machine's architecture.</summary>
    public required string Server { get; init; }

    /// <summary>
    /// The digest of the SQL of the platform, the migrations and <c>roles.sql</c>, the grant baseline, the stand-ins, and the settings that
    /// migrations make for the database and for roles.
    /// </summary>
    public required string Sql { get; init; }

    /// <summary>The digest of the intent file's text; <c>none</c> if there is no file.</summary>
    public required string Intent { get; init; }

    /// <summary>The digest of the environment variables that may change a result.</summary>
    public required string Variables { get; init; }

    /// <summary>The seed of the random worlds.</summary>
    public required string Seed { get; init; }

    /// <summary>The day in UTC: policies may read the clock, so no result is used on another day.</summary>
    public required string Day { get; init; }

    /// <summary>Reads the inputs; null if something that cannot be read decides the results, so that no result may be kept.</summary>
    /// <param name="template">The migrated template.</param>
    /// <param name="intent">The text of the intent file as it was read; null if there is none.</param>
    /// <param name="seed">The seed of the random worlds.</param>
    /// <param name="checks">The assembly with the checks that use the engine.</param>
    /// <param name="cancellation">Cancels the query.</param>
    public static async Task<RunInputs?> ReadAsync(
        Template template,
        string? intent,
        int seed,
        Assembly checks,
        CancellationToken cancellation = default
    )
    {
        var engine = ReadEngine(checks);
        // A server that the run did not start, or a platform that is copied from an image, may contain more than these inputs describe.
        if (!template.Server.Server.IsThrowaway || template.StandIns.Any(s => s.Name == "platform") || engine == "")
            return null;
        return new RunInputs
        {
            Engine = engine,
            Server = await ReadServerAsync(template, cancellation),
            Sql = ReadSql(template),
            Intent = intent is null ? "none" : Digest.Compute([intent]),
            Variables = ReadVariables(Environment.GetEnvironmentVariables()),
            Seed = seed.ToString(CultureInfo.InvariantCulture),
            Day = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Returns the key of a stage's result: the digest of the stage's name and everything that decides the result.</summary>
    /// <param name="stage">The name of the stage, with its parameters.</param>
    /// <param name="more">Further texts that decide the result, beside these inputs.</param>
    public string Key(string stage, params IEnumerable<string> more) =>
        Digest.Compute([stage, Engine, Server, Sql, Intent, Variables, Seed, Day, .. more]);

    /// <summary>
    /// Describes the first difference between these inputs and others, for example <c>another seed</c>; null if there is none.
    /// </summary>
    public string? DifferenceTo(RunInputs other) =>
        Day != other.Day ? "another date (UTC)"
        : Seed != other.Seed ? "another seed"
        : Sql != other.Sql ? "other migrations"
        : Intent != other.Intent ? "another intent file"
        : Engine != other.Engine ? "another build of the suite"
        : Server != other.Server ? "another server version, or other settings, collations or extensions"
        : Variables != other.Variables
            ? $"other environment variables ({string.Join(", ", s_prefixes.Select(p => $"{p}…").Concat(s_names))})"
        : null;

    internal static string ReadVariables(IDictionary variables) =>
        Digest.Compute(
            variables
                .Keys.Cast<string>()
                .Where(name =>
                    !s_without.Contains(name)
                    && (s_names.Contains(name, StringComparer.Ordinal) || s_prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
                )
                .Order(StringComparer.Ordinal)
                .Select(name => $"{name}={variables[name]}")
        );

    // The template's name contains a hash of the server's version, of the owner, and of the SQL of the platform, the extensions, the grant
    // baseline and the migrations.
    private static string ReadSql(Template template) =>
        Digest.Compute([
            template.DatabaseName,
            template.Baseline.ToString(),
            .. Files(template.Migrations).SelectMany(m => (string[])[m.FileName, m.Sql]),
            .. template.StandIns.Select(s => s.ToString()),
            .. template.Settings.Select(s => s.ToString()),
        ]);

    internal static IEnumerable<Migration> Files(MigrationSet migrations) =>
        migrations.Roles is { } roles ? migrations.Migrations.Prepend(roles) : migrations.Migrations;

    private static async Task<string> ReadServerAsync(Template template, CancellationToken cancellation)
    {
        await using var connection = new Npgsql.NpgsqlConnection(template.Server.Server.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var command = new Npgsql.NpgsqlCommand(s_server, connection);
        return Digest.Compute([(string)(await command.ExecuteScalarAsync(cancellation))!, RuntimeInformation.OSArchitecture.ToString()]);
    }

    // Returns an empty text if the list of packages is missing. The version id of a module is a hash of the content of the loaded assembly,
    // even if a later build has replaced the assembly's file.
    private static string ReadEngine(Assembly checks)
    {
        string[] packages = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "UsageRls.*.deps.json").Order(StringComparer.Ordinal)];
        Assembly[] assemblies = [typeof(Template).Assembly, typeof(RunInputs).Assembly, checks];
        return packages.Length == 0
            ? ""
            : Digest.Compute([
                Environment.Version.ToString(),
                .. assemblies.Select(a => a.ManifestModule.ModuleVersionId.ToString()),
                .. packages.Select(Digest.OfFile),
            ]);
    }
}
