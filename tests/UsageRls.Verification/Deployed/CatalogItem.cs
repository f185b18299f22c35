namespace UsageRls.Verification.Deployed;

/// <summary>One thing that a database's catalog says, as one privilege of one role on one table.</summary>
/// <param name="Kind">As <c>policy</c>, <c>table privilege</c>, <c>row level security</c>.</param>
/// <param name="Object">The relation, function, schema or role that it is about, as SQL.</param>
/// <param name="Identity">Its identity among items of its kind.</param>
/// <param name="Definition">Its definition, as the server prints it.</param>
public sealed record CatalogItem(string Kind, string Object, string Identity, string Definition)
{
    /// <summary>SQL that makes it where it is not there; null if no SQL can be given.</summary>
    public string? Make { get; init; }

    /// <summary>SQL that removes it; null if there is none, as of an owner.</summary>
    public string? Unmake { get; init; }

    /// <summary>SQL that changes an object with another definition to this one; null if it must be dropped and created again.</summary>
    public string? Alter { get; init; }

    /// <summary>The schema that says whose it is, the platform's or the application's; empty if that is asked otherwise.</summary>
    public string Schema { get; init; } = "";

    /// <summary>
    /// The part of a view's or routine's definition that <c>create or replace</c> cannot change; empty for other kinds.
    /// </summary>
    public string Shape { get; init; } = "";

    /// <summary>Its place in the order in which things can be made.</summary>
    public int Rank { get; init; }

    /// <summary>Kind and identity.</summary>
    public (string Kind, string Identity) Key => (Kind, Identity);
}

/// <summary>The privileges of a role of the API, granted directly or inherited.</summary>
/// <param name="Role">The role.</param>
/// <param name="Privilege">As <c>select</c>, <c>insert (title)</c>, <c>execute</c>.</param>
/// <param name="Object">The object.</param>
public sealed record HeldPrivilege(string Role, string Privilege, string Object);

/// <summary>A migration that the database's own history has.</summary>
/// <param name="Version">The digits of its file's name.</param>
/// <param name="Name">The rest of it; empty if the history does not say.</param>
public sealed record AppliedMigration(string Version, string Name);
