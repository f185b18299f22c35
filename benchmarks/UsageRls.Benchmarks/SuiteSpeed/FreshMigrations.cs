using UsageRls.Fixtures.Databases;

namespace UsageRls.Benchmarks.SuiteSpeed;

/// <summary>Migrations that no server has a template of yet: the same, but for a comment.</summary>
internal static class FreshMigrations
{
    /// <summary>Migrations with the same effect as the given ones.</summary>
    public static MigrationSet Of(MigrationSet migrations)
    {
        var (last, before) = (migrations.Migrations[^1], migrations.Migrations.SkipLast(1));
        return migrations with { Migrations = [.. before, Migration.Of(last.FileName, $"{last.Sql}\n-- {Guid.NewGuid()}\n")] };
    }
}
