using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Access;

/// <summary>The tenant and user that a row belongs to.</summary>
/// <param name="Tenant">The tenant's key as text; null if the row belongs to no tenant.</param>
/// <param name="User">
/// The user's id as text: the owner of a personal row, or the author of a tenant's row; null if the row names no user.
/// </param>
/// <param name="Also">The key of a second tenant that the row belongs to, if two tenants share the row; null for most rows.</param>
public readonly record struct Belonging(string? Tenant, string? User, string? Also = null);

/// <summary>What a statement did to a row of a watched table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Command"><c>insert</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Key">The row's key as PostgreSQL prints it: <c>(42)</c>.</param>
/// <param name="Before">The row's tenant and user before the statement; null for an insert.</param>
/// <param name="After">The row's tenant and user after the statement; null for a delete.</param>
public sealed record RowChange(Subject Table, string Command, string Key, Belonging? Before, Belonging? After)
{
    /// <summary>The row after the statement, as PostgreSQL prints it; null for a delete, and for a trial of an earlier run.</summary>
    public string? Content { get; init; }

    /// <summary>Whether the statement wrote the row without changing its content.</summary>
    public bool IsSame { get; init; }

    /// <summary>Whether the row after the statement is a membership that counts; true for other rows.</summary>
    public bool Counts { get; init; } = true;
}

/// <summary>A statement that a caller ran, its outcome, and the rows of watched tables that it changed.</summary>
/// <param name="Caller">The caller that ran the statement.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Outcome">What the database did.</param>
/// <param name="Seen">The rows that the statement returned, each as PostgreSQL prints a row; at most 1,000.</param>
/// <param name="Changes">The rows of any watched table that the statement changed.</param>
public sealed record Trial(
    Caller Caller,
    Statement Statement,
    Outcome Outcome,
    IReadOnlyList<string> Seen,
    IReadOnlyList<RowChange> Changes
)
{
    /// <summary>The detail of the error, which the API passes to the client; empty if there is none.</summary>
    public string Detail { get; init; } = "";

    /// <summary>SQL that repeats the trial in psql.</summary>
    public string ToSql() => new Attempt(Caller, Statement, Outcome, Effect.None).ToSql();
}
