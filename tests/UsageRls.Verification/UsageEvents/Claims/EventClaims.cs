using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;
using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.UsageEvents.Catalog;

namespace UsageRls.Verification.UsageEvents.Claims;

/// <summary>
/// Claims about an event's columns other than the organisation: which of these columns a client may set, and the author's default.
/// </summary>
public static class EventClaims
{
    /// <summary>Creates the claims for a database with the rows of <see cref="Cast"/>.</summary>
    /// <param name="model">The intent.</param>
    /// <param name="contract">The required catalog entries.</param>
    /// <param name="owner">The role that owns the table.</param>
    public static IReadOnlyList<IClaim> For(AccessModel model, CatalogContract contract, string owner) =>
        [
            .. contract.Columns.Contains("user_id defaults to auth.uid()")
                ? (IEnumerable<IClaim>)
                    [
                        new AttemptsClaim(
                            "An event without an author gets the caller as its author",
                            ClaimArea.Recording,
                            [.. Cast.Callers(owner).Select(c => WithoutAuthor(model, c))]
                        ),
                    ]
                : [],
            new AttemptsClaim(
                "One insert can set all columns that a client may set",
                ClaimArea.Recording,
                [.. Cast.Callers(owner).Where(c => Author(c) is not null).Select(c => WithAll(model, c))]
            ),
        ];

    private static ClaimedAttempt WithoutAuthor(AccessModel model, Caller caller) =>
        new(
            caller,
            EventStatement.Create($"insert into public.usage_events (org_id, action) values ('{Cast.Home.Id}', 'suite:claim:insert')"),
            ClaimedAttempt.Is(model.Allows(caller, Command.Insert, Cast.Event(Cast.Home.Id, caller.UserId), Cast.World), new Effect(1, 1))
        );

    private static ClaimedAttempt WithAll(AccessModel model, Caller caller) =>
        new(
            caller,
            EventStatement.Create(
                "insert into public.usage_events (org_id, user_id, action, module_id, tokens_input, tokens_output, metadata) "
                    + $$"""values ('{{Cast.Home.Id}}', {{SqlText.Literal(Author(caller).ToString())}}, """
                    + """'suite:claim:insert', 'suite', 3, 4, '{"k": 1}')"""
            ),
            ClaimedAttempt.Is(model.Allows(caller, Command.Insert, Cast.Event(Cast.Home.Id, Author(caller)), Cast.World), new Effect(1, 1))
        );

    // The author of an event must exist.
    private static Guid? Author(Caller caller) => Cast.World.Users.Any(u => u.Id == caller.UserId) ? caller.UserId : null;
}
