using System.Diagnostics;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>The result of the comparison of twin worlds.</summary>
/// <param name="Findings">
/// The observations that differ between worlds with different foreign data, but not between identical worlds.
/// </param>
/// <param name="Noise">The observations that also differ between identical worlds, and so prove nothing.</param>
/// <param name="Looks">The number of observations that were made.</param>
/// <param name="TimeRatio">A caller's query time in the larger world, divided by that in the smaller world; for information only.</param>
/// <param name="Elapsed">How long the whole comparison took.</param>
public sealed record TwinReport(
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> Noise,
    int Looks,
    double TimeRatio,
    TimeSpan Elapsed
);

/// <summary>
/// Compares three databases: the second database has the same rows as the first; in the third database, only rows that the attackers must
/// not see are different. An observation that is the same in the first two databases, but different in the third, is a side channel.
/// </summary>
public static class TwinWorlds
{
    private static readonly string s_settle = EmbeddedSql.Read("UsageEvents/Bypass/settle.sql");

    private static readonly Caller[] s_attackers = [.. Canary.Attackers.Where(c => c.Name is "member" or "no token")];

    /// <summary>An event that exists in the first two databases, but not in the third.</summary>
    public static UsageEvent Missing { get; } = Cast.World.Events.First(e => e.OrgId == Cast.Foreign.Id && e.UserId is null);

    /// <summary>The world of the first two databases.</summary>
    public static World One { get; } =
        Canary.World with
        {
            Organizations = [.. Canary.World.Organizations, Observations.Ghost],
            Users = [.. Canary.World.Users, Observations.Elsewhere],
            Memberships = [.. Canary.World.Memberships, new(Cast.Foreign.Id, Observations.Elsewhere.Id, OrgRole.Admin)],
        };

    /// <summary>
    /// The world of the third database: the foreign organisation has another name, and more events with other content; an organisation, a
    /// user and an event of <see cref="One"/> do not exist.
    /// </summary>
    public static World Other { get; } =
        Cast.World with
        {
            Organizations =
            [
                .. Cast.World.Organizations.Select(o => o.Id == Cast.Foreign.Id ? o with { Name = "Hooli", Slug = "hooli" } : o),
            ],
            // The extra events are loaded first, so that the rows of all other events have other addresses (ctid).
            Events = [.. Enumerable.Range(1, 600).Select(Extra), .. Cast.World.Events.Where(e => e.Id != Missing.Id)],
        };

    /// <summary>Loads each world into a database, makes all observations there, and compares the observations.</summary>
    /// <param name="template">The template of the databases.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static async Task<TwinReport> RunAsync(Template template, CancellationToken cancellation = default)
    {
        var watch = Stopwatch.StartNew();
        var seen = await Task.WhenAll(new[] { One, One, Other }.Select(world => LookAsync(template, world, cancellation)));
        var (one, again, other) = (seen[0].Seen, seen[1].Seen, seen[2].Seen);
        var (findings, noise) = (new List<Finding>(), new List<string>());
        foreach (var key in one.Keys.Union(other.Keys))
        {
            var (here, there) = (one.GetValueOrDefault(key), other.GetValueOrDefault(key));
            if (here?.Text != again.GetValueOrDefault(key)?.Text)
                noise.Add($"{key.Id} on {key.Object} as {key.Attacker}");
            else if (here?.Text != there?.Text)
                findings.Add(Create(here ?? there!, key.Attacker, here?.Text ?? "nothing", there?.Text ?? "nothing"));
        }
        return new TwinReport(
            [.. findings.DistinctBy(f => (f.Id, f.Object))],
            noise,
            one.Count,
            seen[2].Time / seen[0].Time,
            watch.Elapsed
        );
    }

    private sealed record Sight(Look Look, string Text);

    private static async Task<(Dictionary<(string Id, string Object, string Attacker), Sight> Seen, double Time)> LookAsync(
        Template template,
        World world,
        CancellationToken cancellation
    )
    {
        await using var database = await template.CloneAsync(cancellation);
        await using (var connection = await database.Connections.OpenConnectionAsync(cancellation))
        {
            await WorldLoader.LoadAsync(connection, world, cancellation);
            await using var settle = new Npgsql.NpgsqlCommand(s_settle, connection);
            await settle.ExecuteNonQueryAsync(cancellation);
        }

        await using var stage = await AttackSession.OpenAsync(database, cancellation);
        var (seen, slow) = (new Dictionary<(string, string, string), Sight>(), new HashSet<string>());
        foreach (var attacker in s_attackers)
        {
            var isOpen = (
                await stage.ObserveAsync(
                    [new(attacker, $"select 1 from public.usage_events where org_id = '{Canary.Organization}'")],
                    cancellation
                )
            ).Lines.Contains("1");
            // Relations of pg_catalog are left out: the class Observations reads the statistics about rows, and most other relations
            // contain data about sessions.
            var reached = (await Sweep.FindAsync(stage.Connection, attacker, cancellation))
                .Where(r => !r.Object.StartsWith("pg_catalog.", StringComparison.Ordinal))
                .Select(r => new Look(
                    "reachable",
                    $"{r.Object}",
                    $"the content of other callers' rows ({r.How})",
                    r.Revocation,
                    isOpen ? r.WithoutReading : r.Steps
                )
                {
                    Severity = r.Severity == Severity.Critical ? Severity.High : Severity.Medium,
                    Quotable = r.Quotable,
                });
            foreach (var look in Observations.For(attacker).Concat(reached))
            {
                var key = (look.Id, look.Object, attacker.Name);
                // The order of rows is an observation of its own (row_order). For reachable objects, these
                // settings cause the same plan in all worlds, so that only the content of rows counts.
                await stage.RunAsync(
                    look.Id == "reachable"
                        ? "set local enable_seqscan = off; set local enable_bitmapscan = off"
                        : "set local enable_seqscan = on; set local enable_bitmapscan = on",
                    cancellation
                );
                // Except for reachable objects, each statement runs separately: a refused statement must not prevent the next.
                var texts = new List<string>();
                foreach (
                    var steps in look.Id == "reachable" ? [look.Steps] : look.Steps.Select(step => (IReadOnlyList<AttackStatement>)[step])
                )
                {
                    if (slow.Contains(look.Object))
                        continue;
                    var observation = await stage.ObserveAsync(steps, cancellation);
                    if (observation.TookTooLong)
                        slow.Add(look.Object);
                    // Lines from reachable objects are sorted before the comparison: without ORDER BY, a hash aggregate may return the same
                    // rows in a different order in each world. The observation row_order covers the order of rows.
                    var lines = await WithoutOwnRowsAsync(stage, look, observation.Text.Split('\n'), cancellation);
                    texts.AddRange(look.Id == "reachable" ? lines.Order(StringComparer.Ordinal) : lines);
                }
                var text = string.Join('\n', texts);
                seen[key] = seen.TryGetValue(key, out var before)
                    ? before with
                    {
                        Text = before.Text + "\n" + text,
                    }
                    : new Sight(look, text);
            }
        }
        return (seen, await TimeAsync(stage, cancellation));
    }

    // Masks the attacker's own rows in error messages: which of these rows an error quotes depends on the order of rows, which the
    // observation row_order covers.
    private static async Task<IReadOnlyList<string>> WithoutOwnRowsAsync(
        AttackSession stage,
        Look look,
        string[] lines,
        CancellationToken cancellation
    )
    {
        if (look.Quotable is not { } quotable || !lines.Any(l => l.StartsWith("error: ", StringComparison.Ordinal)))
            return lines;
        var own = (await stage.ObserveAsync([quotable], cancellation)).Lines;
        return
        [
            .. lines.Select(l =>
                own.FirstOrDefault(o => l.Contains($"\"{o}\"", StringComparison.Ordinal)) is { } o ? l.Replace(o, "…") : l
            ),
        ];
    }

    // Returns the shortest time of several runs: other load on the machine only adds time.
    private static async Task<double> TimeAsync(AttackSession stage, CancellationToken cancellation)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 7; i++)
        {
            var watch = Stopwatch.StartNew();
            await stage.ObserveAsync([new(s_attackers[^1], "select count(*) from public.usage_events")], cancellation);
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }
        return best;
    }

    private static Finding Create(Sight sight, string attacker, string here, string there)
    {
        var (a, b) = (here.Split('\n'), there.Split('\n'));
        var at = Enumerable.Range(0, Math.Max(a.Length, b.Length)).First(i => a.ElementAtOrDefault(i) != b.ElementAtOrDefault(i));
        return new Finding(
            FindingKind.Id(FindingKind.SideChannel, sight.Look.Id),
            sight.Look.Severity,
            $"A caller who may not see rows of other tenants ({attacker}) can find out {sight.Look.Tells}.",
            sight.Look.Object,
            sight.Look.Remedy,
            FindingStatus.Open
        )
        {
            Example =
                $"{AttackStatement.ToScript(sight.Look.Steps)}\n"
                + $"-- in one database: {a.ElementAtOrDefault(at)}\n-- in the other database: {b.ElementAtOrDefault(at)}",
        };
    }

    private static UsageEvent Extra(int number) =>
        new(
            new Guid($"eeeeeeee-1111-4000-8000-{number:D12}"),
            Cast.Foreign.Id,
            Cast.Foreigner.Id,
            "crm:email:draft",
            "crm",
            17 * number,
            number,
            "{}",
            new DateTimeOffset(2024, 6, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(number)
        );
}
