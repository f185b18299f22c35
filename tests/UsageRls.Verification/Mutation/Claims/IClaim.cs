using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>One property that a migrated database must have, checked inside an open transaction.</summary>
public interface IClaim
{
    /// <summary>The claim as a sentence.</summary>
    string Name { get; }

    /// <summary>
    /// The area that the claim covers, one of <see cref="ClaimArea"/>: without the claims of an area, some mutants survive.
    /// </summary>
    string Area { get; }

    /// <summary>
    /// Whether this claim may fail before any mutation without stopping the run: true for a claim that makes an assumption that the intent
    /// file does not make.
    /// </summary>
    bool MayFail => false;

    /// <summary>Checks the claim.</summary>
    /// <param name="session">The session with the open transaction; the caller of this method undoes what the check changes.</param>
    /// <param name="known">Keys of the violations that existed before any mutation: the check ignores these violations.</param>
    /// <param name="first">Whether the check may stop early, because one violation is enough.</param>
    /// <param name="cancellation">Cancels the check.</param>
    /// <returns>The violations that are not in <paramref name="known"/>; empty if there are none.</returns>
    Task<IReadOnlyList<Violation>> CheckAsync(
        AttemptSession session,
        IReadOnlySet<string> known,
        bool first,
        CancellationToken cancellation
    );
}

/// <summary>One violation of a claim.</summary>
/// <param name="Key">Identifies the violated part of the claim; every check of the claim uses the same key for this part.</param>
/// <param name="Text">The violation as a text for people.</param>
public sealed record Violation(string Key, string Text);
