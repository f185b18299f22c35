using System.Text.Json.Nodes;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Builds the claims of callers' tokens, both true and forged claims.</summary>
internal static class CallerClaims
{
    /// <summary>Adds the claims that name a person's tenants, if the application reads tenants from claims.</summary>
    public static void AddTenants(JsonObject claims, Population population, Person person)
    {
        foreach (var (tenant, _) in population.Members.Where(m => m.Value.Contains(person)))
        {
            if (population.Application.Models.FirstOrDefault(m => m.Tenants == tenant.Tenants)?.Claim is { } claim)
                Put(claims, claim, tenant.Key);
        }
    }

    /// <summary>
    /// Adds forged claims where a user can write them: in <c>user_metadata</c>, including a tenant claim that the application reads there.
    /// </summary>
    public static void AddForged(JsonObject claims, Population population)
    {
        claims["user_metadata"] = Forged(population);
        foreach (var tenants in population.Tenants)
        {
            if (tenants.Key.Claim is { Path: ["user_metadata", ..] } claim)
                Put(claims, claim, tenants.First()[tenants.Key.Key]!);
        }
    }

    private static void Put(JsonObject claims, TenantClaim claim, string tenant)
    {
        var at = claims;
        foreach (var name in claim.Path.SkipLast(1))
            at = (JsonObject)(at[name] ??= new JsonObject());
        at[claim.Path[^1]] = claim.IsList ? new JsonArray(tenant) : JsonValue.Create(tenant);
    }

    /// <summary>
    /// Builds claims that an application might trust; they name the first tenant of each tenancy, and the most privileged member of one of
    /// these tenants.
    /// </summary>
    public static JsonObject Forged(Population population)
    {
        var forged = new JsonObject
        {
            ["role"] = "service_role",
            ["x-role"] = "service_role",
            ["is_admin"] = true,
            ["admin"] = true,
        };
        foreach (var tenants in population.Tenants)
        {
            var (model, tenant) = (tenants.Key, tenants.First()[tenants.Key.Key]!);
            var column = model.Members?.Tenant ?? model.Key;
            forged[column] = tenant;
            forged[$"{column}s"] = new JsonArray(tenant);
            forged[$"x-{column.Replace('_', '-')}"] = tenant;
            if (population.Members[(model.Tenants, tenant)] is [var member, ..])
            {
                forged["user_id"] = member.Id.ToString();
                forged["sub"] = member.Id.ToString();
                forged["x-user-id"] = member.Id.ToString();
            }
        }
        return forged;
    }
}
