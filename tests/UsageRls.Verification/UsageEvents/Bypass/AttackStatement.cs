using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>One statement of an attack.</summary>
/// <param name="Caller">
/// The caller that sends the statement; null for the administrator, who prepares the attack and whose results are ignored.
/// </param>
/// <param name="Sql">The SQL.</param>
public sealed record AttackStatement(Caller? Caller, string Sql)
{
    /// <summary>Whether the caller's role is the session user: SET ROLE then accepts only roles of which this role is a member.</summary>
    public bool IsLogin { get; init; }

    /// <summary>
    /// Whether the result counts as received by the attacker. False for statements of other users, unless the attack makes their results
    /// reach the attacker.
    /// </summary>
    public bool IsHeard { get; init; } = true;

    /// <summary>
    /// Returns the statements of an attack as a script to paste into psql, in a transaction that is rolled back. Each change of the caller
    /// is part of the script.
    /// </summary>
    public static string ToScript(IReadOnlyList<AttackStatement> steps)
    {
        var lines = new List<string> { "begin;" };
        var before = new AttackStatement(null, "");
        foreach (var step in steps)
        {
            if (step.Caller != before.Caller || step.IsLogin != before.IsLogin)
                lines.Add((before.IsLogin ? "reset session authorization; " : "") + step.Become());
            lines.Add(step.Sql.TrimEnd(';') + ";");
            before = step;
        }
        return string.Join('\n', [.. lines, "rollback;"]);
    }

    private string Become() =>
        this switch
        {
            { Caller: null } => "reset role; select set_config('request.jwt.claims', '', true);",
            { IsLogin: true } =>
                $"set local session authorization {SqlText.Identifier(Caller.Role)}; {string.Join("; ", Caller.Becoming.Skip(1))};",
            _ => Caller.ToSql(),
        };
}

/// <summary>Everything that an attacker received.</summary>
/// <param name="Lines">For each statement in order: its rows, then its error with the fields, then its notices.</param>
/// <param name="Error">The SQLSTATE of the first error, if any; no statement was sent after it.</param>
public sealed record Observation(IReadOnlyList<string> Lines, string? Error)
{
    /// <summary>The lines joined into one text.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>Whether the server cancelled the statement because it took too long.</summary>
    public bool TookTooLong => Error == Npgsql.PostgresErrorCodes.QueryCanceled;
}
