using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>A populated database in which attacks are tried.</summary>
/// <param name="Population">The tenants, users and rows.</param>
/// <param name="Subjects">The watched tables, in the session's order.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Known">The rows' values.</param>
/// <param name="Session">The session to try in.</param>
internal sealed record AttackScene(
    Population Population,
    IReadOnlyList<Subject> Subjects,
    ILookup<Subject, (string Key, Belonging Belongs)> Rows,
    IReadOnlyDictionary<(TableName Table, string Key), MadeRow> Known,
    WatchedSession Session
)
{
    public required ColumnPrivileges Privileges { get; init; }

    public required UniversalRule Rule { get; init; }

    public required IReadOnlyList<Standing> Callers { get; init; }

    public required RuleTexts Texts { get; init; }

    /// <summary>The values that a client would send for a valid row of each table.</summary>
    public required IReadOnlyDictionary<Subject, IReadOnlyList<ProposedRow>> Proposals { get; init; }

    /// <summary>The tenant that is attacked: the first of each kind.</summary>
    public IEnumerable<(TenantModel Model, MadeRow Row)> Victims => Population.Tenants.Select(t => (t.Key, t.First()));

    /// <summary>The caller that a person is.</summary>
    public Standing Stand(Person person) => Callers.First(c => c.Caller.UserId == person.Id);

    /// <summary>
    /// A user without a membership, and for each kind of tenant two members of the second
    /// tenant: in the least and in the most privileged role.
    /// </summary>
    public IReadOnlyList<Standing> Outsiders =>
        [
            .. Population.Strangers.Take(1).Select(Stand),
            .. Population
                .Tenants.SelectMany(t => t.Skip(1).Take(1).Select(row => Population.Members[(t.Key.Tenants, row[t.Key.Key]!)]))
                .SelectMany(m => m.Count > 1 ? [m[^1], m[0]] : m)
                .Select(Stand)
                .DistinctBy(s => s.User),
        ];

    /// <summary>A statement that gives the keys of the rows of a table that its caller sees.</summary>
    public static Statement Select(Subject subject) =>
        new($"select {WatchedSession.KeyColumns(subject)} from {WatchedSession.From(subject)} as t") { Result = ResultKind.Ids };

    /// <summary>
    /// A statement that gives the rows of all watched tables that a role sees, as far as it may read their keys; null for none.
    /// </summary>
    public Statement? Look(string role)
    {
        var parts = Subjects
            .Select((s, i) => (Subject: s, Place: i + 1))
            .Where(s => s.Subject.Table.Key is { Count: > 0 } key && key.All(Privileges.Of(role, s.Subject.Name, "SELECT").Contains))
            .Select(s => $"select '#{s.Place} ' || {WatchedSession.KeyOf(s.Subject)} as seen from {WatchedSession.From(s.Subject)} as t");
        return string.Join(" union all ", parts) is { Length: > 0 } look ? new Statement(look) { Result = ResultKind.Ids } : null;
    }

    /// <summary>The rows that a <see cref="Look"/> gave.</summary>
    public static IReadOnlySet<string> Looked(Trial look) => look.Seen.Select(Unquote).ToHashSet(StringComparer.Ordinal);

    /// <summary>The first row of a <see cref="Look"/> that the caller must not see; null if there is none.</summary>
    public (Subject Subject, string Key, string Why)? FirstForbidden(
        Standing caller,
        IReadOnlySet<string> seen,
        IReadOnlySet<string> before
    )
    {
        // A row that names its tenant itself, before those that lead to it.
        foreach (
            var i in Enumerable
                .Range(0, Subjects.Count)
                .OrderBy(i => Subjects[i].Kind != SubjectKind.Tenant)
                .ThenBy(i => Subjects[i].Tenant?.Steps.Count ?? 0)
        )
        {
            foreach (var (key, belongs) in Rows[Subjects[i]])
            {
                var line = $"#{i + 1} {key}";
                if (seen.Contains(line) && !before.Contains(line) && Rule.AgainstSeeing(caller, Subjects[i], belongs) is { } why)
                    return (Subjects[i], key, $"{Rule.Whose(Subjects[i], belongs)}, but {why}");
            }
        }
        return null;
    }

    // A row of one text column, as PostgreSQL prints it.
    private static string Unquote(string row)
    {
        var text = row[1..^1];
        return text.StartsWith('"')
            ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal)
            : text;
    }
}
