using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>
/// Runs statements on tables. If a role has no privilege for a command on a table, each statement path with this command runs once for the
/// role: PostgreSQL checks the role's privileges before it looks at rows and policies, so it refuses the path to every caller of the role.
/// </summary>
/// <remarks>Source: PostgreSQL documentation, "Row Security Policies": policies restrict access in addition to privileges.</remarks>
/// <param name="session">The session that runs the statements.</param>
/// <param name="privileges">The roles' privileges on the tables' columns.</param>
internal sealed class RoleTrials(WatchedSession session, ColumnPrivileges privileges)
{
    private readonly Dictionary<(TableName Table, string Role, StatementPath Path), Outcome> _refused = [];

    /// <summary>How many statements were sent to the server.</summary>
    public int Sent { get; private set; }

    /// <summary>
    /// Returns a trial for each statement. A statement that was not sent gets the refusal that another statement got on the same table, by
    /// the same path and role.
    /// </summary>
    /// <exception cref="SessionProofException">The session did not run as the caller, so its results would prove nothing.</exception>
    public async Task<IReadOnlyList<Trial>> RunAsync(
        IReadOnlyList<(Subject Subject, TableTrial Trial)> tries,
        CancellationToken cancellation
    )
    {
        var done = new Trial?[tries.Count];
        var paths = Enumerable.Range(0, tries.Count).ToLookup(i => KeyOf(tries[i]));
        await SendAsync(
            paths.SelectMany(p =>
                !IsLacking(p.Key) ? p
                : _refused.ContainsKey(p.Key) ? []
                : p.Take(1)
            )
        );
        foreach (var path in paths.Where(p => IsLacking(p.Key)))
        {
            if (done[path.First()]?.Outcome is { } outcome && IsForPrivilege(path.Key.Table, outcome))
                _refused[path.Key] = outcome;
        }
        await SendAsync(paths.Where(p => !_refused.ContainsKey(p.Key)).SelectMany(p => p).Where(i => done[i] is null));
        return
        [
            .. tries.Select(
                (t, i) => done[i] ?? new Trial(t.Trial.Caller.Caller, t.Trial.Statement, _refused[KeyOf(t)], Seen: [], Changes: [])
            ),
        ];

        async Task SendAsync(IEnumerable<int> places)
        {
            int[] sent = [.. places.Order()];
            (Caller, Statement)[] statements = [.. sent.Select(i => (tries[i].Trial.Caller.Caller, tries[i].Trial.Statement))];
            foreach (var (place, trial) in sent.Zip(await session.TryAllAsync(statements, cancellation)))
                done[place] = trial;
            Sent += sent.Length;
        }
    }

    private static (TableName Table, string Role, StatementPath Path) KeyOf((Subject Subject, TableTrial Trial) tried) =>
        (tried.Subject.Name, tried.Trial.Caller.Caller.Role, tried.Trial.Path);

    private static bool IsForPrivilege(TableName table, Outcome outcome) =>
        outcome.Kind == OutcomeKind.RefusedByGrant && (outcome.Object == table.Name || outcome.Object == table.Schema);

    private bool IsLacking((TableName Table, string Role, StatementPath Path) tried) =>
        privileges.IsLacking(tried.Role, tried.Table, tried.Path.Command);
}
