using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// How a row is related to a caller, by the row's organisation and author. The caller's organisation is always <see cref="Cast.Home"/>,
/// even if the caller is no member of it.
/// </summary>
public enum RowRelation
{
    /// <summary>An event of the caller's organisation, by the caller.</summary>
    Own,

    /// <summary>An event of the caller's organisation, by a colleague.</summary>
    Colleagues,

    /// <summary>An event of the caller's organisation without an author, as the system writes it.</summary>
    Systems,

    /// <summary>An event of an organisation in which the caller has no membership.</summary>
    Foreign,

    /// <summary>
    /// An insert into an organisation in which the caller has no membership, with a member of that organisation as the author.
    /// </summary>
    Foreigners,

    /// <summary>An event of <see cref="Cast.Second"/>, of which only one caller is a member.</summary>
    Second,

    /// <summary>An event of an organisation that does not exist.</summary>
    Nowhere,

    /// <summary>Every row, or the table itself.</summary>
    Table,
}

/// <summary>Finds or creates the row that has a given <see cref="RowRelation"/> to a caller.</summary>
public static class RowRelations
{
    private static readonly RowRelation[] s_ofRows =
    [
        RowRelation.Own,
        RowRelation.Colleagues,
        RowRelation.Systems,
        RowRelation.Foreign,
        RowRelation.Second,
        RowRelation.Nowhere,
    ];

    /// <summary>Returns the kinds of rows on which a statement path can run, each as the rows' relation to the caller.</summary>
    public static IReadOnlyList<RowRelation> For(StatementPath path) =>
        path.Rows switch
        {
            PathRows.All or PathRows.Table => [RowRelation.Table],
            PathRows.Tenant => [RowRelation.Own, RowRelation.Foreign, RowRelation.Second, RowRelation.Nowhere],
            _ when path.Command == Command.Insert => [.. s_ofRows, RowRelation.Foreigners],
            _ => s_ofRows,
        };

    /// <summary>Returns the id of the organisation of a row with this relation to the caller.</summary>
    public static Guid Organization(this RowRelation relation) =>
        relation switch
        {
            RowRelation.Foreign or RowRelation.Foreigners => Cast.Foreign.Id,
            RowRelation.Second => Cast.Second.Id,
            RowRelation.Nowhere => Cast.Nowhere,
            _ => Cast.Home.Id,
        };

    /// <summary>
    /// Returns the existing row that has this relation to the caller, for a SELECT, UPDATE or DELETE; null if there is no such row.
    /// </summary>
    public static UsageEvent? Existing(this RowRelation relation, Caller caller) =>
        relation switch
        {
            RowRelation.Own => caller.UserId is { } user ? Cast.Find(Cast.Home.Id, user) : null,
            RowRelation.Colleagues => Cast.Get(Cast.Home.Id, Cast.Colleague.Id),
            RowRelation.Systems => Cast.Get(Cast.Home.Id, null),
            RowRelation.Foreign => Cast.Get(Cast.Foreign.Id, Cast.Foreigner.Id),
            RowRelation.Second => Cast.Get(Cast.Second.Id, null),
            _ => null,
        };

    /// <summary>Returns the row that an insert would add; null for <see cref="RowRelation.Own"/> if the caller has no user id.</summary>
    public static UsageEvent? Proposed(this RowRelation relation, Caller caller)
    {
        // For Foreign, Second and Nowhere the author is the caller (if it has a user id), so that only the organisation causes a refusal.
        (Guid Organization, Guid? Author)? row = relation switch
        {
            RowRelation.Own => caller.UserId is { } user ? (Cast.Home.Id, user) : null,
            RowRelation.Colleagues => (Cast.Home.Id, Cast.Colleague.Id),
            RowRelation.Systems => (Cast.Home.Id, null),
            RowRelation.Foreign => (Cast.Foreign.Id, caller.UserId ?? Cast.Foreigner.Id),
            RowRelation.Foreigners => (Cast.Foreign.Id, Cast.Foreigner.Id),
            RowRelation.Second => (Cast.Second.Id, caller.UserId ?? Cast.Colleague.Id),
            _ => (Cast.Nowhere, caller.UserId ?? Cast.Colleague.Id),
        };
        return row is { } r ? Cast.Event(r.Organization, r.Author) : null;
    }

    /// <summary>Returns the rows' relation to the caller as text, in the words that fit a statement path.</summary>
    public static string InWords(this RowRelation relation, StatementPath path) =>
        path.Rows == PathRows.Tenant && relation == RowRelation.Own ? "own organisation" : relation.InWords();

    /// <summary>Returns the rows' relation to the caller as text.</summary>
    public static string InWords(this RowRelation relation) =>
        relation switch
        {
            RowRelation.Own => "own organisation, own row",
            RowRelation.Colleagues => "own organisation, a colleague's row",
            RowRelation.Systems => "own organisation, the system's row",
            RowRelation.Foreign => "foreign organisation",
            RowRelation.Foreigners => "foreign organisation, in its member's name",
            RowRelation.Second => "second organisation",
            RowRelation.Nowhere => "organisation that does not exist",
            _ => "the whole table",
        };
}
