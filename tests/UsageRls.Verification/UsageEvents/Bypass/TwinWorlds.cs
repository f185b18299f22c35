using System.Diagnostics;
using System.Globalization;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;
using UsageRls.Verification.Findings;

namespace UsageRls.Verification.UsageEvents.Bypass;

/// <summary>The result of twin worlds.</summary>
/// <param name="Findings">What differs by a foreign organisation's data, and not between identical worlds.</param>
/// <param name="Noise">Observations that differ between identical worlds too, and so prove nothing.</param>
/// <param name="Looks">How many things were looked at.</param>
/// <param name="TimeRatio">The ratio of a caller's query time in the larger world to the smaller; measured, and never judged.</param>
/// <param name="Elapsed">How long all of it took.</param>
public sealed record TwinReport(
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<string> Noise,
    int Looks,
    double TimeRatio,
    TimeSpan Elapsed
);

/// <summary>
/// Two databases that differ only in what belongs to a foreign organisation, and a third that is the first one again. An
/// attacker who can tell the first from the second, and could not tell the first from the third, has found a side channel.
/// </summary>
public static class TwinWorlds
{
    private static readonly string s_settle = EmbeddedSql.Read("UsageEvents/Bypass/settle.sql");

    private static readonly Caller[] s_attackers = [.. Canary.Attackers.Where(c => c.Name is "member" or "no token")];

    /// <summary>An event that only the first world has.</summary>
    public static UsageEvent Missing { get; } = Cast.World.Events.First(e => e.OrgId == Cast.Foreign.Id && e.UserId is null);

    /// <summary>The first world.</summary>
    public static World One { get; } =
        Canary.World with
        {
            Organizations = [.. Canary.World.Organizations, Observations.Ghost],
            Users = [.. Canary.World.Users, Observations.Elsewhere],
            Memberships = [.. Canary.World.Memberships, new(Cast.Foreign.Id, Observations.Elsewhere.Id, OrgRole.Admin)],
        };

    /// <summary>The other: another name, another size, other events, and somebody and something that is not there.</summary>
    public static World Other { get; } =
        Cast.World with
        {
            Organizations =
            [
                .. Cast.World.Organizations.Select(o => o.Id == Cast.Foreign.Id ? o with { Name = "Hooli", Slug = "hooli" } : o),
            ],
            // First of all, so that everybody else's rows lie behind them.
            Events = [.. Enumerable.Range(1, 600).Select(Extra), .. Cast.World.Events.Where(e => e.Id != Missing.Id)],
        };

    /// <summary>Compares.</summary>
    /// <param name="template">The databases of the two worlds.</param>
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
                findings.Add(Of(here ?? there!, key.Attacker, here?.Text ?? "nothing", there?.Text ?? "nothing"));
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
            // The server's own views are looked at by name above; what they say of sessions is about sessions and not about rows.
            var isOpen = (
                await stage.ObserveAsync(
                    [new(attacker, $"select 1 from public.usage_events where org_id = '{Canary.Organization}'")],
                    cancellation
                )
            ).Lines.Contains("1");
            var reached = (await Sweep.OfAsync(stage.Connection, attacker, cancellation))
                .Where(r => !r.Object.StartsWith("pg_catalog.", StringComparison.Ordinal))
                .Select(r => new Look(
                    "reachable",
                    $"{r.Object}",
                    $"what is in rows of others ({r.How})",
                    r.Revocation,
                    isOpen ? r.WithoutReading : r.Steps
                )
                {
                    Severity = r.Severity == Severity.Critical ? Severity.High : Severity.Medium,
                });
            foreach (var look in Observations.For(attacker).Concat(reached))
            {
                var key = (look.Id, look.Object, attacker.Name);
                // In which order rows come is a look of its own; here both worlds are read by
                // the same plan, so that what is in the rows counts.
                await stage.RunAsync(
                    look.Id == "reachable"
                        ? "set local enable_seqscan = off; set local enable_bitmapscan = off"
                        : "set local enable_seqscan = on; set local enable_bitmapscan = on",
                    cancellation
                );
                // Each statement by itself: one that is refused must not keep the next from being said.
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
                    // A set, unless it says in which order: where groups come from a hash, other
                    // rows decide on it, and that is the look at row_order.
                    texts.Add(
                        look.Id == "reachable"
                            ? string.Join('\n', observation.Text.Split('\n').Order(StringComparer.Ordinal))
                            : observation.Text
                    );
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

    // The best of a few: what else the machine does only ever adds.
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

    private static Finding Of(Sight sight, string attacker, string here, string there)
    {
        var (a, b) = (here.Split('\n'), there.Split('\n'));
        var at = Enumerable.Range(0, Math.Max(a.Length, b.Length)).First(i => a.ElementAtOrDefault(i) != b.ElementAtOrDefault(i));
        return new Finding(
            FindingKind.Id(FindingKind.SideChannel, sight.Look.Id),
            sight.Look.Severity,
            $"Somebody who may see none of it ({attacker}) can tell {sight.Look.Tells}.",
            sight.Look.Object,
            sight.Look.Remedy,
            FindingStatus.Open
        )
        {
            Example = string.Create(
                CultureInfo.InvariantCulture,
                $"{sight.Look.Steps[^1].Sql}\n-- in one world: {a.ElementAtOrDefault(at)}\n-- in the other: {b.ElementAtOrDefault(at)}"
            ),
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
