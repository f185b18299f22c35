using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>A part of the access matrix: every caller, by some statement paths, on every kind of row, against the access model.</summary>
/// <param name="name">A sentence.</param>
/// <param name="area">One of <see cref="ClaimArea"/>.</param>
/// <param name="owner">The role that owns the table.</param>
/// <param name="major">The server's major version.</param>
/// <param name="paths">The ways.</param>
/// <param name="scene">SQL that the owner runs before each statement; empty for none.</param>
public sealed class MatrixClaim(string name, string area, string owner, int major, IReadOnlyList<StatementPath> paths, string scene = "") : IClaim
{
    /// <summary>So many in a round trip: the first violation ends the check.</summary>
    private const int ChunkSize = 50;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Area => area;

    /// <inheritdoc/>
    public async Task<string?> FindViolationAsync(AttemptSession session, CancellationToken cancellation)
    {
        // As in the matrix itself, the rights as the server holds them now say which refusal is right.
        var rights = await Privileges.ReadAsync(session.Connection, [.. DatabaseRole.Api, owner], cancellation);
        foreach (var cells in Cell.Enumerate(owner, rights, major, paths).Chunk(ChunkSize))
        {
            var attempts = await session.TryAllAsync([.. cells.Select(c => (c.Caller, scene == "" ? c.Statement : c.Statement with { Scene = scene }))], cancellation);
            var violated = cells.Zip(attempts, (cell, attempt) => new Verdict(cell, attempt)).FirstOrDefault(v => !v.Holds);
            if (violated is not null) return $"{violated.Cell.Caller} · {violated}";
        }
        return null;
    }
}
