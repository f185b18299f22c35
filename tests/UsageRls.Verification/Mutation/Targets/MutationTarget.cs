using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Mutation.Targets;

/// <summary>
/// The catalog objects of a migrated database from which mutants are made: a table, the tables and functions that its policies use, and the
/// policies, privileges, constraints, indexes and triggers of all these tables.
/// </summary>
public sealed record MutationTarget
{
    /// <summary>
    /// The table itself and, recursively, the tables that policies and their functions use; tables of another owner are left out.
    /// </summary>
    public required IReadOnlyList<TargetTable> Tables { get; init; }

    /// <summary>The columns of <see cref="Tables"/>.</summary>
    public required IReadOnlyList<TargetColumn> Columns { get; init; }

    /// <summary>The policies on <see cref="Tables"/>.</summary>
    public required IReadOnlyList<TargetPolicy> Policies { get; init; }

    /// <summary>The functions that policies call, directly or through other functions; functions of another owner are left out.</summary>
    public required IReadOnlyList<TargetFunction> Functions { get; init; }

    /// <summary>The privileges on <see cref="Tables"/> that roles other than the owner have.</summary>
    public required IReadOnlyList<TargetGrant> Grants { get; init; }

    /// <summary>The constraints of <see cref="Tables"/>.</summary>
    public required IReadOnlyList<TargetConstraint> Constraints { get; init; }

    /// <summary>The indexes of <see cref="Tables"/> that belong to no constraint.</summary>
    public required IReadOnlyList<TargetIndex> Indexes { get; init; }

    /// <summary>The triggers on <see cref="Tables"/>.</summary>
    public required IReadOnlyList<TargetTrigger> Triggers { get; init; }

    /// <summary>The table privileges that this PostgreSQL version has.</summary>
    public required IReadOnlyList<string> Privileges { get; init; }

    /// <summary>
    /// Whether claims also check the catalog: the table's policies, privileges, columns, constraints and indexes. If not, the claims check
    /// only the access that callers have.
    /// </summary>
    public bool HasContract { get; init; } = true;

    /// <summary>
    /// Returns a copy with only the mutated table, the grants of the given roles, and <see cref="HasContract"/> false. The tables that the
    /// policies read are left out: if the intent file describes them, they have their own mutants.
    /// </summary>
    /// <param name="roles">The roles for which the intent states what is allowed.</param>
    public MutationTarget Alone(IReadOnlyList<string> roles)
    {
        bool IsOwn(ITablePart part) => part.TableOid == Table.Oid;
        return this with
        {
            Tables = [Table],
            Policies = [.. Policies.Where(IsOwn)],
            Grants = [.. Grants.Where(g => IsOwn(g) && roles.Contains(g.Role))],
            HasContract = false,
        };
    }

    /// <summary>The API roles, and <c>public</c>, which includes all roles.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["public", .. DatabaseRole.Api];

    /// <summary>The table itself.</summary>
    public TargetTable Table => Tables.First(t => t.IsTarget);

    /// <summary>Returns the table that a column, policy, grant, constraint, index or trigger belongs to.</summary>
    public TargetTable TableOf(ITablePart part) => Tables.First(t => t.Oid == part.TableOid);

    /// <summary>Returns the columns of a table.</summary>
    public IEnumerable<TargetColumn> ColumnsOf(TargetTable table) => Columns.Where(c => c.TableOid == table.Oid);

    /// <summary>
    /// Whether a role has a privilege on a table or on a column of it, directly or through <c>public</c>;
    /// for <c>public</c>, whether <c>public</c>, <c>anon</c> or <c>authenticated</c> has it.
    /// </summary>
    public bool Holds(string role, string privilege, TargetTable table) =>
        Grants.Any(g =>
            g.TableOid == table.Oid
            && g.Privilege == privilege
            && (g.Role == "public" || g.Role == role || (role == "public" && g.Role is DatabaseRole.Anon or DatabaseRole.Authenticated))
        );

    /// <summary>Returns a role's name in SQL; <c>public</c> is a keyword and is not quoted.</summary>
    public static string Role(string name) => name == "public" ? name : SqlText.Identifier(name);
}

/// <summary>A catalog object that belongs to a table.</summary>
public interface ITablePart
{
    /// <summary>The table's object identifier.</summary>
    long TableOid { get; }
}

/// <summary>A table in scope.</summary>
/// <param name="Oid">The table's object identifier.</param>
/// <param name="Schema">The table's schema.</param>
/// <param name="Name">The table's name.</param>
/// <param name="RowSecurity">Whether row level security is enabled.</param>
/// <param name="Forced">Whether FORCE ROW LEVEL SECURITY is set.</param>
/// <param name="IsTarget">Whether this is the mutated table and not a table that its policies read.</param>
/// <param name="CanHoldOwner">
/// Whether FORCE ROW LEVEL SECURITY can restrict the owner: false for a superuser and for a role with BYPASSRLS.
/// </param>
public sealed record TargetTable(
    long Oid,
    string Schema,
    string Name,
    bool RowSecurity,
    bool Forced,
    bool IsTarget,
    bool CanHoldOwner = false
)
{
    /// <summary>The quoted name with its schema.</summary>
    public string Sql => $"{SqlText.Identifier(Schema)}.{SqlText.Identifier(Name)}";
}

/// <summary>
/// A column. <paramref name="Default"/> is null for a generated column; <paramref
/// name="References"/> is the table that a foreign key of this column alone refers to; null if there is none.
/// </summary>
public sealed record TargetColumn(
    long TableOid,
    string Name,
    string Type,
    bool NotNull,
    bool Generated,
    string? Default,
    bool InPrimaryKey,
    string? References
) : ITablePart;

/// <summary>
/// A policy. Its expressions are as the server prints them with an empty search path: schema-qualified and fully parenthesised.
/// </summary>
public sealed record TargetPolicy(
    long TableOid,
    string Name,
    bool Permissive,
    string Command,
    IReadOnlyList<string> Roles,
    string? Using,
    string? Check
) : ITablePart;

/// <summary>
/// A helper function. <paramref name="Parsed"/>: the body is stored parsed (<c>begin atomic</c>),
/// not as text. <paramref name="Priced"/>: the function has a cost other than the default.
/// </summary>
public sealed record TargetFunction(
    string Schema,
    string Name,
    string Signature,
    string Language,
    bool Definer,
    bool Volatile,
    bool Parsed,
    bool Pinned,
    bool Priced,
    string Body,
    string Definition,
    IReadOnlyList<string> Executors
);

/// <summary>A privilege that a role other than the owner has, on a table or on one column.</summary>
public sealed record TargetGrant(long TableOid, string Role, string Privilege, string? Column, bool Grantable) : ITablePart;

/// <summary>A constraint; <paramref name="Kind"/> is the letter in <c>pg_constraint.contype</c>.</summary>
public sealed record TargetConstraint(long TableOid, string Name, string Kind, string Definition) : ITablePart;

/// <summary>
/// An index; <paramref name="Shape"/> is the part of its definition after <c>using</c>, without the included columns. If the index belongs
/// to another table than the mutated one, the table's name precedes this part.
/// </summary>
public sealed record TargetIndex(
    long TableOid,
    string Schema,
    string Name,
    string Method,
    bool Unique,
    IReadOnlyList<string> Keys,
    IReadOnlyList<bool> Descending,
    IReadOnlyList<string> Included,
    string? Predicate,
    string Shape
) : ITablePart;

/// <summary>A trigger that PostgreSQL did not create itself for a constraint.</summary>
public sealed record TargetTrigger(long TableOid, string Name) : ITablePart;
