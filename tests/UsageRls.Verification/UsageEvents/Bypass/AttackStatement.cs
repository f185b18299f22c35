using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>One statement of an attack.</summary>
/// <param name="Caller">
/// The caller that sends it; null for the administrator, who prepares the attack and whose results are ignored.
/// </param>
/// <param name="Sql">The SQL.</param>
public sealed record AttackStatement(Caller? Caller, string Sql)
{
    /// <summary>Whether the caller logs in by itself, so that <c>set role</c> is held to its own memberships.</summary>
    public bool IsLogin { get; init; }

    /// <summary>Whether the attacker receives the result. False for statements of the victim.</summary>
    public bool IsHeard { get; init; } = true;
}

/// <summary>Everything that an attacker received.</summary>
/// <param name="Lines">Rows, notices and errors, with all that belongs to them, in order.</param>
/// <param name="Error">The SQLSTATE of the first error, if any; no statement was sent after it.</param>
public sealed record Observation(IReadOnlyList<string> Lines, string? Error)
{
    /// <summary>The lines, as one text.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>Whether the server broke it off because it took too long.</summary>
    public bool TookTooLong => Error == Npgsql.PostgresErrorCodes.QueryCanceled;
}
