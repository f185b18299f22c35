using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Answers from the intent file whether a caller may run a command on a row.</summary>
public static class IntentRule
{
    /// <summary>Whether the intent allows the command on the row; null if the intent does not decide.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="subject">The table of the row.</param>
    /// <param name="command"><c>select</c>, <c>insert</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="row">The tenant and user to whom the row belongs.</param>
    public static bool? Allows(Standing caller, Subject subject, string command, Belonging row)
    {
        if (caller.Caller.Role == DatabaseRole.ServiceRole)
            return subject.Intent is { ServiceRole.Count: > 0 } said ? said.ServiceRole.Contains(command) : null;
        if (caller.IsBeside(subject, row))
            return null;
        return subject.Intent?.Of(command) is { IsUnstated: false } who ? Allows(caller, subject, who, row) : null;
    }

    /// <summary>Whether a caller belongs to one of the groups that may run the command on a row.</summary>
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
