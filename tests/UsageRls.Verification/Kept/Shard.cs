using System.Globalization;

namespace UsageRls.Verification.Kept;

/// <summary>A share of an application's tables: the tables that one of several processes verifies, each on a machine of its own.</summary>
/// <remarks>
/// Each process writes the outcomes on its tables into a folder. A run that gets the files of all shards does everything else, and writes
/// the evidence. Outcomes are found by the digest of all that decides them (<see cref="RunInputs"/>), as in a run that keeps results.
/// </remarks>
/// <param name="Number">Which shard this is, from 1.</param>
/// <param name="Count">How many shards there are.</param>
public sealed record Shard(int Number, int Count)
{
    /// <summary>The environment variable that makes a process verify a share of the tables only: <c>2/5</c>.</summary>
    public const string Variable = "USAGE_RLS_SHARD";

    /// <summary>The environment variable that names the folder of the shards' outcomes.</summary>
    public const string FolderVariable = "USAGE_RLS_SHARDS";

    /// <summary>The folder of the shards' outcomes; null if a run does not use any.</summary>
    /// <param name="variable">Returns an environment variable.</param>
    public static string? FolderFrom(Func<string, string?> variable) =>
        variable(FolderVariable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>Reads the shard of this process; null if the process verifies all tables.</summary>
    /// <param name="variable">Returns an environment variable.</param>
    /// <exception cref="FormatException">The variable is not two numbers such as <c>2/5</c>, or it names no folder.</exception>
    public static Shard? From(Func<string, string?> variable)
    {
        if (variable(Variable) is not { Length: > 0 } text)
            return null;
        if (
            text.Split('/') is not [var first, var second]
            || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || number < 1
            || number > count
        )
        {
            throw new FormatException($"{Variable} is '{text}', which is not a shard and the number of shards, such as 2/5.");
        }
        return FolderFrom(variable) is null
            ? throw new FormatException($"{Variable} is set, but {FolderVariable} does not name the folder for the shard's outcomes.")
            : new(number, count);
    }

    /// <summary>Returns the share of a list: every <see cref="Count"/>th item, in the order of the items' names.</summary>
    public IEnumerable<T> Take<T>(IEnumerable<T> all) =>
        all.OrderBy(item => $"{item}", StringComparer.Ordinal).Where((_, place) => place % Count == Number - 1);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"shard {Number} of {Count}");
}
