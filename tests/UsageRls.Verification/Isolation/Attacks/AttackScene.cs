using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>The populated database, with all that an attack needs: rows, callers, privileges, rules and a session.</summary>
/// <param name="Population">The tenants, users and rows.</param>
/// <param name="Subjects">The watched tables (those whose changes the session records), in the order of their numbers.</param>
/// <param name="Rows">The rows of each watched table: the key, and the tenant and user to whom the row belongs.</param>
/// <param name="Known">The column values of up to 200 rows of each table, by table and key.</param>
/// <param name="Session">The session in which statements run and are rolled back.</param>
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

    /// <summary>The unique keys and exclusion constraints of each table.</summary>
    public required ILookup<TableName, UniqueConstraint> UniqueConstraints { get; init; }

    /// <summary>The values that a client would send to insert a valid row, for each table.</summary>
    public required IReadOnlyDictionary<Subject, IReadOnlyList<ProposedRow>> Proposals { get; init; }

    /// <summary>The tenants under attack: the first tenant of each tenancy.</summary>
    public IEnumerable<(TenantModel Model, MadeRow Row)> Victims => Population.Tenants.Select(t => (t.Key, t.First()));

    /// <summary>Creates a run that uses views and functions.</summary>
    /// <param name="trails">The trails: append-only tables.</param>
    /// <param name="sql">SQL by which the administrator changes rows before all calls; empty if no rows are changed.</param>
    /// <param name="user">The id of a user, to call each function for this user only; null for all calls.</param>
    /// <param name="areVisibleRowsPublic">Whether rows that the caller sees without a view or function count as public.</param>
    public ReachRun Reach(IReadOnlySet<Subject> trails, string sql = "", string? user = null, bool areVisibleRowsPublic = false) =>
        new(Population, Subjects, Rows, Known, Privileges, Rule, Session)
        {
            Scene = sql,
            Trails = trails,
            User = user,
            AreVisibleRowsPublic = areVisibleRowsPublic,
        };

    /// <summary>Returns the standing (caller and memberships) of a person.</summary>
    public Standing Stand(Person person) => Callers.First(c => c.Caller.UserId == person.Id);

    /// <summary>Callers who are no members of the tenants under attack: <see cref="Isolation.Callers.Outsiders"/>.</summary>
    public IReadOnlyList<Standing> Outsiders => Isolation.Callers.Outsiders(Population, Callers);

    /// <summary>
    /// The prefix of a line that the statement of <see cref="Look"/> returns for a role in the caller's own memberships. The line has the
    /// form <c>#role tenant role</c>.
    /// </summary>
    public const string OwnRole = "#role ";

    /// <summary>Builds a SELECT that returns the key of each row of a table that the caller can see.</summary>
    public static Statement Select(Subject subject) =>
        new($"select {WatchedSession.KeyColumns(subject)} from {WatchedSession.From(subject)} as t") { Result = ResultKind.Ids };

    /// <summary>
    /// Builds one SELECT on all watched tables whose key columns the role may read. The SELECT returns the table's number and the key of
    /// each visible row, and the roles in the caller's own memberships. Returns null if the role may read none of these.
    /// </summary>
    public Statement? Look(string role)
    {
        // The query also returns the roles in the caller's own memberships, because an attack may change such a role without making another
        // row visible.
        var roles =
            from subject in Subjects
            where subject is { Kind: SubjectKind.Memberships, Where: null }
            let members = subject.Tenancy?.Members
            where members is { Role: not null, People: null } && members.Table == subject.Name
            let read = Privileges.Of(role, subject.Name, "SELECT")
            where read.Contains(members.Tenant) && read.Contains(members.User) && read.Contains(members.Role!)
            select $"select '{OwnRole}' || t.{SqlText.Identifier(members.Tenant)} || ' ' || t.{SqlText.Identifier(members.Role!)} as seen "
                + $"from {subject.Name.Sql} as t where t.{SqlText.Identifier(members.User)}::text = (select auth.uid())::text";
        return string.Join(" union all ", VisibleKeys.For(Subjects, Privileges, role).Concat(roles)) is { Length: > 0 } look
            ? new Statement(look) { Result = ResultKind.Ids }
            : null;
    }

    /// <summary>
    /// Finds the first row in the result of <see cref="Look"/> that the caller must not see and did not see before the attack; null if
    /// there is none.
    /// </summary>
    public (Subject Subject, string Key, string Why)? FirstForbidden(
        Standing caller,
        IReadOnlySet<string> seen,
        IReadOnlySet<string> before
    )
    {
        // Check first the tables with rows of tenants, and of these first the tables that refer to the tenant by the fewest foreign keys.
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
}
