using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Deployed;

/// <summary>Decides whether a difference of catalogs belongs to the application or to the platform.</summary>
/// <param name="platform">The platform's catalog before the first migration.</param>
/// <param name="migrations">The migrations; a role that only the suite's server has is the application's only if they name it.</param>
/// <param name="owner">The role that runs the migrations.</param>
/// <param name="login">The role that reads the deployed catalog.</param>
internal sealed class Attribution(CatalogSnapshot platform, MigrationSet migrations, string owner, string login)
{
    private static readonly HashSet<string> s_api = new(StringComparer.Ordinal)
    {
        "anon",
        "authenticated",
        "service_role",
        "authenticator",
    };

    private static readonly HashSet<string> s_platformRoles = new(StringComparer.Ordinal)
    {
        "postgres",
        "dashboard_user",
        "pgbouncer",
        "pgsodium_keyholder",
        "pgsodium_keyiduser",
        "pgsodium_keymaker",
        "pgtle_admin",
    };

    // The extensions that a new Supabase project has. Source: Supabase documentation, "Postgres Extensions Overview".
    private static readonly HashSet<string> s_extensions = new(StringComparer.Ordinal)
    {
        "plpgsql",
        "pgcrypto",
        "\"uuid-ossp\"",
        "pg_stat_statements",
        "supabase_vault",
        "pg_graphql",
        "pgjwt",
        "pgsodium",
    };

    // The value of `CatalogItem.Schema` for an item that an extension created. Differences of such items never belong to the application,
    // because the items depend on the extension's version.
    private const string OfExtension = "of an extension";

    /// <summary>Whether a difference belongs to the application.</summary>
    /// <param name="expected">The object that the migrations make; null if they make none.</param>
    /// <param name="deployed">The object in the deployed database; null if there is none.</param>
    public bool IsApplications(CatalogItem? expected, CatalogItem? deployed)
    {
        var item = expected ?? deployed!;
        switch (item.Kind)
        {
            case "role" when item.Schema == "the server":
                return false;
            case "role":
                return s_api.Contains(item.Object) || IsApplicationsRole(item.Object, isDeployed: deployed is not null);
            case "membership":
                var parts = item.Identity.Split(" in ");
                return s_api.Contains(parts[0]) || IsApplicationsRole(parts[0], isDeployed: deployed is not null);
            case "default privilege":
                return item.Object == SqlText.Identifier(owner) && !DatabaseSchema.IsPlatforms(item.Schema);
            case "policy":
                return true;
            case "extension":
                return expected is not null ? !platform.Has(item) : !s_extensions.Contains(item.Object);
        }

        if (item.Schema == OfExtension)
            return false;
        if (expected is not null && !platform.Has(expected))
            return true;
        if (item.Kind.EndsWith(" privilege", StringComparison.Ordinal))
        {
            var grantee = item.Identity[(item.Identity.LastIndexOf(" to ", StringComparison.Ordinal) + 4)..];
            if (grantee != "public" && !s_api.Contains(grantee) && !IsApplicationsRole(grantee, isDeployed: deployed is not null))
                return false;
            // Any other grant in a schema of the platform belongs to the application only if the deployed database has the grant and the
            // migrated database does not, and only on a table that the suite's stand-in also has.
            if (DatabaseSchema.IsPlatforms(item.Schema))
                return item.Kind is "table privilege" or "column privilege" && expected is null && platform.Has("table", item.Object);
        }
        return !DatabaseSchema.IsPlatforms(item.Schema);
    }

    // A role that only the suite's server has belongs to the application only if the migrations name it.
    private bool IsApplicationsRole(string role, bool isDeployed) =>
        !s_platformRoles.Contains(role)
        && !role.StartsWith("supabase_", StringComparison.Ordinal)
        && !role.StartsWith("cli_login_", StringComparison.Ordinal)
        && role != SqlText.Identifier(login)
        && (isDeployed || migrations.Migrations.Any(m => m.Sql.Contains(role.Trim('"'), StringComparison.Ordinal)));
}
