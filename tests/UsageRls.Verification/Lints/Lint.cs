using System.Reflection;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Lints;

/// <summary>A query of the catalog that finds one kind of defect.</summary>
/// <param name="Id">The name of the lint's file without <c>.sql</c>, for example <c>0001_rls_disabled</c>.</param>
/// <param name="Sql">
/// The query. Each row is a finding, with the text columns <c>id</c>, <c>severity</c>, <c>object</c>, <c>detail</c>, <c>remedy</c>.
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

    /// <summary>
    /// The statements that create the temporary tables, views and functions that lints use: the tables contain the application's objects,
    /// and the results of its policies on made-up rows.
    /// </summary>
    internal static IReadOnlyList<string> Scope { get; } =
    [
        .. new[] { "scope.sql", "made_up.sql" }
            .SelectMany(file => SqlScript.Split(EmbeddedSql.Read(s_assembly, Folder + file)))
            .Select(s => s.Text),
    ];

    /// <inheritdoc/>
    public override string ToString() => Id;
}
