using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>The answer of the intent file for a caller and a row.</summary>
public static class IntentRule
{
    /// <summary>Whether the intent allows the command on the row; null if it does not state that.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="subject">The table.</param>
    /// <param name="command"><c>select</c>, <c>insert</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="row">To whom the row belongs.</param>
    public static bool? Allows(Standing caller, Subject subject, string command, Belonging row)
    {
        if (caller.Caller.Role == DatabaseRole.ServiceRole)
            return subject.Intent is { ServiceRole.Count: > 0 } said ? said.ServiceRole.Contains(command) : null;
        if (caller.IsBeside(subject, row))
            return null;
        return subject.Intent?.Of(command) is { IsUnstated: false } who ? Allows(caller, subject, who, row) : null;
    }

    /// <summary>Whether a caller is among those who may run the command on a row.</summary>
    public static bool Allows(Standing caller, Subject subject, Who who, Belonging row)
    {
        var user = caller.Caller.Role == DatabaseRole.Authenticated ? caller.User : null;
        var role =
            user is not null && row.Tenant is { } tenant && subject.Tenancy is { } model
                ? caller.Memberships.GetValueOrDefault((model.Tenants, tenant))
                : null;
        return who.Includes(user is not null, user is not null && row.User == user, role);
    }
}
