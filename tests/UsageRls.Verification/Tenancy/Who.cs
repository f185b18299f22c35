namespace UsageRls.Verification.Tenancy;

/// <summary>Whom a command is allowed to.</summary>
public enum WhoKind
{
    /// <summary>To no client.</summary>
    Nobody,

    /// <summary>To the user that the row names as its author or owner.</summary>
    Author,

    /// <summary>To members of the row's tenant.</summary>
    Members,

    /// <summary>To every signed-in user.</summary>
    Users,

    /// <summary>To everybody, also without a token.</summary>
    Everyone,

    /// <summary>The intent states nothing; access across tenants is denied all the same.</summary>
    Unstated,
}

/// <summary>One group of callers.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Roles">The roles that a member must have one of; empty for any.</param>
public sealed record WhoTerm(WhoKind Kind, IReadOnlyList<string> Roles)
{
    /// <summary>As in the intent file: <c>members(owner, admin)</c>.</summary>
    public override string ToString() => Kind.ToString().ToLowerInvariant() + (Roles.Count > 0 ? $"({string.Join(", ", Roles)})" : "");

    /// <inheritdoc/>
    public bool Equals(WhoTerm? other) => other is not null && Kind == other.Kind && Roles.SequenceEqual(other.Roles);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Roles.Count);
}

/// <summary>Whom a command is allowed to: any of several groups, and whether only with rows that name the caller.</summary>
/// <param name="AnyOf">The groups; a caller of any of them may.</param>
/// <param name="IsAsAuthor">Whether the row must name the caller as its author as well.</param>
public sealed record Who(IReadOnlyList<WhoTerm> AnyOf, bool IsAsAuthor = false)
{
    private static readonly string[] s_words = [.. Enum.GetNames<WhoKind>().Select(n => n.ToLowerInvariant()), "as author"];

    /// <summary>No client.</summary>
    public static Who Nobody { get; } = new([new WhoTerm(WhoKind.Nobody, [])]);

    /// <summary>Nothing is said.</summary>
    public static Who Unstated { get; } = new([new WhoTerm(WhoKind.Unstated, [])]);

    /// <summary>Whether nothing is said.</summary>
    public bool IsUnstated => AnyOf is [{ Kind: WhoKind.Unstated }];

    /// <summary>Whether a caller is included.</summary>
    /// <param name="isSignedIn">Whether the caller is a signed-in user.</param>
    /// <param name="isAuthor">Whether the row names the caller as its author or owner.</param>
    /// <param name="role">The caller's role in the row's tenant; empty for a member of no particular role, null for no member.</param>
    public bool Includes(bool isSignedIn, bool isAuthor, string? role) =>
        (!IsAsAuthor || isAuthor)
        && AnyOf.Any(term =>
            term.Kind switch
            {
                WhoKind.Everyone => true,
                WhoKind.Users => isSignedIn,
                WhoKind.Author => isAuthor,
                WhoKind.Members => role is not null && (term.Roles.Count == 0 || term.Roles.Contains(role)),
                _ => false,
            }
        );

    /// <summary>Reads what stands in the intent file: <c>members(owner, admin), author</c>, <c>members, as author</c>.</summary>
    /// <exception cref="FormatException">It is not that; the message says what is wrong.</exception>
    public static Who Parse(string text)
    {
        var (terms, asAuthor) = (new List<WhoTerm>(), false);
        foreach (var part in Parts(text))
        {
            if (part == "as author")
            {
                asAuthor = true;
                continue;
            }
            var (word, roles) = (part, Array.Empty<string>());
            if (part.IndexOf('(', StringComparison.Ordinal) is var open and > 0)
            {
                if (!part.EndsWith(')'))
                {
                    throw new FormatException(
                        $"'{part}' has no closing parenthesis. In braces a comma ends the value: put it in quotes, or on a line of its own"
                    );
                }

                (word, roles) = (
                    part[..open].Trim(),
                    part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                );
                if (word != "members")
                    throw new FormatException($"only members have roles, not '{word}'");
                if (roles.Length == 0)
                    throw new FormatException("'members()' names no role");
            }
            if (!s_words.Contains(word, StringComparer.Ordinal) || !Enum.TryParse<WhoKind>(word, ignoreCase: true, out var kind))
                throw new FormatException(Nearest.Unknown(word, s_words));
            terms.Add(new WhoTerm(kind, roles));
        }
        if (terms.Count == 0)
        {
            throw new FormatException(
                asAuthor ? "'as author' says how, and not who: members, as author" : $"nobody is named: {string.Join(", ", s_words)}"
            );
        }

        if (terms.Count > 1 && terms.Find(t => t.Kind is WhoKind.Nobody or WhoKind.Unstated) is { } alone)
            throw new FormatException($"'{alone}' stands alone");
        if (asAuthor && terms[0].Kind is WhoKind.Nobody or WhoKind.Unstated && asAuthor)
            throw new FormatException($"'{terms[0]}' cannot be 'as author'");
        return new Who(terms, asAuthor);
    }

    /// <summary>As in the intent file.</summary>
    public override string ToString() => string.Join(", ", AnyOf) + (IsAsAuthor ? ", as author" : "");

    /// <inheritdoc/>
    public bool Equals(Who? other) => other is not null && IsAsAuthor == other.IsAsAuthor && AnyOf.SequenceEqual(other.AnyOf);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static IEnumerable<string> Parts(string text)
    {
        var (from, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '(')
                depth++;
            if (i < text.Length && text[i] == ')')
                depth--;
            if (i < text.Length && (text[i] != ',' || depth > 0))
                continue;
            var part = text[from..i].Trim();
            if (part.Length > 0)
                yield return part;
            from = i + 1;
        }
    }
}
