using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>The result of the attacks.</summary>
/// <param name="Findings">The attacks that succeeded.</param>
/// <param name="Blind">Probes that saw nothing although the door was open: they prove nothing.</param>
/// <param name="NotRun">The attacks that could not be tried, and why.</param>
/// <param name="Reached">Relations and functions that an attacker can reach.</param>
/// <param name="Attacks">How many attacks were tried.</param>
/// <param name="Elapsed">How long all of it took.</param>
public sealed record ProbeReport(
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> Blind,
    IReadOnlyList<string> NotRun,
    int Reached,
    int Attacks,
    TimeSpan Elapsed
);

/// <summary>Tries every way around on a database of its own: what the catalog offers, then the known ways.</summary>
public static partial class ProbeRun
{
    // Through it everybody sees everything, so that whoever looks at all that is in reach has to notice.
    private const string OpenDoor = "public.usage_rls_open_door";

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

    /// <summary>Runs them.</summary>
    /// <param name="database">With no rows in it; it is filled.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="SessionProofException">
    /// The victim does not see its own rows, or the attacker not its own: no denial would count.
    /// </exception>
    public static async Task<ProbeReport> RunAsync(TestDatabase database, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        await using (var connection = await database.Connections.OpenConnectionAsync(cancellation))
            await WorldLoader.LoadAsync(connection, Canary.World, cancellation);

        await using var stage = await AttackSession.OpenAsync(database, cancellation);
        // Rows that are copied in fire triggers as others do, but a trigger may look at who writes: so the victim writes too.
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
        // To whom the table is open as it is, nothing else has opened it.
        var open = new HashSet<Caller>();
        foreach (var attacker in Canary.Attackers)
        {
            if (Canary.Find(await stage.ObserveAsync([new(attacker, "select * from public.usage_events")], cancellation)) is not null)
                open.Add(attacker);
        }
        foreach (var attacker in Canary.Attackers)
        {
            foreach (var reach in await Sweep.OfAsync(stage.Connection, attacker, cancellation))
            {
                reached.Add(reach.Object);
                if (slow.Contains(reach.Object))
                    continue;
                var observation = await stage.ObserveAsync(open.Contains(attacker) ? reach.WithoutReading : reach.Steps, cancellation);
                if (Canary.Find(observation) is { } seen)
                    findings.Add(Of(reach, attacker, seen));
                else if (observation.TookTooLong && slow.Add(reach.Object))
                    notRun.Add($"{reach.Object} ({reach.How}): it did not come to an end in time, and was not tried again");
            }
        }

        await stage.RunAsync($"drop view {OpenDoor}", cancellation);
        reached.Remove(OpenDoor);
        if (findings.RemoveAll(f => f.Object == OpenDoor) == 0)
            blind.Add("reachable");

        foreach (var probe in Probes.All(database.Owner, await ClaimNamesAsync(stage.Connection, cancellation)))
        {
            if (probe.NeedsSuperuser && !database.Server.Server.IsThrowaway)
            {
                notRun.Add($"{probe.Id}: it takes a superuser and roles of its own, and this server was not started by the run");
                continue;
            }
            var seen = await TryAsync(stage, probe, cancellation);
            if (seen is not null)
                findings.Add(probe.Finding(seen));
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

    private static async Task<string?> TryAsync(AttackSession stage, Probe probe, CancellationToken cancellation)
    {
        foreach (var attack in probe.Attacks)
        {
            if (probe.Leak(await stage.ObserveAsync(attack, cancellation)) is { } seen)
                return seen;
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
            // Whether members may record is for the matrix to say.
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
                throw new SessionProofException($"The session of '{caller.Name}' is not that caller: it says {said}.");
        }
        await using var marked = new NpgsqlCommand(
            $"select count(*) from public.usage_events e where e::text like '%{Canary.Word}%'",
            stage.Connection
        );
        if (await marked.ExecuteScalarAsync(cancellation) is not > 0L)
            throw new SessionProofException("The foreign organisation's rows bear no mark, so that nothing would be found.");
    }

    private static Finding Of(Reach reach, Caller attacker, string seen) =>
        new(
            FindingKind.Id(FindingKind.Probe, "reachable"),
            reach.Severity,
            $"Rows of a foreign organisation come out of {reach.Object} ({reach.How}), for {attacker.Name}.",
            reach.Object,
            $"{reach.Revocation} -- or let it run with its caller's privileges",
            FindingStatus.Open
        )
        {
            Example = $"{attacker.ToSql()}\n{reach.Steps[^1].Sql}\n-- tells: {seen}",
        };

    // Words in quotes in any policy, wherever they stand: a name too many costs nothing.
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
