using System.Text.RegularExpressions;
using Npgsql;

namespace UsageRls.Verification.Evidence;

/// <summary>Removes passwords from the evidence: the known ones, and any text in the form of one.</summary>
public sealed partial class Redaction
{
    private const string Taken = "‹redacted›";
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Learns the password of a connection string.</summary>
    public void Learn(string connectionString)
    {
        if (new NpgsqlConnectionStringBuilder(connectionString).Password is { Length: > 0 } password)
            _secrets.Add(password);
    }

    /// <summary>The text without passwords.</summary>
    public string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            // A password of one or two characters would redact the language, and protects nothing.
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
        """(?<head>postgres(ql)?://[^\s:/@]*:)[^\s@]+@""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex Url();
}
