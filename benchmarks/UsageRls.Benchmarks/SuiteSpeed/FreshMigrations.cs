using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks.SuiteSpeed;

/// <summary>Migrations for which no server has a template yet: the same files with another comment.</summary>
internal static class FreshMigrations
{
    /// <summary>Migrations with the same effect as the given ones.</summary>
    public static MigrationSet Of(MigrationSet migrations)
    {
        var (last, before) = (migrations.Migrations[^1], migrations.Migrations.SkipLast(1));
        return migrations with { Migrations = [.. before, Migration.Of(last.FileName, $"{last.Sql}\n-- {Guid.NewGuid()}\n")] };
    }
}
