using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.UsageEvents.Tenancy;

/// <summary>The project's migrations under other names.</summary>
/// <param name="Names">The names, and what they become, not quoted; none for the original.</param>
internal sealed partial record RenamedCopy(IReadOnlyDictionary<string, string> Names)
{
    /// <summary>The original.</summary>
    public static RenamedCopy Original { get; } = new(new Dictionary<string, string>());

    /// <summary>Names that need no quotes.</summary>
    public static RenamedCopy Plain { get; } =
        new(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["usage_events"] = "usage_log",
                ["org_id"] = "tenant_id",
                ["org"] = "tenant",
                ["org_members"] = "tenant_members",
                ["organizations"] = "tenants",
                // Names that PostgreSQL makes of these.
                ["usage_events_org_id_fkey"] = "usage_log_tenant_id_fkey",
                ["organizations_founded_by_fkey"] = "tenants_founded_by_fkey",
                ["invoices_org_id_fkey"] = "invoices_tenant_id_fkey",
                ["invoices_org_id_idx"] = "invoices_tenant_id_idx",
            }
        );

    /// <summary>Names with capitals, spaces and quotes.</summary>
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

    /// <summary>A name of the original in this copy, not quoted.</summary>
    public string Name(string name) => Names.GetValueOrDefault(name, name);

    /// <summary>SQL of the original for this copy.</summary>
    public string Sql(string sql) => new RenamedSql(Names).Of(sql);

    /// <summary>A text that names objects of the original, as a finding does, for a copy whose names need no quotes.</summary>
    public string Text(string text) => Word().Replace(text, word => Name(word.Value));

    /// <summary>A database after the migrations of this copy.</summary>
    public Task<TestDatabase> MigratedAsync() =>
        Laboratory.MigratedAsync(
            Names.Count == 0
                ? Laboratory.Own.Migrations
                :
                [
                    Migration.Of(
                        "20241129090000_tenants.sql",
                        Sql(EmbeddedSql.Read(typeof(TestDatabase).Assembly, "UsageEvents/organizations.sql"))
                    ),
                    .. Laboratory.Own.Migrations.Select(m => Migration.Of(m.FileName, Sql(m.Sql))),
                ],
            GrantBaseline.Explicit
        );

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
