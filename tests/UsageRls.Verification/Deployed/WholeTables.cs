using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Deployed;

/// <summary>
/// Runs the statements that act on a table as a whole, so that policies do not apply to them: TRUNCATE, LOCK, CREATE TRIGGER, a foreign
/// key that references the table, and statements that only the owner may run.
/// </summary>
internal static class WholeTables
{
    private static readonly Caller[] s_callers =
    [
        Caller.NoToken,
        Caller.SignedIn("signed-in user", new Guid("dddddddd-0000-4000-8000-000000000002")),
        Caller.ServiceRole,
    ];

    /// <summary>
    /// Runs the whole-table statements on every table, as a caller of each API role; returns the statements that were allowed.
    /// </summary>
    public static async Task<IReadOnlyList<ReachedRows>> TryAsync(
        TestDatabase database,
        Application application,
        CancellationToken cancellation = default
    )
    {
        var major = database.Server.Server.Version.Major;
        var paths = StatementPath.All.Where(p => p.Rows == PathRows.Table && p.Since <= major).ToArray();
        var tries = (
            from subject in application.Subjects
            let variables = WholeTablePaths.Describe(subject)
            from path in paths
            where path.CanFill(variables)
            from caller in s_callers
            select (subject, path, caller, Statement: path.Fill(variables.With("role", caller.Role)))
        ).ToArray();
        await using var session = await WatchedSession.OpenAsync(database, [.. application.Subjects], cancellation: cancellation);
        var trials = await session.TryAllAsync([.. tries.Select(t => (t.caller, t.Statement))], cancellation);
        return
        [
            .. tries
                .Zip(trials)
                .Where(t => t.Second.Outcome.IsAllowed)
                .Select(t => new ReachedRows(t.First.caller.Name, t.First.path.Name, "", t.First.subject.ToString())),
        ];
    }
}
