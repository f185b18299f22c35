using System.Globalization;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Evidence;

/// <summary>Formats numbers and texts in the same way on every machine.</summary>
internal static class Text
{
    public static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Shortens a text: a message may contain thousands of statements, and the detail file has all of them.
    public static string Cut(string text, int lines = 60)
    {
        var all = text.Split('\n');
        return all.Length <= lines
            ? text
            : string.Join('\n', [.. all.Take(lines), Say($"… {all.Length - lines} more lines are in {EvidenceFolder.Detail}")]);
    }

    /// <summary>Names a stage on a grant baseline: <c>isolation, legacy</c>.</summary>
    public static string Stage(string stage, GrantBaseline baseline) => $"{stage}, {baseline.ToString().ToLowerInvariant()}";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
