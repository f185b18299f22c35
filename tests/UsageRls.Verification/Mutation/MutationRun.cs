using System.Diagnostics;
using Npgsql;
using UsageRls.Verification.Access;
using UsageRls.Verification.Mutation.Claims;

namespace UsageRls.Verification.Mutation;

/// <summary>Tries mutants on one database: each made inside a savepoint, checked claim by claim until one notices, and undone.</summary>
/// <param name="session">A transaction on a database of its own, whose rows are those that the claims know.</param>
/// <param name="claims">What is claimed, cheapest first.</param>
/// <param name="accepted">Mutants that people have signed off as equivalent, each with its reason; null where nobody has reviewed any.</param>
public sealed class MutationRun(AttemptSession session, IReadOnlyList<IClaim> claims, IReadOnlyDictionary<string, string>? accepted)
{
    /// <summary>Told how far it is, some times while it runs.</summary>
    public Action<string> Progress { get; init; } = _ => { };

    /// <summary>Whether roles may be changed: only on a server that this run started.</summary>
    public bool MayChangeRoles { get; init; }

    /// <summary>Tries them all.</summary>
    public async Task<MutationReport> RunAsync(IReadOnlyList<Mutant> mutants, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        var before = await CheckBeforeAsync(cancellation);
        IClaim[] holding = [.. claims.Where((_, i) => before[i].FailsBefore is null)];

        Mutant[] tried = [.. mutants.Where(m => MayChangeRoles || !m.ChangesRoles)];
        var (results, said) = (new List<MutantResult>(tried.Length), watch.Elapsed);
        foreach (var mutant in tried)
        {
            results.Add(await TryAsync(mutant, holding, cancellation));
            if (watch.Elapsed - said < TimeSpan.FromSeconds(2)) continue;
            said = watch.Elapsed;
            Progress($"{results.Count} of {tried.Length} mutants, {results.Count(r => r.State == MutantState.Survived)} survived so far");
        }

        string[] notRun = tried.Length == mutants.Count ? [] : [$"{mutants.Count - tried.Length} mutants of roles: this server was not started by the run, and its roles are not the run's to change"];
        return new MutationReport(results, Count(before, results), Stale(results), accepted is not null, notRun, watch.Elapsed);
    }

    private async Task<List<ClaimRecord>> CheckBeforeAsync(CancellationToken cancellation)
    {
        var records = new List<ClaimRecord>();
        foreach (var claim in claims)
        {
            var watch = Stopwatch.StartNew();
            await session.ExecuteAsync("savepoint usage_rls_claim", cancellation);
            var violation = await CheckAsync(claim, cancellation);
            await session.ExecuteAsync("rollback to savepoint usage_rls_claim; release savepoint usage_rls_claim", cancellation);
            records.Add(new ClaimRecord(claim.Name, claim.Area, watch.Elapsed, violation, Reached: 0, Kills: 0));
        }
        return records;
    }

    private static ClaimRecord[] Count(List<ClaimRecord> before, List<MutantResult> results)
    {
        var kills = results.Where(r => r.By is not null).CountBy(r => r.By!, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var left = results.Count(r => r.State != MutantState.Invalid);
        return [.. before.Select(claim =>
        {
            var (reached, killed) = (claim.FailsBefore is null ? left : 0, kills.GetValueOrDefault(claim.Name));
            left -= killed;
            return claim with { Reached = reached, Kills = killed };
        })];
    }

    private async Task<MutantResult> TryAsync(Mutant mutant, IClaim[] holding, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        MutantResult Became(MutantState state, string? by, string? because) => new(mutant, state, by, because, watch.Elapsed);
        try
        {
            await session.ExecuteAsync($"savepoint usage_rls_mutant; {mutant.Sql}", cancellation);
            foreach (var claim in holding)
            {
                if (await CheckAsync(claim, cancellation) is { } violation) return Became(MutantState.Killed, claim.Name, violation);
            }
            return accepted?.GetValueOrDefault(mutant.Name) is { } reason
                ? Became(MutantState.Equivalent, null, reason)
                : Became(MutantState.Survived, null, null);
        }
        catch (PostgresException refused)
        {
            return Became(MutantState.Invalid, null, $"{refused.SqlState}: {refused.MessageText}");
        }
        finally
        {
            await session.ExecuteAsync("rollback to savepoint usage_rls_mutant; release savepoint usage_rls_mutant", cancellation);
        }
    }

    // A check that the defect makes impossible has noticed it.
    private async Task<string?> CheckAsync(IClaim claim, CancellationToken cancellation)
    {
        try
        {
            return await claim.FindViolationAsync(session, cancellation);
        }
        catch (PostgresException fault)
        {
            return $"could not be checked: {fault.SqlState}: {fault.MessageText}";
        }
        catch (Fixtures.Sessions.SessionProofException fault)
        {
            return $"could not be checked: {fault.Message}";
        }
    }

    // Killed, or refused by the server: then it is not what was signed off.
    private string[] Stale(List<MutantResult> results) => accepted is null ? [] :
    [
        .. results.Where(r => accepted.ContainsKey(r.Mutant.Name) && r.State != MutantState.Equivalent)
            .Select(r => $"{r.Mutant.Name}: it is {r.State} ({r.By ?? r.Because})"),
    ];
}
