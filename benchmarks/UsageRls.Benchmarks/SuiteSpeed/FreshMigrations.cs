using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks.SuiteSpeed;

/// <summary>Creates migrations for which no server has a template yet, by adding a comment to the last file.</summary>
internal static class FreshMigrations
{
    /// <summary>Migrations with the same effect as the given ones, but a new hash.</summary>
    public static MigrationSet Create(MigrationSet migrations)
    {
        var (last, before) = (migrations.Migrations[^1], migrations.Migrations.SkipLast(1));
        return migrations with { Migrations = [.. before, Migration.Create(last.FileName, $"{last.Sql}\n-- {Guid.NewGuid()}\n")] };
    }
}
