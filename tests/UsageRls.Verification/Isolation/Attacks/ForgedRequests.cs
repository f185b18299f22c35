using System.Text.Json.Nodes;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Forges the cookies, paths and methods that policies check. PostgREST passes cookies to the database as JSON in a setting, and the path
/// and the method as text.
/// </summary>
internal static class ForgedRequests
{
    /// <summary>
    /// Returns forged values for the parts of a request that the SQL reads, each with words for a report and with SQL that sets the value
    /// as PostgREST does.
    /// </summary>
    public static IEnumerable<(string Says, string Request)> Create(string text, string[] values)
    {
        static string Set(string setting, string value) => $"select set_config('{setting}', {SqlText.Literal(value)}, true)";
        foreach (var setting in (string[])["request.path", "request.method"])
        {
            foreach (var value in values.Where(_ => text.Contains(setting, StringComparison.OrdinalIgnoreCase)))
                yield return ($"the {setting["request.".Length..]} {value}", Set(setting, value));
        }

        string[] names = text.Contains("request.cookies", StringComparison.OrdinalIgnoreCase) ? [.. SqlJson.Keys(text)] : [];
        foreach (var value in values.Where(_ => names.Length > 0))
        {
            var cookies = new JsonObject();
            foreach (var name in names)
                cookies[name] = value;
            yield return ($"the cookie {names[0]}={value}", Set("request.cookies", cookies.ToJsonString()));
        }
    }
}
