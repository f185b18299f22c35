using System.Reflection;
using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Lints;

/// <summary>A query of the catalog that finds one kind of defect.</summary>
/// <param name="Id">The name of the lint's file without <c>.sql</c>, for example <c>0001_rls_disabled</c>.</param>
/// <param name="Sql">
/// The query. Each row is a finding, with the text columns <c>id</c>, <c>severity</c>, <c>object</c>, <c>detail</c>, <c>remedy</c>.
/// </param>
public sealed partial record Lint(string Id, string Sql)
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

    /// <summary>The statements that create the temporary tables, views and functions that describe the application's objects.</summary>
    internal static IReadOnlyList<string> Catalog { get; } = Statements("scope.sql");

    /// <summary>The statements that evaluate the application's policies on made-up rows. They run after <see cref="Catalog"/>.</summary>
    internal static IReadOnlyList<string> MadeUp { get; } = Statements("made_up.sql");

    /// <summary>Whether the query reads what the statements of <see cref="MadeUp"/> create.</summary>
    internal bool ReadsMadeUp => s_madeUp.Value.Any(name => Sql.Contains(name, StringComparison.Ordinal));

    private static readonly Lazy<string[]> s_madeUp = new(() =>
        [.. MadeUp.SelectMany(sql => Created().Matches(sql).Select(m => m.Groups["name"].Value))]
    );

    [GeneratedRegex(@"create (temp table|temp view|function) (pg_temp\.)?(?<name>\w+)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Created();

    private static IReadOnlyList<string> Statements(string file) =>
        [.. SqlScript.Split(EmbeddedSql.Read(s_assembly, Folder + file)).Select(s => s.Text)];

    /// <inheritdoc/>
    public override string ToString() => Id;
}
