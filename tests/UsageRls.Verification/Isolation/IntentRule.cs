using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>What the intent file says of a caller and a row.</summary>
public static class IntentRule
{
    /// <summary>Whether the intent allows the command with the row; null where it says nothing.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="subject">The table.</param>
    /// <param name="command"><c>select</c>, <c>insert</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="row">To whom the row belongs.</param>
    public static bool? Allows(Standing caller, Subject subject, string command, Belonging row) =>
        subject.Intent?.Of(command) is { IsUnstated: false } who ? Allows(caller, subject, who, row) : null;

    /// <summary>Whether somebody is meant who may do something with a row.</summary>
    public static bool Allows(Standing caller, Subject subject, Who who, Belonging row) =>
        who.AnyOf.Any(term => Is(caller, subject, term, row)) && (!who.IsAsAuthor || IsAuthor(caller, row));

    private static bool Is(Standing caller, Subject subject, WhoTerm term, Belonging row) => term.Kind switch
    {
        WhoKind.Everyone => true,
        WhoKind.Users => caller.Caller is { Role: DatabaseRole.Authenticated, UserId: not null },
        WhoKind.Author => IsAuthor(caller, row),
        WhoKind.Members => caller.Caller.Role == DatabaseRole.Authenticated && row.Tenant is { } tenant && subject.Tenancy is { } model
            && caller.Memberships.TryGetValue((model.Tenants, tenant), out var role) && (term.Roles.Count == 0 || term.Roles.Contains(role)),
        _ => false,
    };

    private static bool IsAuthor(Standing caller, Belonging row) => caller.Caller.Role == DatabaseRole.Authenticated && row.User is not null && row.User == caller.User;
}
