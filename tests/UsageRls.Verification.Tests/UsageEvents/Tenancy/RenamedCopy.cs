using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.UsageEvents.Tenancy;

/// <summary>The project's migrations with renamed tables and columns.</summary>
/// <param name="Names">The original names and their new names, not quoted; empty for the original.</param>
internal sealed partial record RenamedCopy(IReadOnlyDictionary<string, string> Names)
{
    /// <summary>The original, without renamed objects.</summary>
    public static RenamedCopy Original { get; } = new(new Dictionary<string, string>());

    /// <summary>A copy with names that need no quotes.</summary>
    public static RenamedCopy Plain { get; } =
        new(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["usage_events"] = "usage_log",
                ["org_id"] = "tenant_id",
                ["org"] = "tenant",
                ["org_members"] = "tenant_members",
                ["organizations"] = "tenants",
                // Names of constraints and indexes that PostgreSQL derives from the names above.
                ["usage_events_org_id_fkey"] = "usage_log_tenant_id_fkey",
                ["organizations_founded_by_fkey"] = "tenants_founded_by_fkey",
                ["invoices_org_id_fkey"] = "invoices_tenant_id_fkey",
                ["invoices_org_id_idx"] = "invoices_tenant_id_idx",
            }
        );

    /// <summary>A copy with names that contain capitals, spaces and quotes.</summary>
    public static RenamedCopy Odd { get; } =
        new(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["usage_events"] = "Usage \"Events\" 2",
                ["org_id"] = "Tenant Id",
                ["org_members"] = "Tenant 'Members'",
                ["organizations"] = "Tenants",
            }
        );

    /// <summary>Returns the name of an object of the original in this copy, not quoted.</summary>
    public string Name(string name) => Names.GetValueOrDefault(name, name);

    /// <summary>Returns SQL for the original, with the original's names replaced by the names of this copy.</summary>
    public string Sql(string sql) => new RenamedSql(Names).Of(sql);

    /// <summary>Returns a text, such as a finding, with the original's names replaced; for copies whose names need no quotes.</summary>
    public string Text(string text) => Word().Replace(text, word => Name(word.Value));

    /// <summary>Creates a database with the migrations of this copy.</summary>
    public Task<TestDatabase> MigratedAsync() =>
        Laboratory.MigratedAsync(
            Names.Count == 0
                ? Laboratory.Own.Migrations
                :
                [
                    Migration.Create(
                        "20241129090000_tenants.sql",
                        Sql(EmbeddedSql.Read(typeof(TestDatabase).Assembly, "UsageEvents/organizations.sql"))
                    ),
                    .. Laboratory.Own.Migrations.Select(m => Migration.Create(m.FileName, Sql(m.Sql))),
                ],
            GrantBaseline.Explicit
        );

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
