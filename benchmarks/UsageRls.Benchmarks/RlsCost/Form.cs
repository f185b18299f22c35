using System.Reflection;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks.RlsCost;

/// <summary>A form of the policies or indexes: as the migrations create it, or changed by an SQL file of the folder <c>Forms</c>.</summary>
/// <param name="Name">The file's name without its extension.</param>
/// <param name="About">The description from the first line of the file.</param>
/// <param name="Sql">The SQL of the file; empty for the form that the migrations create.</param>
public sealed record Form(string Name, string About, string Sql)
{
    /// <summary>The form that the migrations create, which is the default for policies and indexes.</summary>
    public static Form Migrated { get; } = new("migrated", "as the migrations make it", "");

    /// <summary>The alternative forms of the policies.</summary>
    public static IReadOnlyList<Form> Policies { get; } = Read("Forms/policies/");

    /// <summary>The alternative sets of indexes.</summary>
    public static IReadOnlyList<Form> Indexes { get; } = Read("Forms/indexes/");

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Form[] Read(string folder) =>
        [
            .. Assembly
                .GetExecutingAssembly()
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => (Name: name[folder.Length..^".sql".Length], Sql: EmbeddedSql.Read(Assembly.GetExecutingAssembly(), name)))
                .Select(file => new Form(file.Name, file.Sql.Split('\n')[0].TrimStart('-', ' '), file.Sql)),
        ];
}
