using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.UsageEvents;

/// <summary>Asks the intent about a caller, a usage event and a world. Who may do what stands in <c>intent.yaml</c> alone.</summary>
/// <param name="intent">What the file says of <c>usage_events</c>.</param>
public sealed class AccessModel(TableIntent intent)
{
    /// <summary>May this caller do this with this row, in this world?</summary>
    /// <param name="caller">
    /// The caller. Only the user's id counts among the claims: the user or the app can write everything else in a token.
    /// </param>
    /// <param name="command">The command.</param>
    /// <param name="row">An event that exists, or for an insert the one to be added.</param>
    /// <param name="world">The current memberships.</param>
    public bool Allows(Caller caller, Command command, UsageEvent row, World world) =>
        (command is not Command.Insert || world.Has(row.OrgId)) && Intends(caller, command, row, world);

    /// <summary>May this caller do this with the table as a whole?</summary>
    /// <remarks>The intent is about rows. Row level security does not apply to a whole table, so it is its owner's alone.</remarks>
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
