using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.Mutation.Claims;

/// <summary>The catalog says certain lines: at least those, or exactly those.</summary>
/// <param name="name">A sentence.</param>
/// <param name="area">One of <see cref="ClaimArea"/>.</param>
/// <param name="file">The query under <c>Catalog/</c>, one text column, a line each.</param>
/// <param name="expected">The lines.</param>
/// <param name="isExact">Whether there may be no others.</param>
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
        await command.PrepareAsync(cancellation); // once for each session: planning takes longer than reading
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
