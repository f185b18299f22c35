using System.Globalization;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Evidence;

/// <summary>How numbers and sentences are written: the same on every machine.</summary>
internal static class Text
{
    public static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // A message may hold thousands of statements; all of them are in the detail.
    public static string Cut(string text, int lines = 60)
    {
        var all = text.Split('\n');
        return all.Length <= lines
            ? text
            : string.Join('\n', [.. all.Take(lines), Say($"… {all.Length - lines} lines more in {EvidenceFolder.Detail}")]);
    }

    /// <summary>A stage on a grant baseline: <c>isolation, legacy</c>.</summary>
    public static string Stage(string stage, GrantBaseline baseline) => $"{stage}, {baseline.ToString().ToLowerInvariant()}";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
