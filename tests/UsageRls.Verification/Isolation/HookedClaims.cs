using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Lets the application's access token hook write the claims of people's tokens, as Supabase Auth does at each sign-in.</summary>
internal static class HookedClaims
{
    /// <summary>
    /// Returns the claims of each person's token. Returns nothing if the application reads no tenant from claims, or if it has not exactly
    /// one access token hook, or if that hook gives no member the claim that names the tenant.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, JsonObject>> ReadAsync(
        NpgsqlConnection connection,
        Population population,
        CancellationToken cancellation
    )
    {
        TenantClaim[] tenants = [.. population.Application.Models.Select(m => m.Claim).OfType<TenantClaim>()];
        if (tenants.Length == 0 || await HooksAsync(connection, cancellation) is not [var hook])
            return new Dictionary<Guid, JsonObject>();
        var events = population.People.Select(p => Event(p).ToJsonString()).ToArray();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(EmbeddedSql.Read("Isolation/token_claims.sql")),
                new NpgsqlBatchCommand("select claims::text from pg_temp.usage_rls_claims($1, $2) as claims")
                {
                    Parameters =
                    {
                        new() { Value = hook.Sql },
                        new() { Value = events, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                    },
                },
            },
        };
        var claims = new Dictionary<Guid, JsonObject>();
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        foreach (var person in population.People)
        {
            if (await reader.ReadAsync(cancellation) && !reader.IsDBNull(0))
                claims[person.Id] = JsonNode.Parse(reader.GetString(0))!.AsObject();
        }
        var members = population.Members.SelectMany(m => m.Value).Select(p => claims.GetValueOrDefault(p.Id)).OfType<JsonObject>();
        return members.Any(c => tenants.Any(t => Has(c, t))) ? claims : new Dictionary<Guid, JsonObject>();
    }

    /// <summary>Reads the names of the functions that can be access token hooks; most applications have none.</summary>
    public static async Task<IReadOnlyList<TableName>> HooksAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var names = new List<TableName>();
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Isolation/token_hooks.sql"), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            names.Add(new TableName(reader.GetString(0), reader.GetString(1)));
        return names;
    }

    private static JsonObject Event(Person person)
    {
        var claims = JsonNode.Parse(Caller.SignedIn(person.Name, person.Id, c => c["email"] = person.Email).Claims!);
        return new()
        {
            ["user_id"] = person.Id.ToString(),
            ["claims"] = claims,
            ["authentication_method"] = "password",
        };
    }

    // Whether the claims contain a value of the claim, other than an empty list or object.
    private static bool Has(JsonNode? claims, TenantClaim claim)
    {
        foreach (var name in claim.Path)
            claims = claims is JsonObject at ? at[name] : null;
        return claims is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 });
    }
}
