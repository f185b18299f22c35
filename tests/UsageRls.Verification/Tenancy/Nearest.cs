namespace UsageRls.Verification.Tenancy;

/// <summary>Finds the known word that is most similar to a misspelt one.</summary>
internal static class Nearest
{
    /// <summary>Builds the message that a word is unknown, followed by the hint that <see cref="Hint"/> returns.</summary>
    public static string Unknown(string word, IEnumerable<string> words) => $"unknown '{word}'{Hint(word, words)}";

    /// <summary>
    /// Returns a hint with the most similar word: <c>: did you mean 'members'?</c>. If no word is similar, the hint lists all words, or is
    /// empty if there are no words or more than 20 words.
    /// </summary>
    public static string Hint(string word, IEnumerable<string> words)
    {
        var all = words.ToList();
        var asked = LastPart(word);
        var best = all.OrderBy(w => !Contains(LastPart(w), asked)).ThenBy(w => Distance(asked, LastPart(w))).FirstOrDefault();
        var isNear =
            best is not null
            && (Contains(LastPart(best), asked) || Distance(asked, LastPart(best)) <= Math.Max(2, Math.Min(asked.Length / 2, 4)));
        return isNear ? $": did you mean '{best}'?"
            : all.Count is 0 or > 20 ? ""
            : $": it can be {string.Join(", ", all)}";
    }

    // Compares only the last part of a qualified name: a common schema does not make two names similar.
    private static string LastPart(string word) => word.ToLowerInvariant().Split('.')[^1];

    private static bool Contains(string word, string part) => part.Length > 2 && word.Contains(part, StringComparison.Ordinal);

    // Levenshtein distance: the smallest number of insertions, deletions and replacements between two words.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                (row[j], diagonal) = (
                    Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)),
                    row[j]
                );
            }
        }
        return row[^1];
    }
}
