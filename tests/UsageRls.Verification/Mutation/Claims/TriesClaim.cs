using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>One statement by one caller, and what must come of it.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Statement">What.</param>
/// <param name="Judge">What is wrong with what came of it, or null.</param>
public sealed record Trial(Caller Caller, Statement Statement, Func<Attempt, string?> Judge)
{
    /// <summary>It must be allowed and change so much, or be denied and change nothing.</summary>
    public static Func<Attempt, string?> Is(bool allowed, Effect effect = default) => attempt =>
        allowed == attempt.Outcome.IsAllowed && (allowed || attempt.Outcome.IsDenial) && attempt.Effect == (allowed ? effect : Effect.None)
            ? null
            : $"{attempt.Outcome}, {attempt.Effect.Written} written, {attempt.Effect.Growth:+0;-0;0} rows; should be {(allowed ? $"allowed with {effect.Written} written, {effect.Growth:+0;-0;0} rows" : "denied")}";
}

/// <summary>Trials that must all come out as they should, in one round trip.</summary>
/// <param name="name">A sentence.</param>
/// <param name="area">One of <see cref="ClaimArea"/>.</param>
/// <param name="trials">The statements.</param>
public sealed class TriesClaim(string name, string area, IReadOnlyList<Trial> trials) : IClaim
{
    private readonly (Caller, Statement)[] _tries = [.. trials.Select(t => (t.Caller, t.Statement))];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Area => area;

    /// <summary>How many statements it takes.</summary>
    public int Count => trials.Count;

    /// <inheritdoc/>
    public async Task<string?> FindViolationAsync(AttemptSession session, CancellationToken cancellation)
    {
        var attempts = await session.TryAllAsync(_tries, cancellation);
        for (var i = 0; i < attempts.Count; i++)
        {
            if (trials[i].Judge(attempts[i]) is { } fault) return $"{attempts[i].Caller}: {attempts[i].Statement.Sql} -> {fault}";
        }
        return null;
    }
}
