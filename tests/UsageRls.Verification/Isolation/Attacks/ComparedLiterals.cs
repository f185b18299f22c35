using System.Text.RegularExpressions;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Finds the string literals in SQL that a request may have to contain, and e-mail addresses that match such literals.</summary>
internal static partial class ComparedLiterals
{
    /// <summary>Returns the literals, without the names of settings and of standard claims; each once.</summary>
    public static IEnumerable<string> In(string sql) =>
        Literal()
            .Matches(sql)
            .Select(m => m.Groups["text"].Value)
            .Where(t =>
                t.Length is > 1 and < 80
                && !t.StartsWith("request.", StringComparison.Ordinal)
                && t is not ("user_metadata" or "app_metadata" or "email" or "sub")
            )
            .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Returns one address in each domain that SQL about e-mail addresses names. Full addresses are left out, because they belong to users.
    /// </summary>
    public static IEnumerable<string> Addresses(IEnumerable<string> texts)
    {
        foreach (var literal in texts.Where(IsAboutAddresses).SelectMany(In).Select(l => l.Replace("\\", "", StringComparison.Ordinal)))
        {
            var bare = literal.Trim('%', '^', '$', '*', '(', ')').TrimStart('.');
            if (bare.StartsWith('@') && bare.Length > 3)
                yield return $"stranger{bare}";
            else if (Domain().IsMatch(bare) && bare != "example.com")
                yield return $"stranger@{bare}";
        }
    }

    /// <summary>Whether SQL contains a name or text with the word "email".</summary>
    public static bool IsAboutAddresses(string sql) => sql.Contains("email", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("'(?<text>[^']*)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\A[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}\z", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Domain();
}
