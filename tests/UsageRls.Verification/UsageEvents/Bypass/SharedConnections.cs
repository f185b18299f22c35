using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>Attacks by cursors and prepared statements that another user left on the same connection.</summary>
internal static class SharedConnections
{
    /// <summary>The attacker fetches from another user's cursor.</summary>
    public static Probe HeldCursor =>
        new(
            "held_cursor",
            Severity.Note,
            Probes.Table,
            "A cursor that one user opened still returns this user's rows to the next user on the same connection.",
            "-- do not share a connection between callers inside a transaction; the HTTP API uses no cursors"
        )
        {
            Attacks =
            [
                [
                    new(Canary.Victim, $"declare held cursor for {Probes.Read}; fetch 1 from held") { IsHeard = false },
                    new(Canary.Member, "fetch all from held"),
                ],
            ],
            IsAllowed = true,
        };

    /// <summary>The attacker executes another user's prepared statement.</summary>
    public static Probe HeldStatement =>
        new(
            "held_statement",
            Severity.Critical,
            Probes.Table,
            "A statement that one user prepared returns this user's rows to the next user on the same connection.",
            "deallocate all;"
        )
        {
            Attacks =
            [
                [
                    // A rollback does not remove prepared statements.
                    new(null, "deallocate all"),
                    new(Canary.Victim, $"prepare held as {Probes.Read}; execute held") { IsHeard = false },
                    new(Canary.Member, "execute held"),
                ],
            ],
            Door = Probes.WithoutPolicies,
        };
}
