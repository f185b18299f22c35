using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Deployed;

/// <summary>The deployed database's own history of migrations, compared with the files.</summary>
/// <param name="Applied">The migration files that the history contains.</param>
/// <param name="Missing">The migration files that the history does not contain.</param>
/// <param name="Unknown">The entries of the history that have no file.</param>
/// <param name="Absent">Why there is no history to compare; empty if there is a history.</param>
/// <remarks>
/// Source: Supabase CLI, "Database Migrations": the digits at the start of a migration's file name are the migration's
/// version in <c>supabase_migrations.schema_migrations</c>.
/// </remarks>
public sealed record MigrationHistory(
    IReadOnlyList<string> Applied,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Unknown,
    string Absent
)
{
    private const int Shown = 3;

    /// <summary>The result of the comparison, in a sentence.</summary>
    public string Sentence =>
        Absent != ""
            ? $"The migrations' history is not compared: {Absent}."
            : $"By its own history {(Applied.Count == 1 ? "1 migration is" : $"{Applied.Count} migrations are")} applied"
                + (Missing.Count == 0 ? ", none is missing" : $", {Missing.Count} missing ({Named(Missing)})")
                + (Unknown.Count == 0 ? "." : $", {Unknown.Count} without a migration file ({Named(Unknown)}).");

    private static string Named(IReadOnlyList<string> migrations) =>
        $"{string.Join(", ", migrations.Take(Shown))}{(migrations.Count > Shown ? $" and {migrations.Count - Shown} more" : "")}";

    internal static MigrationHistory From(CatalogSnapshot deployed, MigrationSet migrations)
    {
        if (deployed.History is not { } history)
            return new([], [], [], deployed.WithoutHistory);
        var files = migrations.Migrations.ToDictionary(m => m.FileName.Split('_')[0], m => m.FileName, StringComparer.Ordinal);
        var versions = history.Select(h => h.Version).ToHashSet(StringComparer.Ordinal);
        return new(
            [.. files.Where(f => versions.Contains(f.Key)).Select(f => f.Value)],
            [.. files.Where(f => !versions.Contains(f.Key)).Select(f => f.Value)],
            [.. history.Where(h => !files.ContainsKey(h.Version)).Select(h => h.Name == "" ? h.Version : $"{h.Version}_{h.Name}")],
            ""
        );
    }
}
