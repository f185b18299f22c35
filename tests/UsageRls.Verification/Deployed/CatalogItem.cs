namespace UsageRls.Verification.Deployed;

/// <summary>One item of a database's catalog, such as a policy, or one privilege of one role on one table.</summary>
/// <param name="Kind">The kind of item: <c>policy</c>, <c>table privilege</c>, <c>row level security</c> and others.</param>
/// <param name="Object">The relation, function, schema, role or other object that the item is about, as a name in SQL.</param>
/// <param name="Identity">The item's name, which is unique among items of the same kind.</param>
/// <param name="Definition">The item's definition, as the queries in <c>Catalog</c> return it; for a privilege <c>granted</c>.</param>
public sealed record CatalogItem(string Kind, string Object, string Identity, string Definition)
{
    /// <summary>SQL that creates the item; null if there is no such SQL.</summary>
    public string? Make { get; init; }

    /// <summary>SQL that removes the item; null if there is no such SQL (an owner cannot be removed).</summary>
    public string? Unmake { get; init; }

    /// <summary>
    /// SQL that changes an item with another definition to this definition; null if the item must be dropped and created again.
    /// </summary>
    public string? Alter { get; init; }

    /// <summary>
    /// The schema that decides whether the item belongs to the platform or to the application, or a mark such as <c>of an extension</c>;
    /// empty if the kind or a role decides.
    /// </summary>
    public string Schema { get; init; } = "";

    /// <summary>
    /// The part of the definition of a view or routine that <c>create or replace</c> cannot change; empty for other kinds.
    /// </summary>
    public string Shape { get; init; } = "";

    /// <summary>The item's place in the order of creation: items are created by rising rank and dropped by falling rank.</summary>
    public int Rank { get; init; }

    /// <summary>The item's kind and identity, which are unique in a catalog.</summary>
    public (string Kind, string Identity) Key => (Kind, Identity);
}

/// <summary>A privilege that an API role has on an object, granted directly or inherited.</summary>
/// <param name="Role">The API role.</param>
/// <param name="Privilege">The privilege, for example <c>select</c>, <c>insert (title)</c>, <c>execute</c>.</param>
/// <param name="Object">The object that the privilege is on.</param>
public sealed record HeldPrivilege(string Role, string Privilege, string Object);

/// <summary>A migration that is recorded in a database's own history of migrations.</summary>
/// <param name="Version">The version: the digits at the start of the migration's file name.</param>
/// <param name="Name">The rest of the file name; empty if the history does not record it.</param>
public sealed record AppliedMigration(string Version, string Name);
