using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Access;

namespace UsageRls.Verification.UsageEvents.Histories;

/// <summary>
/// Properties of callers' transactions on shared connections. The world of each history is committed first, and removed afterwards.
/// </summary>
/// <param name="database">A database without rows that nothing else uses.</param>
/// <param name="model">The intent.</param>
public sealed class Pooled(TestDatabase database, AccessModel model) : IAsyncDisposable
{
    private const int MostTurns = 12;
    private static readonly Ending[] s_endings = Enum.GetValues<Ending>();

    // All histories use the same two connections, so that prepared plans stay in use while memberships change.
    private readonly PooledConnection _open = new(database);
    private readonly PooledConnection _shared = new(database);
    private readonly List<string> _turns = []; // the callers' transactions on the shared connection

    /// <summary>
    /// A member who leaves loses access with the next statement, even in a transaction that was already open and with a plan that was
    /// already prepared; a user who joins gains access with the next statement too.
    /// </summary>
    public Task<PropertyOutcome> ChangesCountAtOnceAsync(History whole) =>
        InCommittedWorldAsync(
            whole.Start,
            async () =>
            {
                // Keep only the steps that the administrator runs and that the database accepts.
                var history = whole with
                {
                    Steps =
                    [
                        .. whole.Steps.Where(s =>
                            s is not Records && (s is not UserDeleted gone || whole.Start.Events.All(e => e.UserId != gone.User))
                        ),
                    ],
                };
                Caller[] everyone = [.. HistorySession.Callers(history.Start)];
                var first = history.Play().Select(p => p.Step.Person).FirstOrDefault(p => p is not null);
                var one = first is null ? everyone[0] : everyone.First(c => c.UserId == first);
                var transaction = await _open.BeginAsync(one);
                await PooledConnection.SeeAsync(transaction);
                var (steps, telling) = (0, false);
                try
                {
                    foreach (var (before, step, after) in history.Play())
                    {
                        await database.ExecuteAsync(step.ToSql());
                        steps++;
                        var difference = Compare(one, await PooledConnection.SeeAsync(transaction), after, []);
                        foreach (var caller in everyone.Where(c => c.UserId == step.Person || c.UserId is null).Append(one))
                        {
                            var turn = await _shared.BeginAsync(caller);
                            difference ??= Compare(caller, await PooledConnection.SeeAsync(turn), after, Earlier());
                            await PooledConnection.EndAsync(turn, Ending.GivenBack);
                            _turns.Add(Turn(caller, Ending.GivenBack));
                        }

                        telling |= step is Leaves or OrganizationDeleted && before.Events.Any(e => e.OrgId == step.Organization);
                        if (difference is not null)
                            return new(difference.In(history.Until(steps)), true);
                    }
                }
                finally
                {
                    await PooledConnection.EndAsync(transaction, Ending.Rollback);
                }

                return new(null, telling);
            }
        );

    /// <summary>
    /// Callers that share a connection see exactly the rows that the intent allows, however each transaction ends. A caller that sets no
    /// claims does not get the access of an earlier caller.
    /// </summary>
    public Task<PropertyOutcome> CallersInheritNothingAsync(History history) =>
        InCommittedWorldAsync(
            history.Start,
            async () =>
            {
                var telling = false;
                var turns = HistorySession
                    .Callers(history.Start)
                    .Take(8)
                    .Concat(HistorySession.Callers(history.Start).TakeLast(2))
                    .SelectMany(
                        (c, i) =>
                            ((Caller, bool, Ending)[])
                                [
                                    (c, false, s_endings[i % s_endings.Length]),
                                    (
                                        new Caller("a caller who sets no claims", DatabaseRole.Authenticated),
                                        true,
                                        s_endings[(i + 1) % s_endings.Length]
                                    ),
                                ]
                    );
                foreach (var (caller, withoutClaims, ending) in turns)
                {
                    var turn = await _shared.BeginAsync(caller, withoutClaims);
                    var seen = await PooledConnection.SeeAsync(turn);
                    await PooledConnection.EndAsync(turn, ending);
                    telling |= seen.Count > 0 && caller.UserId is not null;
                    if (Compare(caller, seen, history.Start, Earlier()) is { } difference)
                        return new(difference.In(history with { Steps = [] }), true);
                    _turns.Add(Turn(caller, ending));
                }

                return new(null, telling);
            }
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        await _shared.DisposeAsync();
    }

    private sealed record Difference(Caller Caller, string What, bool IsLeak, IReadOnlyList<string> Earlier)
    {
        public Mismatch In(History history) => new(history, Caller, What, PooledConnection.Look) { IsLeak = IsLeak, Earlier = Earlier };
    }

    // Returns the last transactions on the shared connection, over all histories; older transactions are only counted.
    private string[] Earlier() =>
        _turns.Count <= MostTurns ? [.. _turns] : [$"{_turns.Count - MostTurns} earlier transactions", .. _turns.TakeLast(MostTurns)];

    private static string Turn(Caller caller, Ending ending) => $"{caller} ran the prepared query; the transaction ended by {ending}";

    private Difference? Compare(Caller caller, IReadOnlySet<Guid> seen, World world, string[] earlier)
    {
        var meant = world.Events.Where(e => model.Allows(caller, Command.Select, e, world)).Select(e => e.Id).ToHashSet();
        var foreign = seen.Except(meant).Count();
        var what = $"{caller} sees {seen.Count} rows ({foreign} of them not allowed), and should see {meant.Count}";
        var where = earlier.Length == 0 ? "" : ", on a connection that other callers used before";
        return seen.SetEquals(meant) ? null : new(caller, what + where, foreign > 0, earlier);
    }

    private async Task<PropertyOutcome> InCommittedWorldAsync(World world, Func<Task<PropertyOutcome>> ask)
    {
        await using var connection = await database.Connections.OpenConnectionAsync();
        await RunAsync(connection, WorldText.ToStatements(world));
        try
        {
            return await ask();
        }
        finally
        {
            await database.ResetAsync();
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, IEnumerable<string> statements)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in statements)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await batch.ExecuteNonQueryAsync();
    }
}
