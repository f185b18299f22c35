using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Access;

/// <summary>
/// The intent: who may do what with a usage event. Written from the task and from nothing else; no policy, no SQL. This
/// is the only place where it stands; every check of access asks here.
/// </summary>
/// <remarks>Source: TASK-1-07, "RLS policies for tenant isolation", "Audit trail", "Only allow inserts via service role or authenticated".</remarks>
public static class AccessModel
{
    /// <summary>May this caller do this with this row, in this world?</summary>
    /// <param name="caller">Who asks. Of the claims only the user's id counts: everything else in a token is the user's or the app's word, not a right.</param>
    /// <param name="command">What for.</param>
    /// <param name="row">An event that is there, or for an insert the one that would be.</param>
    /// <param name="world">Who belongs where now.</param>
    public static bool Allows(Caller caller, Command command, UsageEvent row, World world) => caller.Role switch
    {
        DatabaseRole.Anon => false,
        DatabaseRole.Authenticated => caller.UserId is { } user && AllowsUser(user, command, row, world),
        DatabaseRole.ServiceRole => AllowsService(command, row, world),
        _ => AllowsOwner(command, row, world),
    };

    /// <summary>May this caller do this with the table as a whole?</summary>
    /// <remarks>Only its owner: the table is an audit trail, so nobody else empties it, holds it up or hangs anything on it.</remarks>
    public static bool AllowsOnTable(Caller caller, Command command) =>
        command is Command.Truncate or Command.Define or Command.Lock && !DatabaseRole.Api.Contains(caller.Role);

    // A member sees what the organisation used, whoever used it, and in whatever role ("Users can view own org usage").
    // It records only its own use: an event under another's name would be a forged trail. It rewrites nothing.
    private static bool AllowsUser(Guid user, Command command, UsageEvent row, World world) => command switch
    {
        Command.Select => world.IsMember(user, row.OrgId),
        Command.Insert => world.IsMember(user, row.OrgId) && row.UserId == user,
        _ => false,
    };

    // The application's servers bill from all events and record any that is valid, the system's (without a user) too. An
    // audit trail is not rewritten by them either.
    private static bool AllowsService(Command command, UsageEvent row, World world) => command switch
    {
        Command.Select => true,
        Command.Insert => IsValid(row, world),
        _ => false,
    };

    // Who runs the migrations can do everything that the constraints let it.
    private static bool AllowsOwner(Command command, UsageEvent row, World world) => command is not Command.Insert || IsValid(row, world);

    private static bool IsValid(UsageEvent row, World world) => world.Has(row.OrgId);
}
