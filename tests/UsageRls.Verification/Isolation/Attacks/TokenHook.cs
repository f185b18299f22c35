using System.Text.Json.Nodes;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A custom access token hook: a function that adds claims to the tokens that Supabase Auth issues.</summary>
/// <param name="Function">The hook's function.</param>
/// <param name="Texts">The body of the hook, and the bodies of the functions that it calls.</param>
internal sealed record TokenHook(Function Function, IReadOnlyList<string> Texts)
{
    /// <summary>
    /// Returns the statements that give a caller a new token inside its transaction: the role <c>supabase_auth_admin</c> calls the hook.
    /// </summary>
    /// <param name="caller">The caller, with the claims before the hook runs.</param>
    /// <param name="metadata">The metadata that the user wrote for itself.</param>
    public IEnumerable<string> Renew(Standing caller, JsonObject metadata)
    {
        var claims = JsonNode.Parse(caller.Caller.Claims!)!.AsObject();
        claims["user_metadata"] = metadata.DeepClone();
        var @event = new JsonObject
        {
            ["user_id"] = caller.User,
            ["claims"] = claims,
            ["authentication_method"] = "token_refresh",
        };
        var name = new TableName(Function.Schema, Function.Name).Sql;
        return
        [
            "set local role supabase_auth_admin",
            $"select set_config('request.jwt.claims', ({name}({SqlText.Literal(@event.ToJsonString())}::jsonb) -> 'claims')::text, true)",
            "select set_config('role', coalesce(nullif(current_setting('request.jwt.claims'), "
                + $"'')::jsonb ->> 'role', {SqlText.Literal(caller.Caller.Role)}), true)",
        ];
    }

    /// <summary>Reads from the catalog the functions that can be access token hooks; most applications have none.</summary>
    public static async Task<IReadOnlyList<TokenHook>> ReadAsync(
        NpgsqlConnection connection,
        RuleTexts texts,
        CancellationToken cancellation
    )
    {
        var names = (await HookedClaims.HooksAsync(connection, cancellation)).Select(n => n.ToString()).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. texts
                .Functions.Where(f => names.Contains(f.ToString()) && f.Arguments.Count == 1)
                .Select(f => new TokenHook(f, texts.Called(f.Body))),
        ];
    }
}
