using System.Diagnostics;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.Mutation.Mutators;

namespace UsageRls.Verification.Mutation;

/// <summary>
/// Runs mutants on one database: applies each mutant inside a savepoint, runs the checks until one fails, and rolls back.
/// </summary>
/// <param name="database">A database that nothing else uses, with exactly the rows that the claims expect.</param>
/// <param name="claims">The claims to check, cheapest first.</param>
public sealed class MutationRun(TestDatabase database, IReadOnlyList<IClaim> claims)
{
    // Rows of rolled-back inserts stay in the table and slow every later scan until VACUUM removes them. VACUUM cannot run in a
    // transaction. So a session that has run this many statements ends before the next mutant or check, and VACUUM runs.
    private const int AttemptsPerSession = 1_000;

    private static readonly HashSet<string> s_nothing = [];

    /// <summary>Receives progress messages, at most one every two seconds.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>Whether mutants may change database roles: true only on a server that this run started.</summary>
    public bool MayChangeRoles { get; init; }

    /// <summary>The tables whose rows the claims check; the mutated table comes first.</summary>
    public required IReadOnlyList<Tenancy.Subject> Watched { get; init; }

    /// <summary>Further tables that the claims write to.</summary>
    public IReadOnlyList<TableName> AlsoWritten { get; init; } = [];

    /// <summary>
    /// Whether to run no mutant if a claim fails before any mutation, because a failing claim may miss a defect. Claims with
    /// <see cref="IClaim.MayFail"/> do not stop the run.
    /// </summary>
    public bool StopsWhereClaimsFail { get; init; }

    /// <summary>Runs the mutants and returns the report; the report states which mutants did not run.</summary>
    public async Task<MutationReport> RunAsync(IReadOnlyList<Mutant> mutants, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        await using var sessions = new Sessions(database, Watched, AlsoWritten);
        var (before, known) = await CheckBeforeAsync(sessions, cancellation);
        var required = claims.Where(c => !c.MayFail).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        if (StopsWhereClaimsFail && before.Where(b => b.Before.Count > 0 && required.Contains(b.Name)).ToArray() is { Length: > 0 } failing)
        {
            return new MutationReport(
                [],
                before,
                [
                    $"no mutant was tried: {failing.Length} of {before.Count} checks fail without a mutant, so they may miss "
                        + $"a mutant ({string.Join("; ", failing.Take(3).Select(f => f.Name))}{(failing.Length > 3 ? "; …" : "")})",
                ],
                watch.Elapsed
            );
        }

        Mutant[] tried = [.. mutants.Where(m => MayChangeRoles || !m.ChangesRoles)];
        var (results, said) = (new List<MutantResult>(tried.Length), watch.Elapsed);
        foreach (var mutant in tried)
        {
            results.Add(await TryAsync(await sessions.NextAsync(cancellation), mutant, known, cancellation));
            if (watch.Elapsed - said < TimeSpan.FromSeconds(2))
                continue;
            said = watch.Elapsed;
            Progress($"{results.Count} of {tried.Length} mutants, {results.Count(r => r.State == MutantState.Survived)} survived so far");
        }

        string[] notRun =
            tried.Length == mutants.Count
                ? []
                :
                [
                    $"{mutants.Count - tried.Length} mutants of roles did not run: the run did not start this server, "
                        + "so it must not change the server's roles",
                ];
        return new MutationReport(results, Count(before, results), notRun, watch.Elapsed);
    }

    private async Task<(List<ClaimRecord> Records, HashSet<string>[] Known)> CheckBeforeAsync(
        Sessions sessions,
        CancellationToken cancellation
    )
    {
        var (records, known) = (new List<ClaimRecord>(), new List<HashSet<string>>());
        foreach (var claim in claims)
        {
            var session = await sessions.NextAsync(cancellation);
            var watch = Stopwatch.StartNew();
            await session.ExecuteAsync("savepoint usage_rls_claim", cancellation);
            var violations = await claim.CheckAsync(session, s_nothing, first: false, cancellation);
            await session.ExecuteAsync("rollback to savepoint usage_rls_claim; release savepoint usage_rls_claim", cancellation);
            records.Add(new ClaimRecord(claim.Name, claim.Area, watch.Elapsed, [.. violations.Select(v => v.Text)], Reached: 0, Kills: 0));
            known.Add(violations.Select(v => v.Key).ToHashSet(StringComparer.Ordinal));
        }
        return (records, [.. known]);
    }

    private static ClaimRecord[] Count(List<ClaimRecord> before, List<MutantResult> results)
    {
        var kills = results.Where(r => r.By is not null).CountBy(r => r.By!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var left = results.Count(r => r.State != MutantState.Invalid);
        return
        [
            .. before.Select(claim =>
            {
                var (reached, killed) = (left, kills.GetValueOrDefault(claim.Name));
                left -= killed;
                return claim with { Reached = reached, Kills = killed };
            }),
        ];
    }

    private async Task<MutantResult> TryAsync(
        AttemptSession session,
        Mutant mutant,
        HashSet<string>[] known,
        CancellationToken cancellation
    )
    {
        var watch = Stopwatch.StartNew();
        MutantResult Became(MutantState state, string? by, string? because) => new(mutant, state, by, because, watch.Elapsed);
        try
        {
            await MakeAsync(session, mutant, cancellation);
            for (var i = 0; i < claims.Count; i++)
            {
                if (await CheckAsync(session, claims[i], known[i], cancellation) is { } violation)
                    return Became(MutantState.Killed, claims[i].Name, violation);
            }
            return Became(MutantState.Survived, null, null);
        }
        catch (PostgresException refused) when (!ErrorClassifier.IsOutage(refused))
        {
            return Became(MutantState.Invalid, null, $"{refused.SqlState}: {refused.MessageText}");
        }
        finally
        {
            if (session.Connection.State is System.Data.ConnectionState.Open)
                await session.ExecuteAsync("rollback to savepoint usage_rls_mutant; release savepoint usage_rls_mutant", cancellation);
        }
    }

    // Sends each statement of the mutant as one command of a batch. A semicolon inside `begin atomic … end` does not end a statement.
    private static async Task MakeAsync(AttemptSession session, Mutant mutant, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(session.Connection);
        foreach (var sql in (string[])["savepoint usage_rls_mutant", .. SqlScript.Split(mutant.Sql).Select(s => s.Text)])
            batch.BatchCommands.Add(new(sql));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    // If a check cannot run on the mutant (server error, or a session without the caller's role or user), the mutant counts as killed.
    private static async Task<string?> CheckAsync(
        AttemptSession session,
        IClaim claim,
        HashSet<string> known,
        CancellationToken cancellation
    )
    {
        try
        {
            return (await claim.CheckAsync(session, known, first: true, cancellation)).Select(v => v.Text).FirstOrDefault();
        }
        catch (PostgresException fault) when (!ErrorClassifier.IsOutage(fault))
        {
            return $"could not be checked: {fault.SqlState}: {fault.MessageText}";
        }
        catch (SessionProofException fault)
        {
            return $"could not be checked: {fault.Message}";
        }
    }

    private sealed class Sessions(TestDatabase database, IReadOnlyList<Tenancy.Subject> watched, IReadOnlyList<TableName> also)
        : IAsyncDisposable
    {
        private readonly string _vacuum =
            $"vacuum {string.Join(", ", watched.Select(s => s.Name).Concat(also).Distinct().Select(t => t.Sql))}";

        private AttemptSession? _session;

        public async Task<AttemptSession> NextAsync(CancellationToken cancellation)
        {
            if (_session is { Attempts: < AttemptsPerSession })
                return _session;
            if (_session is not null)
            {
                await _session.DisposeAsync();
                _session = null;
                await database.ExecuteAsync(_vacuum, cancellation);
            }
            return _session = await AttemptSession.OpenAsync(database, watched, cancellation);
        }

        public ValueTask DisposeAsync() => _session?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
