using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Deployed;

/// <summary>Tells what belongs to an application from what belongs to the platform it is on.</summary>
/// <param name="platform">The platform's catalog before the first migration.</param>
/// <param name="migrations">The migrations: what they name is the application's.</param>
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

    // Source: Supabase documentation, "Postgres Extensions Overview": what a new project has.
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

    // What an extension brings is compared as the extension: its members are its version's.
    private const string OfExtension = "of an extension";

    /// <summary>Whether a difference is one of the application.</summary>
    /// <param name="expected">The migrations' object; null if they make none.</param>
    /// <param name="deployed">The deployed object; null if there is none.</param>
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
            // On a table that the platform is known to have somebody granted what the platform does not.
            if (DatabaseSchema.IsPlatforms(item.Schema))
                return item.Kind is "table privilege" or "column privilege" && expected is null && platform.Has("table", item.Object);
        }
        return !DatabaseSchema.IsPlatforms(item.Schema);
    }

    // Objects that only the verifying server has, such as its login, count as a difference only if the migrations name them.
    private bool IsApplicationsRole(string role, bool isDeployed) =>
        !s_platformRoles.Contains(role)
        && !role.StartsWith("supabase_", StringComparison.Ordinal)
        && !role.StartsWith("cli_login_", StringComparison.Ordinal)
        && role != SqlText.Identifier(login)
        && (isDeployed || migrations.Migrations.Any(m => m.Sql.Contains(role.Trim('"'), StringComparison.Ordinal)));
}
