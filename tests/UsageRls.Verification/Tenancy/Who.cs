namespace UsageRls.Verification.Tenancy;

/// <summary>A kind of callers who may run a command.</summary>
public enum WhoKind
{
    /// <summary>No client may run the command.</summary>
    Nobody,

    /// <summary>The user whom the row names as its author or owner.</summary>
    Author,

    /// <summary>The members of the row's tenant.</summary>
    Members,

    /// <summary>Every signed-in user.</summary>
    Users,

    /// <summary>Everybody, also callers without a token.</summary>
    Everyone,

    /// <summary>The intent does not state who may run the command. Access across tenants is denied in any case.</summary>
    Unstated,
}

/// <summary>One group of callers who may run a command.</summary>
/// <param name="Kind">The kind of callers.</param>
/// <param name="Roles">The membership roles, one of which the caller must have; empty if every role is enough.</param>
public sealed record WhoTerm(WhoKind Kind, IReadOnlyList<string> Roles)
{
    /// <summary>Returns the group as in the intent file: <c>members(owner, admin)</c>.</summary>
    public override string ToString() => Kind.ToString().ToLowerInvariant() + (Roles.Count > 0 ? $"({string.Join(", ", Roles)})" : "");

    /// <inheritdoc/>
    public bool Equals(WhoTerm? other) => other is not null && Kind == other.Kind && Roles.SequenceEqual(other.Roles);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Roles.Count);
}

/// <summary>
/// The callers who may run a command: any of several groups, and optionally only for rows that name the caller as author.
/// </summary>
/// <param name="AnyOf">The groups of callers; a caller needs to belong to only one of them.</param>
/// <param name="IsAsAuthor">Whether the row must also name the caller as its author.</param>
public sealed record Who(IReadOnlyList<WhoTerm> AnyOf, bool IsAsAuthor = false)
{
    private static readonly string[] s_words = [.. Enum.GetNames<WhoKind>().Select(n => n.ToLowerInvariant()), "as author"];

    /// <summary>No client may run the command.</summary>
    public static Who Nobody { get; } = new([new WhoTerm(WhoKind.Nobody, [])]);

    /// <summary>The intent does not state who may run the command.</summary>
    public static Who Unstated { get; } = new([new WhoTerm(WhoKind.Unstated, [])]);

    /// <summary>Whether the intent does not state who may run the command.</summary>
    public bool IsUnstated => AnyOf is [{ Kind: WhoKind.Unstated }];

    /// <summary>Whether a caller may run the command on a row.</summary>
    /// <param name="isSignedIn">Whether the caller is a signed-in user.</param>
    /// <param name="isAuthor">Whether the row names the caller as its author or owner.</param>
    /// <param name="role">
    /// The caller's role in the row's tenant; empty for a member without a role, null for a caller who is no member.
    /// </param>
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

    /// <summary>
    /// Parses the value of a command in the intent file: <c>members(owner, admin), author</c>, <c>members, as author</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is not valid; the message gives the reason.</exception>
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
                        $"'{part}' has no closing parenthesis. In braces a comma ends the value: quote the value or give it its own line"
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
                asAuthor ? "'as author' needs a group before it: members, as author" : $"no group is named: {string.Join(", ", s_words)}"
            );
        }

        if (terms.Count > 1 && terms.Find(t => t.Kind is WhoKind.Nobody or WhoKind.Unstated) is { } alone)
            throw new FormatException($"'{alone}' cannot be combined");
        if (asAuthor && terms[0].Kind is WhoKind.Nobody or WhoKind.Unstated && asAuthor)
            throw new FormatException($"'{terms[0]}' cannot be 'as author'");
        return new Who(terms, asAuthor);
    }

    /// <summary>Returns the text as in the intent file.</summary>
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
