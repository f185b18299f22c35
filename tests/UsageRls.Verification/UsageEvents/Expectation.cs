using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// The required result of a statement in PostgreSQL: one of the listed outcomes, and exactly the stated effect on the table.
/// </summary>
/// <param name="IsAllowed">Whether the intent allows the statement.</param>
/// <param name="Outcomes">
/// The correct outcomes; more than one if the outcome also depends on the planner or on how the policies are written.
/// </param>
/// <param name="Rows">How many rows the statement must return or change if it is allowed.</param>
/// <param name="Effect">The change in the table that the owner must see afterwards.</param>
/// <param name="Seen">The ids of the events that the statement must return; null if it returns no ids.</param>
public sealed record Expectation(bool IsAllowed, IReadOnlyList<OutcomeKind> Outcomes, long Rows, Effect Effect, IReadOnlyList<Guid>? Seen)
{
    /// <summary>
    /// Returns the correct outcomes of a statement, which depend on the intent, the statement path and the caller's privileges.
    /// </summary>
    /// <param name="isAllowed">Whether the intent allows the statement.</param>
    /// <param name="path">The statement path.</param>
    /// <param name="variables">The values of the path's variables, which name the table and the row.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="rights">The privileges on the table, read from the server.</param>
    /// <remarks>Source: PostgreSQL documentation, "Row Security Policies", "CREATE POLICY" and "COPY".</remarks>
    public static IReadOnlyList<OutcomeKind> OutcomesOf(
        bool isAllowed,
        StatementPath path,
        PathVariables variables,
        Caller caller,
        Privileges rights
    )
    {
        var bypasses = rights.BypassesRls(caller.Role);
        if (isAllowed && path.IsRefusedWhereReferenced && rights.IsReferenced)
            return [OutcomeKind.RefusedByConstraint];
        if (isAllowed)
            return path.IsSupportedUnderRls || bypasses ? [OutcomeKind.Allowed] : [OutcomeKind.Unsupported];
        if (path.IsOwnersOnly)
            return [OutcomeKind.RefusedByOwnership];
        // Policies apply only to rows, so only a missing privilege denies a command on a whole table.
        if (path.Rows == PathRows.Table)
            return [OutcomeKind.RefusedByGrant];
        // The planner may evaluate the claims for its estimates before the executor checks the privilege.
        if (!rights.Has(caller.Role, path.Needs.Select(n => n.On(variables))))
            return caller.HasReadableClaims ? [OutcomeKind.RefusedByGrant] : [OutcomeKind.RefusedByGrant, OutcomeKind.UnreadableClaims];
        if (!path.IsSupportedUnderRls && !bypasses)
            return [OutcomeKind.Unsupported];

        // If the role has the privilege, the policies decide for each row. Only a constraint can refuse a role that bypasses RLS.
        OutcomeKind[] byPolicy = path.Command switch
        {
            Command.Insert => [bypasses ? OutcomeKind.RefusedByConstraint : OutcomeKind.RefusedByPolicy],
            // A MERGE that matches a row which the caller may not change fails instead of skipping the row.
            Command.Update or Command.Delete => [OutcomeKind.Filtered, OutcomeKind.RefusedByPolicy],
            _ => [OutcomeKind.Filtered],
        };
        // With unreadable claims, a policy that reads the claims fails, and any other policy decides as usual: both outcomes are correct.
        return caller.HasReadableClaims ? byPolicy : [OutcomeKind.UnreadableClaims, .. byPolicy];
    }
}
