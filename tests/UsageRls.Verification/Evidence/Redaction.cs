using System.Text.RegularExpressions;
using Npgsql;

namespace UsageRls.Verification.Evidence;

/// <summary>
/// Redacts passwords in the evidence: known passwords of three or more characters, the value after <c>password=</c>, <c>pwd=</c> or
/// <c>passphrase=</c> (if it is not quoted, up to the next blank or semicolon), and the password in a URL.
/// </summary>
public sealed partial class Redaction
{
    private const string Taken = "‹redacted›";
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Adds the password of a connection string to the known passwords.</summary>
    public void Learn(string connectionString)
    {
        if (new NpgsqlConnectionStringBuilder(connectionString).Password is { Length: > 0 } password)
            _secrets.Add(password);
    }

    /// <summary>Returns a text with its passwords redacted.</summary>
    public string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            // A password of one or two characters is not replaced: it occurs in ordinary words, and protects nothing.
            if (secret.Length > 2)
                text = text.Replace(secret, Taken, StringComparison.Ordinal);
        }
        return Url().Replace(Key().Replace(text, $"${{head}}{Taken}"), $"${{head}}{Taken}@");
    }

    [GeneratedRegex(
        """\b(?<head>(password|pwd|passphrase)\s*=\s*)("[^"]*"|'[^']*'|[^;\s"']+)""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Key();

    [GeneratedRegex(
        """(?<head>postgres(ql)?://[^\s:/@]*:)[^\s@]+@|(?<head>[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@/]+@""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Url();
}
