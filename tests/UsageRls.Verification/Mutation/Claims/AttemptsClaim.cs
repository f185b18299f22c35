using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>One statement by one caller, with the check of its result.</summary>
/// <param name="Key">Identifies the attempt; every check of the claim uses the same key.</param>
/// <param name="Caller">The caller that runs the statement.</param>
/// <param name="Statement">The statement to run.</param>
/// <param name="Judge">Returns what is wrong with the result of the attempt; null if the result is as required.</param>
public sealed record ClaimedAttempt(string Key, Caller Caller, Statement Statement, Func<Attempt, string?> Judge)
{
    /// <summary>Creates an attempt whose key is the caller's name and the statement's SQL.</summary>
    public ClaimedAttempt(Caller caller, Statement statement, Func<Attempt, string?> judge)
        : this($"{caller.Name}: {statement.Sql}", caller, statement, judge) { }

    /// <summary>
    /// Creates a check of a result. If <paramref name="allowed"/>, the statement must be allowed and have exactly the given effect;
    /// otherwise the statement must be denied and change nothing.
    /// </summary>
    public static Func<Attempt, string?> Is(bool allowed, Effect effect = default) =>
        attempt =>
            allowed == attempt.Outcome.IsAllowed
            && (allowed || attempt.Outcome.IsDenial)
            && attempt.Effect == (allowed ? effect : Effect.None)
                ? null
                : $"{attempt.Outcome}, {attempt.Effect.Written} written, {attempt.Effect.Growth:+0;-0;0} rows; "
                    + $"must be {(allowed ? $"allowed, {effect.Written} written, {effect.Growth:+0;-0;0} rows" : "denied")}";
}

/// <summary>A claim about statements: the result of each statement must pass the check that belongs to the statement.</summary>
/// <param name="name">The claim as a sentence.</param>
/// <param name="area">One of <see cref="ClaimArea"/>.</param>
/// <param name="trials">Creates the attempts from the current state of the database.</param>
public sealed class AttemptsClaim(
    string name,
    string area,
    Func<AttemptSession, CancellationToken, Task<IReadOnlyList<ClaimedAttempt>>> trials
) : IClaim
{
    /// <summary>Attempts per round trip: few, because a check may stop at the first violation.</summary>
    private const int ChunkSize = 50;

    /// <summary>Creates a claim whose attempts do not depend on the state of the database.</summary>
    public AttemptsClaim(string name, string area, IReadOnlyList<ClaimedAttempt> trials)
        : this(name, area, (_, _) => Task.FromResult(trials)) { }

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Area => area;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Violation>> CheckAsync(
        AttemptSession session,
        IReadOnlySet<string> known,
        bool first,
        CancellationToken cancellation
    )
    {
        var violations = new List<Violation>();
        foreach (var chunk in (await trials(session, cancellation)).Where(t => !known.Contains(t.Key)).Chunk(ChunkSize))
        {
            var attempts = await session.TryAllAsync([.. chunk.Select(t => (t.Caller, t.Statement))], cancellation);
            violations.AddRange(
                chunk
                    .Zip(
                        attempts,
                        (trial, attempt) => trial.Judge(attempt) is { } fault ? new Violation(trial.Key, $"{trial.Key} -> {fault}") : null
                    )
                    .OfType<Violation>()
            );
            if (first && violations.Count > 0)
                break;
        }
        return violations;
    }
}
