using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>One thing that the suite claims of a migrated database, checked inside an open transaction.</summary>
public interface IClaim
{
    /// <summary>A sentence.</summary>
    string Name { get; }

    /// <summary>What it is about: without the claims of an area, mutants of that area survive.</summary>
    string Area { get; }

    /// <summary>Whether mutants are tried though it fails before any mutation: the intent does not ask for it by itself.</summary>
    bool MayFail => false;

    /// <summary>Checks it.</summary>
    /// <param name="session">The transaction; what the check changes is undone by the caller.</param>
    /// <param name="known">Violations that were there before any mutation, by key: they are not looked for.</param>
    /// <param name="first">Whether the first violation is enough.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What violates it; empty if it holds.</returns>
    Task<IReadOnlyList<Violation>> CheckAsync(
        AttemptSession session,
        IReadOnlySet<string> known,
        bool first,
        CancellationToken cancellation
    );
}

/// <summary>What violates a claim.</summary>
/// <param name="Key">Which part of the claim it is; the same in every check.</param>
/// <param name="Text">What was found, for people.</param>
public sealed record Violation(string Key, string Text);
