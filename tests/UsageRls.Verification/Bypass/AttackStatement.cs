using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Bypass;

/// <summary>One statement of an attack.</summary>
/// <param name="Caller">Who says it; null for the administrator, who sets the scene and is not listened to.</param>
/// <param name="Sql">What is said.</param>
public sealed record AttackStatement(Caller? Caller, string Sql)
{
    /// <summary>Whether the caller logs in by itself, so that <c>set role</c> is held to its own memberships.</summary>
    public bool IsLogin { get; init; }

    /// <summary>Whether the attacker hears what comes back. The victim's own reading is the victim's.</summary>
    public bool IsHeard { get; init; } = true;
}

/// <summary>Everything that an attacker heard.</summary>
/// <param name="Lines">Rows, notices and errors, with all that belongs to them, in order.</param>
/// <param name="Error">The first error's code, where there was one: nothing was said after it.</param>
public sealed record Observation(IReadOnlyList<string> Lines, string? Error)
{
    /// <summary>The lines, as one text.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>Whether the server broke it off because it took too long.</summary>
    public bool TookTooLong => Error == Npgsql.PostgresErrorCodes.QueryCanceled;
}
