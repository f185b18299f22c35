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
    private readonly IReadOnlyDictionary<TableName, string> _prints;

    private ChangedTables(string file, IReadOnlyDictionary<TableName, string> prints, IReadOnlySet<string> kept)
    {
        (_file, _prints) = (file, prints);
        Names = prints.Where(p => !kept.Contains(Line(p.Key, p.Value))).Select(p => p.Key).ToHashSet();
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
        var prints = await TablePrints.ReadAsync(database, cancellation);
        var kept = File.Exists(file) ? await File.ReadAllLinesAsync(file, cancellation) : [];
        return new(file, prints.ToDictionary(p => p.Key, p => $"{p.Value} {version}"), kept.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Writes the digests of the tables that this run verified; the other tables count as changed in the next run.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Keep(IEnumerable<TableName> verified) =>
        File.WriteAllLines(_file, verified.Where(_prints.ContainsKey).Select(t => Line(t, _prints[t])).Order(StringComparer.Ordinal));

    private static string Line(TableName table, string print) => $"{table}\t{print}";
}
