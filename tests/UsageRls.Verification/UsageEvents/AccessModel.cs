using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.UsageEvents;

/// <summary>
/// Decides by the intent whether a caller may run a command on a usage event in a world. For callers with an API role, <c>intent.yaml</c>
/// states who may do what. The table's owner may run every command; only an insert into a missing organisation is denied to everybody.
/// </summary>
/// <param name="intent">The entry for <c>usage_events</c> in the intent file.</param>
public sealed class AccessModel(TableIntent intent)
{
    /// <summary>Whether the intent allows the caller to run the command on the row in this world.</summary>
    /// <param name="caller">
    /// The caller. Of the claims, only the user's id counts, because the user or the app may have chosen the values of other claims.
    /// </param>
    /// <param name="command">The command.</param>
    /// <param name="row">An existing event, or for an insert the event to be added.</param>
    /// <param name="world">The current memberships.</param>
    public bool Allows(Caller caller, Command command, UsageEvent row, World world) =>
        (command is not Command.Insert || world.Has(row.OrgId)) && Intends(caller, command, row, world);

    /// <summary>Whether the caller may run a command on the table as a whole.</summary>
    /// <remarks>
    /// The intent covers rows only. Row level security does not apply to commands on a whole table, so only the owner may run them.
    /// </remarks>
    public static bool AllowsOnTable(Caller caller, Command command) =>
        command is Command.Truncate or Command.Define or Command.Lock && IsOwner(caller);

    private bool Intends(Caller caller, Command command, UsageEvent row, World world)
    {
        if (IsOwner(caller))
            return true;
        var name = command.ToString().ToLowerInvariant();
        if (!TableIntent.CommandNames.Contains(name, StringComparer.Ordinal))
            return false;
        if (caller.Role == DatabaseRole.ServiceRole)
            return intent.ServiceRole.Contains(name, StringComparer.Ordinal);
        var user = caller.Role == DatabaseRole.Authenticated ? caller.UserId : null;
        return intent
            .Of(name)
            .Includes(user is not null, user is not null && row.UserId == user, user is { } id ? world.RoleOf(id, row.OrgId) : null);
    }

    private static bool IsOwner(Caller caller) => !DatabaseRole.Api.Contains(caller.Role);
}
