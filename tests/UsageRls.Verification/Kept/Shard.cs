using System.Globalization;
using UsageRls.Fixtures;

namespace UsageRls.Verification.Kept;

/// <summary>A share of an application's tables: the tables that one of several processes verifies.</summary>
/// <remarks>
/// Each process writes the outcomes on its tables into a folder. A last run uses the outcomes of all shards, does everything else, and
/// writes the evidence. Each outcome is stored under the digest of everything that decides it: <see cref="RunInputs.Key"/>.
/// </remarks>
/// <param name="Number">The shard's number, from 1.</param>
/// <param name="Count">How many shards there are.</param>
public sealed record Shard(int Number, int Count)
{
    /// <summary>The environment variable that makes a process verify only a share of the tables, for example <c>2/5</c>.</summary>
    public const string Variable = "USAGE_RLS_SHARD";

    /// <summary>The environment variable that names the folder of the shards' outcomes.</summary>
    public const string FolderVariable = "USAGE_RLS_SHARDS";

    /// <summary>Returns the folder of the shards' outcomes; null if <see cref="FolderVariable"/> is not set.</summary>
    /// <param name="variable">Returns the value of an environment variable.</param>
    public static string? FolderFrom(Func<string, string?> variable) =>
        variable(FolderVariable) is { Length: > 0 } folder ? ProjectRoot.Resolve(folder) : null;

    /// <summary>Reads the shard of this process; null if the process verifies all tables.</summary>
    /// <param name="variable">Returns the value of an environment variable.</param>
    /// <exception cref="FormatException">
    /// <see cref="Variable"/> does not name a shard and the number of shards, such as <c>2/5</c>, or <see cref="FolderVariable"/> is not
    /// set.
    /// </exception>
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

    /// <summary>Returns this shard's items of a list: every <see cref="Count"/>th item, in the order of the items' names.</summary>
    public IEnumerable<T> Take<T>(IEnumerable<T> all) =>
        all.OrderBy(item => $"{item}", StringComparer.Ordinal).Where((_, place) => place % Count == Number - 1);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"shard {Number} of {Count}");
}
