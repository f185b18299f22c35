using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.Mutation.Targets;

/// <summary>
/// What decides access to a table, and its contract, as the catalog of a migrated
/// database has it. Mutants are made from this and nothing else.
/// </summary>
public sealed record MutationTarget
{
    /// <summary>The table itself, and the tables that policies read on the way to a decision about it.</summary>
    public required IReadOnlyList<TargetTable> Tables { get; init; }

    /// <summary>The columns of those tables.</summary>
    public required IReadOnlyList<TargetColumn> Columns { get; init; }

    /// <summary>The policies on those tables.</summary>
    public required IReadOnlyList<TargetPolicy> Policies { get; init; }

    /// <summary>The migrations' functions that policies call, directly or through one another.</summary>
    public required IReadOnlyList<TargetFunction> Functions { get; init; }

    /// <summary>What roles other than the owner hold on those tables.</summary>
    public required IReadOnlyList<TargetGrant> Grants { get; init; }

    /// <summary>The constraints of those tables.</summary>
    public required IReadOnlyList<TargetConstraint> Constraints { get; init; }

    /// <summary>The indexes of those tables that are not a constraint's.</summary>
    public required IReadOnlyList<TargetIndex> Indexes { get; init; }

    /// <summary>The triggers on those tables.</summary>
    public required IReadOnlyList<TargetTrigger> Triggers { get; init; }

    /// <summary>The rights that the server knows on a table.</summary>
    public required IReadOnlyList<string> Privileges { get; init; }

    /// <summary>Whether it is claimed which policies and privileges the table has; if not, only what they make possible.</summary>
    public bool HasContract { get; init; } = true;

    /// <summary>The table without those that its policies read, which the intent describes elsewhere, and without a contract.</summary>
    /// <param name="roles">The roles whose privileges the intent speaks of.</param>
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

    /// <summary>The roles that a request can come as, and <c>public</c>, which is all of them.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["public", .. DatabaseRole.Api];

    /// <summary>The table itself.</summary>
    public TargetTable Table => Tables.First(t => t.IsTarget);

    /// <summary>The table of something that belongs to one.</summary>
    public TargetTable TableOf(ITablePart part) => Tables.First(t => t.Oid == part.TableOid);

    /// <summary>The columns of a table.</summary>
    public IEnumerable<TargetColumn> ColumnsOf(TargetTable table) => Columns.Where(c => c.TableOid == table.Oid);

    /// <summary>
    /// Whether a role, itself or as one of the public, holds a right on a table or on a
    /// column of it; for <c>public</c>, whether a user's role does.
    /// </summary>
    public bool Holds(string role, string privilege, TargetTable table) =>
        Grants.Any(g =>
            g.TableOid == table.Oid
            && g.Privilege == privilege
            && (g.Role == "public" || g.Role == role || (role == "public" && g.Role is DatabaseRole.Anon or DatabaseRole.Authenticated))
        );

    /// <summary>A role's name in SQL: <c>public</c> is a word and not a name.</summary>
    public static string Role(string name) => name == "public" ? name : SqlText.Identifier(name);
}

/// <summary>Something that belongs to a table.</summary>
public interface ITablePart
{
    /// <summary>The table's object identifier.</summary>
    long TableOid { get; }
}

/// <summary>A table in scope.</summary>
/// <param name="Oid">Its object identifier.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="RowSecurity">Whether row level security is enabled on it.</param>
/// <param name="Forced">Whether its owner is held to it too.</param>
/// <param name="IsTarget">Whether it is the table itself and not one that its policies read.</param>
/// <param name="CanHoldOwner">Whether policies can hold its owner at all: a superuser and a role with BYPASSRLS they cannot.</param>
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
    /// <summary>The name in SQL.</summary>
    public string Sql => $"{SqlText.Identifier(Schema)}.{SqlText.Identifier(Name)}";
}

/// <summary>
/// A column. <paramref name="Default"/> is null for a generated one;
/// <paramref name="References"/> is the table of a foreign key of this column alone.
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

/// <summary>A policy; its expressions as the server prints them with an empty search path: qualified and fully parenthesised.</summary>
public sealed record TargetPolicy(
    long TableOid,
    string Name,
    bool Permissive,
    string Command,
    IReadOnlyList<string> Roles,
    string? Using,
    string? Check
) : ITablePart;

/// <summary>A helper function. <paramref name="Parsed"/>: its body is kept parsed (<c>begin atomic</c>) and not as text.</summary>
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

/// <summary>A right that somebody other than the owner holds, on a table or on one column.</summary>
public sealed record TargetGrant(long TableOid, string Role, string Privilege, string? Column, bool Grantable) : ITablePart;

/// <summary>A constraint; <paramref name="Kind"/> is the catalog's letter.</summary>
public sealed record TargetConstraint(long TableOid, string Name, string Kind, string Definition) : ITablePart;

/// <summary>An index; <paramref name="Shape"/> is all that follows <c>using</c> in its definition, without what it includes.</summary>
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

/// <summary>A trigger that is no constraint's.</summary>
public sealed record TargetTrigger(long TableOid, string Name) : ITablePart;
