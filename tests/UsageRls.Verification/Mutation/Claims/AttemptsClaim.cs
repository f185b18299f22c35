using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>One statement by one caller, and what must come of it.</summary>
/// <param name="Key">Which it is; the same in every check.</param>
/// <param name="Caller">Who.</param>
/// <param name="Statement">What.</param>
/// <param name="Judge">What is wrong with what came of it, or null.</param>
public sealed record ClaimedAttempt(string Key, Caller Caller, Statement Statement, Func<Attempt, string?> Judge)
{
    /// <summary>A statement that is its own key.</summary>
    public ClaimedAttempt(Caller caller, Statement statement, Func<Attempt, string?> judge)
        : this($"{caller.Name}: {statement.Sql}", caller, statement, judge) { }

    /// <summary>It must be allowed and change so much, or be denied and change nothing.</summary>
    public static Func<Attempt, string?> Is(bool allowed, Effect effect = default) =>
        attempt =>
            allowed == attempt.Outcome.IsAllowed
            && (allowed || attempt.Outcome.IsDenial)
            && attempt.Effect == (allowed ? effect : Effect.None)
                ? null
                : $"{attempt.Outcome}, {attempt.Effect.Written} written, {attempt.Effect.Growth:+0;-0;0} rows; "
                    + $"must be {(allowed ? $"allowed, {effect.Written} written, {effect.Growth:+0;-0;0} rows" : "denied")}";
}

/// <summary>Statements that must all come out as they should.</summary>
/// <param name="name">A sentence.</param>
/// <param name="area">One of <see cref="ClaimArea"/>.</param>
/// <param name="trials">The statements, as the database is now.</param>
public sealed class AttemptsClaim(
    string name,
    string area,
    Func<AttemptSession, CancellationToken, Task<IReadOnlyList<ClaimedAttempt>>> trials
) : IClaim
{
    /// <summary>So many in a round trip: the first violation ends a check.</summary>
    private const int ChunkSize = 50;

    /// <summary>Statements that are the same whatever the database is.</summary>
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
