using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>The result of a probe run.</summary>
/// <param name="Findings">The attacks that succeeded.</param>
/// <param name="Blind">
/// The ids of the probes whose attack failed even on the weakened database of their positive control, and of the sweep if it missed the
/// view of its positive control: they prove nothing.
/// </param>
/// <param name="NotRun">The attacks that did not run or timed out, with the reason.</param>
/// <param name="Reached">The number of relations and functions that an attacker can reach.</param>
/// <param name="Attacks">The number of attacks that were run, including the controls.</param>
/// <param name="Elapsed">How long the whole run took.</param>
public sealed record ProbeReport(
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> Blind,
    IReadOnlyList<string> NotRun,
    int Reached,
    int Attacks,
    TimeSpan Elapsed
);

/// <summary>
/// Runs all attacks on a database that nothing else uses: first the attacks on each reachable relation and function (the sweep), then the
/// known probes.
/// </summary>
public static partial class ProbeRun
{
    // The positive control of the sweep: a view that shows every row to every caller, which the sweep must find.
    private const string OpenDoor = "public.usage_rls_open_door";

    private const string SweepId = "reachable";

    private const string Refresh = """
        do $$
        declare
          stale text;
        begin
          for stale in select c.oid::pg_catalog.regclass::text from pg_catalog.pg_class c where c.relkind = 'm' loop
            execute 'refresh materialized view ' || stale;
          end loop;
        end
        $$
        """;

    /// <summary>Runs the sweep and all probes.</summary>
    /// <param name="database">A database without rows; the run loads the world of <see cref="Canary"/> into it.</param>
    /// <param name="probes">Selects probes by their ids, and the sweep by the id <c>reachable</c>; all by default.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="SessionProofException">
    /// A session does not run as its caller, or the victim's rows contain no marker: a denial would prove nothing.
    /// </exception>
    public static async Task<ProbeReport> RunAsync(
        TestDatabase database,
        Func<string, bool>? probes = null,
        CancellationToken cancellation = default
    )
    {
        var sweeps = probes?.Invoke(SweepId) ?? true;
        var watch = Stopwatch.StartNew();
        await using (var connection = await database.Connections.OpenConnectionAsync(cancellation))
            await WorldLoader.LoadAsync(connection, Canary.World, cancellation);

        await using var stage = await AttackSession.OpenAsync(database, cancellation);
        // The victim also inserts a row itself, because a trigger may depend on the role or user that writes.
        await stage.RunAsync($"{Canary.Insert}; savepoint insert", cancellation);
        await TryInsertAsync(stage, cancellation);
        await stage.RunAsync(Refresh, cancellation);
        await ProveAsync(stage, cancellation);

        var (findings, blind, notRun) = (new List<Finding>(), new List<string>(), new List<string>());
        var (reached, slow) = (new HashSet<string>(), new HashSet<string>());
        await stage.RunAsync(
            $"create view {OpenDoor} as select * from public.usage_events; grant select on {OpenDoor} to anon, authenticated",
            cancellation
        );
        // If an attacker already sees the victim's rows in the table itself,
        // reading the table after a function call shows nothing about the function.
        var open = new HashSet<Caller>();
        foreach (var attacker in Canary.Attackers)
        {
            if (Canary.Find(await stage.ObserveAsync([new(attacker, "select * from public.usage_events")], cancellation)) is not null)
                open.Add(attacker);
        }
        foreach (var attacker in sweeps ? Canary.Attackers : [])
        {
            foreach (var reach in await Sweep.FindAsync(stage.Connection, attacker, cancellation))
            {
                reached.Add(reach.Object);
                if (slow.Contains(reach.Object))
                    continue;
                var steps = open.Contains(attacker) ? reach.WithoutReading : reach.Steps;
                var observation = await stage.ObserveAsync(steps, cancellation);
                if (Canary.Find(observation) is { } seen)
                    findings.Add(Create(reach, attacker, steps, seen));
                else if (observation.TookTooLong && slow.Add(reach.Object))
                    notRun.Add($"{reach.Object} ({reach.How}): the statement timed out and was not repeated");
            }
        }

        await stage.RunAsync($"drop view {OpenDoor}", cancellation);
        reached.Remove(OpenDoor);
        if (findings.RemoveAll(f => f.Object == OpenDoor) == 0 && sweeps)
            blind.Add(SweepId);

        foreach (var probe in Probes.All(database.Owner, await ClaimNamesAsync(stage.Connection, cancellation)))
        {
            if (probes?.Invoke(probe.Id) == false)
                continue;
            if (probe.NeedsSuperuser && !database.Server.Server.IsThrowaway)
            {
                notRun.Add($"{probe.Id}: the probe needs a superuser and new roles, but the run did not start this server");
                continue;
            }
            if (await TryAsync(stage, probe, cancellation) is { } found)
                findings.Add(found);
            else if (!probe.IsAllowed && !await SeesOpenDoorAsync(stage, probe, cancellation))
                blind.Add(probe.Id);
        }
        return new ProbeReport(
            [.. findings.GroupBy(f => (f.Id, f.Object)).Select(same => same.MaxBy(f => f.Severity)!)],
            blind,
            notRun,
            reached.Count,
            stage.Attacks,
            watch.Elapsed
        );
    }

    private static async Task<Finding?> TryAsync(AttackSession stage, Probe probe, CancellationToken cancellation)
    {
        foreach (var attack in probe.Attacks)
        {
            if (probe.Leak(await stage.ObserveAsync(attack, cancellation)) is { } seen)
                return probe.Finding(attack, seen);
        }
        return null;
    }

    private static async Task<bool> SeesOpenDoorAsync(AttackSession stage, Probe probe, CancellationToken cancellation)
    {
        var attack = probe.Attacks[0];
        return probe.Leak(
            await stage.ObserveAsync([.. attack.Take(probe.DoorAt), new(null, probe.Door), .. attack.Skip(probe.DoorAt)], cancellation)
        )
            is not null;
    }

    private static async Task TryInsertAsync(AttackSession stage, CancellationToken cancellation)
    {
        try
        {
            await stage.RunAsync($"{Canary.Victim.ToSql()} {Canary.Insert}; reset role", cancellation);
        }
        catch (PostgresException fault) when (!ErrorClassifier.IsOutage(fault))
        {
            // The access matrix checks whether members may insert; here a refusal is ignored.
            await stage.RunAsync("rollback to savepoint insert; reset role", cancellation);
        }
    }

    private static async Task ProveAsync(AttackSession stage, CancellationToken cancellation)
    {
        var whoAmI = "select current_user, auth.uid()";
        foreach (var caller in (Caller[])[Canary.Victim, .. Canary.Attackers])
        {
            var said = (await stage.ObserveAsync([new(caller, whoAmI)], cancellation)).Text.Split('\n')[0];
            if (said != $"{caller.Role} | {caller.UserId?.ToString() ?? "null"}")
                throw new SessionProofException($"The session of '{caller.Name}' is not that caller: it returned {said}.");
        }
        await using var marked = new NpgsqlCommand(
            $"select count(*) from public.usage_events e where e::text like '%{Canary.Word}%'",
            stage.Connection
        );
        if (await marked.ExecuteScalarAsync(cancellation) is not > 0L)
            throw new SessionProofException("The foreign organisation's rows contain no marker, so no probe could find them.");
    }

    private static Finding Create(Reach reach, Caller attacker, IReadOnlyList<AttackStatement> steps, string seen) =>
        new(
            FindingKind.Id(FindingKind.Probe, "reachable"),
            reach.Severity,
            $"{reach.Object} ({reach.How}) returns rows of a foreign organisation to {attacker.Name}.",
            reach.Object,
            $"{reach.Revocation} -- or, for a view or function, let it run with the caller's privileges",
            FindingStatus.Open
        )
        {
            Example = $"{AttackStatement.ToScript(steps)}\n-- returned: {seen}",
        };

    // Returns all quoted words in the text of any policy: words that name no claim or header do no harm.
    private static async Task<IReadOnlyCollection<string>> ClaimNamesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select concat_ws(' ', pg_catalog.pg_get_expr(polqual, polrelid), pg_catalog.pg_get_expr(polwithcheck, polrelid)) "
                + "from pg_catalog.pg_policy",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var names = new HashSet<string>();
        while (await reader.ReadAsync(cancellation))
            names.UnionWith(Word().Matches(reader.GetString(0)).Select(m => m.Groups["word"].Value));
        return names;
    }

    [GeneratedRegex("'(?<word>[A-Za-z_][A-Za-z0-9_-]*)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
