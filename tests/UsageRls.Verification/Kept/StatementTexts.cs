using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Kept;

/// <summary>The texts of statements, for keys.</summary>
internal static class StatementTexts
{
    /// <summary>Everything of a statement that reaches the server, and in which form its outcome is read.</summary>
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
