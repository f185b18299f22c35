using System.Text.RegularExpressions;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Finds string literals with which SQL may compare values of a request, and e-mail addresses that match such literals.</summary>
internal static partial class ComparedLiterals
{
    /// <summary>Returns each literal of 2 to 79 characters once, except names of request settings and of some claims.</summary>
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
    /// Returns one address in each domain that SQL about e-mail addresses contains as a literal, except <c>example.com</c>. A literal that
    /// is a full address is left out, because the address belongs to a user.
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
