using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>
/// The tables whose access may have changed since the previous run verified them. Each run writes the digests of the tables that it
/// verified to a file, and the next run compares its own digests with that file.
/// </summary>
public sealed class ChangedTables
{
    private readonly string _file;
    private readonly IReadOnlyDictionary<TableName, string> _digests;

    private ChangedTables(string file, IReadOnlyDictionary<TableName, string> digests, IReadOnlySet<string> kept)
    {
        (_file, _digests) = (file, digests);
        Names = digests.Where(p => !kept.Contains(Line(p.Key, p.Value))).Select(p => p.Key).ToHashSet();
    }

    /// <summary>The tables that the previous run did not verify as they are now.</summary>
    public IReadOnlySet<TableName> Names { get; }

    /// <summary>Compares the tables of a database with those that the previous run verified.</summary>
    /// <param name="database">The database, after all migrations.</param>
    /// <param name="file">The file with the digests of verified tables; it need not exist.</param>
    /// <param name="version">A text that changes with whatever else affects the verdict: the intent file, the engine's version.</param>
    /// <param name="cancellation">Cancels the query.</param>
    public static async Task<ChangedTables> ReadAsync(
        TestDatabase database,
        string file,
        string version,
        CancellationToken cancellation = default
    )
    {
        var digests = await TableDigests.ReadAsync(database, cancellation);
        var kept = await KeptAsync(file, cancellation);
        return new(file, digests.ToDictionary(p => p.Key, p => $"{p.Value} {version}"), kept.ToHashSet(StringComparer.Ordinal));
    }

    // If the file is missing or cannot be read, for example while another run writes it, every table counts as changed.
    private static async Task<string[]> KeptAsync(string file, CancellationToken cancellation)
    {
        try
        {
            return File.Exists(file) ? await File.ReadAllLinesAsync(file, cancellation) : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Writes the digests of the tables that this run verified; the other tables count as changed in the next run.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Keep(IEnumerable<TableName> verified) =>
        File.WriteAllLines(
            _file,
            verified.Distinct().Where(_digests.ContainsKey).Select(t => Line(t, _digests[t])).Order(StringComparer.Ordinal)
        );

    private static string Line(TableName table, string digest) => $"{table}\t{digest}";
}
