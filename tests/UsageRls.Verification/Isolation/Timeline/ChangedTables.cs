using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Isolation.Timeline;

/// <summary>
/// The tables whose access may have changed since a run last verified them. A run keeps the digest of each table that it verified in a
/// file; the next run compares.
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

    /// <summary>The tables that no earlier run verified as they are now.</summary>
    public IReadOnlySet<TableName> Names { get; }

    /// <summary>Compares the tables of a database with those that earlier runs verified.</summary>
    /// <param name="database">The database, after all migrations.</param>
    /// <param name="file">The file with the digests of verified tables; it need not exist.</param>
    /// <param name="version">What else decides the verdict, such as the intent file and the engine's version.</param>
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

    // Without the file every table counts as changed; another run may be writing it.
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
