using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>A claim about the catalog: a query returns all expected lines and, if the claim is exact, no other line.</summary>
/// <param name="name">The claim as a sentence.</param>
/// <param name="area">One of <see cref="ClaimArea"/>.</param>
/// <param name="file">The name of the query file under <c>UsageEvents/Catalog/</c>; the query returns one text column.</param>
/// <param name="expected">The lines that the query must return.</param>
/// <param name="isExact">Whether a line that is not expected violates the claim.</param>
public sealed class CatalogClaim(string name, string area, string file, IReadOnlyList<string> expected, bool isExact) : IClaim
{
    private readonly string _sql = EmbeddedSql.Read($"UsageEvents/Catalog/{file}.sql");

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
        var lines = new List<string>();
        await using var command = new NpgsqlCommand(_sql, session.Connection);
        await command.PrepareAsync(cancellation); // once for each session: planning the query takes longer than running it
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            lines.Add(reader.GetString(0));
        string[] differences =
        [
            .. expected.Except(lines).Select(line => $"missing: {line}"),
            .. isExact ? lines.Except(expected).Select(line => $"unexpected: {line}") : [],
        ];
        return [.. differences.Where(d => !known.Contains(d)).Select(d => new Violation(d, d))];
    }
}
