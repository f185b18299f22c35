using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>The required behaviour of PostgreSQL for a statement: one of these outcomes, and exactly this effect on the table.</summary>
/// <param name="IsAllowed">The answer of the intent.</param>
/// <param name="Outcomes">The outcomes that are right; more than one only where the policies' wording decides which.</param>
/// <param name="Rows">How many rows it must return or change, where it is allowed.</param>
/// <param name="Effect">The change that the owner must find.</param>
/// <param name="Seen">Which events it must return, where it returns them.</param>
public sealed record Expectation(bool IsAllowed, IReadOnlyList<OutcomeKind> Outcomes, long Rows, Effect Effect, IReadOnlyList<Guid>? Seen)
{
    /// <summary>Maps the model's answer, the statement path and the caller's rights to the outcome that PostgreSQL must give.</summary>
    /// <param name="isAllowed">The model's answer.</param>
    /// <param name="path">The way it is tried.</param>
    /// <param name="variables">The table that it is tried on.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="rights">The rights the server holds.</param>
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
        // Only a missing privilege denies these commands: policies apply to rows.
        if (path.Rows == PathRows.Table)
            return [OutcomeKind.RefusedByGrant];
        // The planner may read the claims for its estimates before the executor asks for the right.
        if (!rights.Has(caller.Role, path.Needs.Select(n => n.On(variables))))
            return caller.HasReadableClaims ? [OutcomeKind.RefusedByGrant] : [OutcomeKind.RefusedByGrant, OutcomeKind.UnreadableClaims];
        if (!path.IsSupportedUnderRls && !bypasses)
            return [OutcomeKind.Unsupported];

        // With the privilege, policies decide about rows; where no policy applies, only a constraint can refuse.
        OutcomeKind[] byPolicy = path.Command switch
        {
            Command.Insert => [bypasses ? OutcomeKind.RefusedByConstraint : OutcomeKind.RefusedByPolicy],
            // A merge that matches a row it may not change fails instead of skipping it.
            Command.Update or Command.Delete => [OutcomeKind.Filtered, OutcomeKind.RefusedByPolicy],
            _ => [OutcomeKind.Filtered],
        };
        // A policy need not read the claims.
        return caller.HasReadableClaims ? byPolicy : [OutcomeKind.UnreadableClaims, .. byPolicy];
    }
}
