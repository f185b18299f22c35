using System.Globalization;

namespace UsageRls.Verification.Accepted;

/// <summary>
/// The rule for a signature: one person, by name or handle, on a day that is neither in the future nor after the entry's last valid day.
/// </summary>
/// <remarks>
/// The rule cannot check that the person really signed. A required review of the file by that person can check this: see
/// .github/CODEOWNERS.
/// </remarks>
internal static class SignatureRule
{
    // A name that contains one of these words denotes a group, or is a placeholder.
    private static readonly HashSet<string> s_groups = new(StringComparer.OrdinalIgnoreCase)
    {
        "team",
        "teams",
        "group",
        "department",
        "dept",
        "squad",
        "crew",
        "guild",
        "committee",
        "company",
        "everybody",
        "everyone",
        "anybody",
        "anyone",
        "nobody",
        "somebody",
        "someone",
        "tbd",
        "tba",
        "tbc",
        "todo",
        "fixme",
        "unknown",
        "unsigned",
        "none",
        "placeholder",
    };

    // A name that consists only of these words denotes a job title, or no person at all.
    private static readonly HashSet<string> s_roles = new(StringComparer.OrdinalIgnoreCase)
    {
        "a",
        "admin",
        "administrator",
        "ai",
        "author",
        "automation",
        "bot",
        "ci",
        "data",
        "database",
        "dba",
        "dev",
        "developer",
        "developers",
        "devs",
        "devops",
        "engineer",
        "engineering",
        "engineers",
        "example",
        "handle",
        "i",
        "it",
        "lead",
        "maintainer",
        "maintainers",
        "manager",
        "me",
        "my",
        "myself",
        "na",
        "n",
        "name",
        "null",
        "of",
        "ops",
        "our",
        "owner",
        "owners",
        "person",
        "platform",
        "product",
        "project",
        "reviewer",
        "root",
        "sec",
        "security",
        "signed",
        "signer",
        "staff",
        "system",
        "tech",
        "test",
        "the",
        "them",
        "they",
        "us",
        "user",
        "username",
        "we",
        "who",
        "x",
        "xx",
        "xxx",
        "you",
        "your",
    };

    /// <summary>Returns why an entry's signature is invalid; null if the signature is valid or the entry is a proposal.</summary>
    public static string? Fault(AcceptedFinding entry, DateOnly today)
    {
        if (entry.SignedBy is null)
        {
            return entry.SignedOn is null
                ? null
                : "signed_on without signed_by. Name the person who accepted the finding, or leave out both for a proposal.";
        }

        if (entry.SignedOn is not { } day)
            return $"signed_by '{entry.SignedBy}' without signed_on. Add the day (YYYY-MM-DD).";
        if (!IsPerson(entry.SignedBy))
        {
            return $"signed_by '{entry.SignedBy}' names no person. Write the name or handle of the person who accepts the finding, "
                + "or leave out signed_by and signed_on for a proposal.";
        }
        // One day of tolerance, because the signer's calendar may be ahead of UTC.
        if (day > today.AddDays(1))
            return string.Create(CultureInfo.InvariantCulture, $"signed_on {day:yyyy-MM-dd} is in the future.");
        return day > entry.Expires
            ? string.Create(CultureInfo.InvariantCulture, $"signed_on {day:yyyy-MM-dd} is after expires {entry.Expires:yyyy-MM-dd}.")
            : null;
    }

    private static bool IsPerson(string name)
    {
        var words = new string([.. name.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return name.Count(char.IsLetter) >= 2 && !words.Any(s_groups.Contains) && !words.All(s_roles.Contains);
    }
}
