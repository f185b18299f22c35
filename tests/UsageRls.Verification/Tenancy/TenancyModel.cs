using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;

namespace UsageRls.Verification.Tenancy;

/// <summary>Something that was concluded from the catalog, and why.</summary>
/// <param name="Conclusion">What, as <c>public.teams holds the tenants</c>.</param>
/// <param name="Reason">Why, as <c>public.team_members refers to it and to auth.users, and three policies ask it</c>.</param>
/// <param name="Otherwise">The line of the intent file that says otherwise, where another reading is possible; else null.</param>
public sealed record Guess(string Conclusion, string Reason, string? Otherwise = null);

/// <summary>A state in which a membership row does not count.</summary>
/// <param name="Name">In a word, as <c>invited</c>, <c>suspended</c>, <c>ended</c>.</param>
/// <param name="Values">
/// The columns that make it so, and their values as SQL expressions: <c>'invited'</c>, <c>now() - interval '1 day'</c>.
/// </param>
/// <param name="IsAskedByPolicies">
/// Whether a policy, or a function that one calls, asks for it. If not, the columns'
/// names and types alone say that such a member should not count.
/// </param>
public sealed record MembershipState(string Name, IReadOnlyDictionary<string, string> Values, bool IsAskedByPolicies = true);

/// <summary>A claim of the caller's token that names the tenant, or the tenants, that the caller belongs to.</summary>
/// <param name="Path">The names on the way to it, as <c>app_metadata</c>, <c>team_id</c>.</param>
/// <param name="IsList">Whether it holds several tenants.</param>
public sealed record TenantClaim(IReadOnlyList<string> Path, bool IsList)
{
    /// <summary>For a person: <c>app_metadata.team_id</c>.</summary>
    public override string ToString() => string.Join('.', Path);
}

/// <summary>The table of memberships: who is a member of which tenant.</summary>
/// <param name="Table">The table.</param>
/// <param name="Tenant">Its column that names the tenant.</param>
/// <param name="User">Its column that names the user.</param>
public sealed record MembershipTable(TableName Table, string Tenant, string User)
{
    /// <summary>Its column that says in which role; null if it has none.</summary>
    public string? Role { get; init; }

    /// <summary>
    /// The values of <see cref="Role"/>, as text; empty if it has none. For a boolean column: <c>true</c>, <c>false</c>.
    /// </summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Which rows are memberships, as an SQL condition over the columns; null if every row counts.</summary>
    public string? Counts { get; init; }

    /// <summary>The values, beyond defaults, with which a membership counts: columns and SQL expressions.</summary>
    public IReadOnlyDictionary<string, string> Counting { get; init; } = new Dictionary<string, string>();

    /// <summary>The states in which a row does not count.</summary>
    public IReadOnlyList<MembershipState> States { get; init; } = [];

    /// <summary>The id of a row's user as an SQL expression of type text.</summary>
    /// <param name="subject">The table as a subject, which may name the user by a path; null if it is none.</param>
    /// <param name="alias">The table's alias in the query.</param>
    public string UserToSql(Subject? subject, string alias) => subject?.User?.ToSql(alias) ?? $"{alias}.{SqlText.Identifier(User)}::text";
}

/// <summary>One way in which an application divides its rows among tenants.</summary>
/// <param name="Tenants">The table of tenants; <c>auth.users</c> where every user is one.</param>
/// <param name="Key">Its column that others refer to.</param>
/// <param name="Members">Who belongs to which; null if every user is a tenant, or where only claims say it.</param>
public sealed record TenantModel(TableName Tenants, string Key, MembershipTable? Members)
{
    /// <summary>The claim by which policies know the caller's tenant; null if they know it by membership alone.</summary>
    public TenantClaim? Claim { get; init; }

    /// <summary>The column of <see cref="Tenants"/> whose user policies treat as a member, without a membership; null for most.</summary>
    public string? Owner { get; init; }

    /// <summary>
    /// False if no table holds the tenants: <see cref="Tenants"/> is then the first
    /// table that names one, in the column <see cref="Key"/>.
    /// </summary>
    public bool HasTable { get; init; } = true;

    /// <summary>Whether every user is a tenant.</summary>
    public bool IsOfUsers => Tenants == TableName.Users;
}

/// <summary>The kind of rows in a table.</summary>
public enum SubjectKind
{
    /// <summary>The tenants themselves.</summary>
    Tenants,

    /// <summary>Memberships.</summary>
    Memberships,

    /// <summary>Rows of tenants.</summary>
    Tenant,

    /// <summary>Rows of single users.</summary>
    Personal,

    /// <summary>Rows of nobody in particular: reference data, the same for everybody.</summary>
    Shared,
}

/// <summary>Another tenant that a row names.</summary>
/// <param name="Model">Of which kind: the table's own, or another.</param>
/// <param name="Column">The column that names it.</param>
public sealed record OtherTenant(TenantModel Model, string Column);

/// <summary>A table under verification with all that is known of it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Kind">The kind of its rows.</param>
public sealed record Subject(Table Table, SubjectKind Kind)
{
    /// <summary>The table's name.</summary>
    public TableName Name => Table.Name;

    /// <summary>Which tenants its rows belong to; null for personal and shared rows.</summary>
    public TenantModel? Tenancy { get; init; }

    /// <summary>How a row names its tenant; null for personal and shared rows.</summary>
    public RowPath? Tenant { get; init; }

    /// <summary>
    /// How a row names the user that it belongs to: the owner of a personal row, the author of a tenant's; null if none does.
    /// </summary>
    public RowPath? User { get; init; }

    /// <summary>Another tenant that a row belongs to, as the other side of a share or of a contract; null for most.</summary>
    public OtherTenant? AlsoTenant { get; init; }

    /// <summary>Other columns that name a user, as an assignee's; neither the tenant nor the author goes by them.</summary>
    public IReadOnlyList<string> OtherUsers { get; init; } = [];

    /// <summary>The column that names the user with whom a row shares another user's row; null for most tables.</summary>
    public string? Grantee { get; init; }

    /// <summary>
    /// Which of the table's rows, as an SQL condition: <c>bucket_id = 'documents'</c>; null for all. A table may be several subjects.
    /// </summary>
    public string? Where { get; init; }

    /// <summary>The values of a row that meets <see cref="Where"/>: columns and SQL expressions.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether everybody may see its rows: a public bucket whose files a policy lists to everybody.</summary>
    public bool IsListed { get; init; }

    /// <summary>Its entry in the intent file; null if there is none.</summary>
    public TableIntent? Intent { get; init; }

    /// <summary>Why people have excluded it in the intent file; null if they have not.</summary>
    public string? Excluded { get; init; }

    /// <summary>The reason for the conclusion.</summary>
    public IReadOnlyList<Guess> Guesses { get; init; } = [];

    /// <summary>
    /// Whether a role of the API (<c>anon</c>, <c>authenticated</c>) holds a privilege on it, on any column, and may use its schema.
    /// </summary>
    public bool IsReachable { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Where is null ? Name.ToString() : $"{Name} ({Where})";
}

/// <summary>The tenancies, memberships and subjects of an application: the result of discovery.</summary>
/// <param name="Models">The ways in which it divides its rows; empty if nothing belongs to anybody.</param>
/// <param name="Subjects">Every table of the application, and those of the platform that it writes policies on.</param>
/// <param name="Guesses">The conclusions, each with its reason.</param>
public sealed record Application(IReadOnlyList<TenantModel> Models, IReadOnlyList<Subject> Subjects, IReadOnlyList<Guess> Guesses)
{
    /// <summary>
    /// The subjects of a table: one for most, several where its rows are of several kinds, none for what is no table of the application.
    /// </summary>
    public IEnumerable<Subject> Find(TableName table) => Subjects.Where(s => s.Name == table);
}
