using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>One statement of an attack.</summary>
/// <param name="Caller">
/// The caller that sends it; null for the administrator, who prepares the attack and whose results are ignored.
/// </param>
/// <param name="Sql">The SQL.</param>
public sealed record AttackStatement(Caller? Caller, string Sql)
{
    /// <summary>Whether the caller's role is the session user, so that SET ROLE is limited to the memberships of that role.</summary>
    public bool IsLogin { get; init; }

    /// <summary>Whether the attacker receives the result. False for statements of the victim.</summary>
    public bool IsHeard { get; init; } = true;
}

/// <summary>Everything that an attacker received.</summary>
/// <param name="Lines">The rows, notices and errors with all their fields, in order.</param>
/// <param name="Error">The SQLSTATE of the first error, if any; no statement was sent after it.</param>
public sealed record Observation(IReadOnlyList<string> Lines, string? Error)
{
    /// <summary>The lines joined into one text.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>Whether the server cancelled the statement because it took too long.</summary>
    public bool TookTooLong => Error == Npgsql.PostgresErrorCodes.QueryCanceled;
}
