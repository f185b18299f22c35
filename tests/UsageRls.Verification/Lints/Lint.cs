using System.Reflection;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Lints;

/// <summary>A query that finds one smell in the catalog.</summary>
/// <param name="Id">The file's name without its ending: <c>0001_rls_disabled</c>.</param>
/// <param name="Sql">
/// The query: text columns <c>id</c>, <c>severity</c>, <c>object</c>, <c>detail</c>, <c>remedy</c>; a row is a finding.
/// </param>
public sealed record Lint(string Id, string Sql)
{
    private const string Folder = "Lints/";
    private static readonly Assembly s_assembly = typeof(Lint).Assembly;

    /// <summary>Every lint, in the order of their numbers.</summary>
    public static IReadOnlyList<Lint> All { get; } =
    [
        .. s_assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && char.IsAsciiDigit(name[Folder.Length]))
            .Order(StringComparer.Ordinal)
            .Select(name => new Lint(name[Folder.Length..^".sql".Length], EmbeddedSql.Read(s_assembly, name))),
    ];

    /// <summary>The tables that all lints read: the application's objects, and its policies tried on made-up rows.</summary>
    internal static IReadOnlyList<string> Scope { get; } =
    [
        .. new[] { "scope.sql", "made_up.sql" }
            .SelectMany(file => SqlScript.Split(EmbeddedSql.Read(s_assembly, Folder + file)))
            .Select(s => s.Text),
    ];

    /// <inheritdoc/>
    public override string ToString() => Id;
}
