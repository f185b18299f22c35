using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Kept;

/// <summary>The texts of statements, from which the keys of kept results are computed.</summary>
internal static class StatementTexts
{
    /// <summary>
    /// Returns all parts of a caller and a statement that decide the outcome or its classification: the caller's name, the texts that reach
    /// the server, the kind of result, and the named tables.
    /// </summary>
    public static IEnumerable<string> For(Caller caller, Statement statement) =>
        [
            caller.Name,
            caller.Role,
            caller.Claims ?? "none",
            caller.Headers,
            $"{caller.UserId} {caller.HasReadableClaims}",
            statement.Scene,
            string.Join('\u001e', [.. statement.Before, statement.Sql]),
            statement.Input,
            statement.Result.ToString(),
            string.Join(' ', statement.Targets),
        ];
}
