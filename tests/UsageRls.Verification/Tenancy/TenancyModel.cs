using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>A conclusion from the catalog, with its reason.</summary>
/// <param name="Conclusion">The conclusion: <c>public.teams holds the tenants</c>.</param>
/// <param name="Reason">The reason: <c>the policies of public.games look up the caller's rows in it</c>.</param>
/// <param name="Otherwise">The line of the intent file that overrides the conclusion; null if there is no such line.</param>
public sealed record Guess(string Conclusion, string Reason, string? Otherwise = null);

/// <summary>A state in which a membership row does not count.</summary>
/// <param name="Name">The name of the state: <c>invited</c>, <c>suspended</c>, <c>ended</c>.</param>
/// <param name="Values">
/// The columns that hold the state, with their values as SQL expressions: <c>'invited'</c>, <c>now() - interval '1 day'</c>.
/// </param>
/// <param name="IsAskedByPolicies">
/// Whether <see cref="MembershipTable.Counts"/> checks the column of the state. If not, only the column's name, type and values suggest
/// that a membership in this state should not count.
/// </param>
public sealed record MembershipState(string Name, IReadOnlyDictionary<string, string> Values, bool IsAskedByPolicies = true)
{
    /// <summary>Whether the state is an open invitation, which the invited user may accept.</summary>
    public bool IsInvitation =>
        Name is "invited" or "not accepted" or "not confirmed"
        || Values.Any(v => v.Value is "false" or "null" && TenancyWords.IsAcceptance(v.Key));
}

/// <summary>A claim of the caller's token that names the tenant, or the tenants, that the caller belongs to.</summary>
/// <param name="Path">The JSON keys that lead to the claim, as <c>app_metadata</c>, <c>team_id</c>.</param>
/// <param name="IsList">Whether the claim holds several tenants.</param>
public sealed record TenantClaim(IReadOnlyList<string> Path, bool IsList)
{
    /// <summary>Returns the keys joined by dots, for reports: <c>app_metadata.team_id</c>.</summary>
    public override string ToString() => string.Join('.', Path);
}

/// <summary>A table with one row for each user, in which the user chooses one of their tenants.</summary>
/// <param name="Table">The table: <c>public.profiles</c>.</param>
/// <param name="Tenant">The column that names the chosen tenant: <c>current_team_id</c>.</param>
/// <param name="User">The column that names the user.</param>
public sealed record ChosenTenant(TableName Table, string Tenant, string User);

/// <summary>The table of memberships: who is a member of which tenant.</summary>
/// <param name="Table">The table.</param>
/// <param name="Tenant">The column that names the tenant.</param>
/// <param name="User">The column that names the user.</param>
public sealed record MembershipTable(TableName Table, string Tenant, string User)
{
    /// <summary>The column that holds the member's role; null if there is none.</summary>
    public string? Role { get; init; }

    /// <summary>
    /// The values of <see cref="Role"/> as text; <c>true</c> and <c>false</c> for a boolean column; empty if no values are known.
    /// </summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The table of roles to which memberships refer; null if there is none.</summary>
    public RoleTable? RoleTable { get; init; }

    /// <summary>The SQL condition, on the row's columns, for a row to count as a membership; null if every row counts.</summary>
    public string? Counts { get; init; }

    /// <summary>The columns and values (SQL expressions), beyond defaults, with which a new row counts as a membership.</summary>
    public IReadOnlyDictionary<string, string> Counting { get; init; } = new Dictionary<string, string>();

    /// <summary>Where each user chooses the membership that policies use; null if policies use all memberships of a user.</summary>
    public ChosenTenant? Choice { get; init; }

    /// <summary>The table of people whose key <see cref="User"/> holds; null if <see cref="User"/> holds the user's id.</summary>
    public PersonTable? People { get; init; }

    /// <summary>The states in which a row does not count as a membership.</summary>
    public IReadOnlyList<MembershipState> States { get; init; } = [];

    /// <summary>Returns an SQL expression of type text for the id of a row's user.</summary>
    /// <param name="subject">
    /// The membership table as a subject, whose path to the user replaces <see cref="User"/>; null if the table is no subject.
    /// </param>
    /// <param name="alias">The table's alias in the query.</param>
    public string UserToSql(Subject? subject, string alias) => subject?.User?.ToSql(alias) ?? $"{alias}.{SqlText.Identifier(User)}::text";
}

/// <summary>A tenancy: one way in which an application divides its rows among tenants.</summary>
/// <param name="Tenants">The table of tenants; <c>auth.users</c> if every user is a tenant.</param>
/// <param name="Key">The key column of the tenants, to which other tables refer.</param>
/// <param name="Members">The table of memberships; null if every user is a tenant, or if memberships are known from claims only.</param>
public sealed record TenantModel(TableName Tenants, string Key, MembershipTable? Members)
{
    /// <summary>The claim that names the caller's tenant in policies; null if policies read no such claim.</summary>
    public TenantClaim? Claim { get; init; }

    /// <summary>
    /// The column of <see cref="Tenants"/> that names a user whom policies treat as a member without a membership; null for most tenancies.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>
    /// False if no table holds the tenants; <see cref="Tenants"/> is then a table that names a tenant in each row, in the column
    /// <see cref="Key"/>.
    /// </summary>
    public bool HasTable { get; init; } = true;

    /// <summary>Whether every user is a tenant of its own.</summary>
    public bool IsOfUsers => Tenants == TableName.Users;
}

/// <summary>The kind of rows that a table holds.</summary>
public enum SubjectKind
{
    /// <summary>The rows are the tenants themselves.</summary>
    Tenants,

    /// <summary>The rows are memberships of users in tenants.</summary>
    Memberships,

    /// <summary>The rows belong to tenants.</summary>
    Tenant,

    /// <summary>The rows belong to single users.</summary>
    Personal,

    /// <summary>The rows belong to no tenant and no user: reference data, the same for everybody.</summary>
    Shared,
}

/// <summary>A second tenant that a row names.</summary>
/// <param name="Model">The tenancy of the second tenant; may be the same as the tenancy of the first tenant.</param>
/// <param name="Path">The path from the row to the second tenant.</param>
public sealed record OtherTenant(TenantModel Model, RowPath Path);

/// <summary>A table under verification, with all that is known of it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Kind">The kind of the table's rows.</param>
public sealed record Subject(Table Table, SubjectKind Kind)
{
    /// <summary>The table's name.</summary>
    public TableName Name => Table.Name;

    /// <summary>The tenancy to which the rows belong; null for personal and shared rows.</summary>
    public TenantModel? Tenancy { get; init; }

    /// <summary>The path from a row to its tenant; null for personal and shared rows.</summary>
    public RowPath? Tenant { get; init; }

    /// <summary>
    /// The path from a row to its user: the owner of a personal row, the author of a tenant's row; null if there is none.
    /// </summary>
    public RowPath? User { get; init; }

    /// <summary>
    /// The row's own column that names its user; null if there is no user, or if another row or an expression names the user.
    /// </summary>
    public string? UserColumn => User is { Steps.Count: 0, Expression: null, Column: var column } ? column : null;

    /// <summary>
    /// The second tenant to which a row belongs, for example the organisation with which it is shared, or the channel within a workspace;
    /// null for most tables.
    /// </summary>
    public OtherTenant? AlsoTenant { get; init; }

    /// <summary>
    /// The tenants of other tenancies of which a tenant is part, such as the organisation of a workspace; empty for tables that hold no
    /// tenants.
    /// </summary>
    public IReadOnlyList<OtherTenant> PartOf { get; init; } = [];

    /// <summary>Further columns that name a user, such as an assignee. They decide neither the tenant nor the author.</summary>
    public IReadOnlyList<string> OtherUsers { get; init; } = [];

    /// <summary>The column that names the user with whom a row shares another user's row; null for most tables.</summary>
    public string? Grantee { get; init; }

    /// <summary>
    /// The SQL condition that selects the subject's rows in the table: <c>bucket_id = 'documents'</c>; null if all rows are the subject's.
    /// A table may hold several subjects.
    /// </summary>
    public string? Where { get; init; }

    /// <summary>
    /// The columns, with values as SQL expressions, that a new row needs to meet <see cref="Where"/> and to be a row that no policy opens
    /// to everybody.
    /// </summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether everybody may see the rows: the files of a public bucket, if a policy for SELECT opens all of them.</summary>
    public bool IsListed { get; init; }

    /// <summary>The roles that may see all rows of a directory of users or tenants; empty for other tables.</summary>
    public IReadOnlyList<string> DirectoryOf { get; init; } = [];

    /// <summary>The conclusions that exempt some access from judgement. The console prints them.</summary>
    public IReadOnlyList<Guess> Exemptions { get; init; } = [];

    /// <summary>Whether a row gives its user rights on other users' rows, as a row in a table of moderators does.</summary>
    public bool GivesRights { get; init; }

    /// <summary>The table's entry in the intent file; null if there is none.</summary>
    public TableIntent? Intent { get; init; }

    /// <summary>The reason for which the intent file excludes the table; null if the table is not excluded.</summary>
    public string? Excluded { get; init; }

    /// <summary>The conclusions about the table, each with its reason.</summary>
    public IReadOnlyList<Guess> Guesses { get; init; } = [];

    /// <summary>
    /// Whether <c>anon</c> or <c>authenticated</c> holds a privilege on the table or on any of its columns, and USAGE on its schema.
    /// </summary>
    public bool IsReachable { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Where is null ? Name.ToString() : $"{Name} ({Where})";
}

/// <summary>The tenancies, memberships and subjects of an application: the result of discovery.</summary>
/// <param name="Models">The ways in which the application divides its rows among tenants; empty if no row belongs to anybody.</param>
/// <param name="Subjects">
/// Every table of the application, and the tables of <c>storage</c> and <c>realtime</c> on which the application has policies.
/// </param>
/// <param name="Guesses">The conclusions about the tenancies, each with its reason.</param>
public sealed record Application(IReadOnlyList<TenantModel> Models, IReadOnlyList<Subject> Subjects, IReadOnlyList<Guess> Guesses)
{
    /// <summary>
    /// Returns the subjects of a table: one for most tables, several if its rows are of several kinds, none if the table is not under
    /// verification.
    /// </summary>
    public IEnumerable<Subject> Find(TableName table) => Subjects.Where(s => s.Name == table);
}
