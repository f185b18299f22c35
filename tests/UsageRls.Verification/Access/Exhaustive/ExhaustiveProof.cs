using System.Diagnostics;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.Worlds;

namespace UsageRls.Verification.Access.Exhaustive;

/// <summary>
/// Every world up to a bound, every caller in it, every command on every row of it: what the database does against what
/// is meant. The smallest worlds stand alone in the database, one after the other; the larger ones all stand in it at
/// once, with people and organisations of their own, so that each is a foreign tenant to all others.
/// </summary>
public static class ExhaustiveProof
{
    private const int WideLooks = 12;
    private const int VisitsInOneRoundTrip = 1_000;

    private static readonly Tie[] s_everyTie = Enum.GetValues<Tie>();

    /// <summary>The worlds that are tried alone: all up to two by two, and up to two by one with every set of events.</summary>
    public static IReadOnlyList<WorldBound> AloneBounds { get; } =
    [
        new(1, 1, s_everyTie),
        new(1, 2, s_everyTie),
        new(2, 1, [Tie.Never, Tie.Left, Tie.Member], EverySetOfEvents: true),
        new(2, 2, s_everyTie),
    ];

    /// <summary>
    /// The worlds that stand side by side. Who is no member there has been one: it is the tie that leaves more behind, and
    /// it is told from never having been one in the worlds that are tried alone.
    /// </summary>
    public static WorldBound SideBySideBound { get; } = new(2, 3, [Tie.Left, Tie.Owner, Tie.Admin, Tie.Member]);

    /// <summary>Runs the proof.</summary>
    /// <param name="database">A database without rows, for this proof alone: afterwards it holds the worlds.</param>
    /// <param name="seed">What the worlds' ids are drawn from.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="SessionProofException">A session was not its caller.</exception>
    /// <exception cref="InvalidOperationException">The proof proves nothing: worlds or decisions are missing, or nothing is ever allowed.</exception>
    public static async Task<ExhaustiveReport> RunAsync(TestDatabase database, int seed, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        await using var first = await DecisionSession.OpenAsync(database, cancellation);
        await using var second = await DecisionSession.OpenAsync(database, cancellation);
        var wrong = new List<Decision>();
        var bounds = new List<BoundReport>();

        foreach (var bound in AloneBounds)
        {
            World[] worlds = [.. bound.Worlds(seed)];
            bounds.Add(Judge(bound, worlds, true, await InHalvesAsync(worlds, (half, session) => AloneAsync(session, half, database.Owner, cancellation)), wrong));
        }

        // Shrinking wants the database empty, so it comes before the worlds that stay.
        var smallest = wrong.Count > 0 ? await Shrinker.ShrinkAsync(first, wrong[0], database.Owner, cancellation) : null;

        World[] large = [.. SideBySideBound.Worlds(seed)];
        await LoadAsync(database, large, cancellation);
        bounds.Add(Judge(SideBySideBound, large, false, await InHalvesAsync(large, (half, session) => SideBySideAsync(session, half, database.Owner, cancellation)), wrong));
        if (wrong.Count > 0) smallest ??= new Counterexample(wrong[0], Alone: false);
        await LookWideAsync(database, large, cancellation);
        return new(database.Template.Baseline, bounds, WideLooks, clock.Elapsed, smallest, wrong.Count);

        async Task<List<Decision>> InHalvesAsync(World[] worlds, Func<World[], DecisionSession, Task<List<Decision>>> decide)
        {
            // One connection for each of two cores.
            var halves = await Task.WhenAll(
                Task.Run(() => decide(worlds[..(worlds.Length / 2)], first), cancellation),
                Task.Run(() => decide(worlds[(worlds.Length / 2)..], second), cancellation));
            return [.. halves[0], .. halves[1]];
        }
    }

    /// <summary>Puts worlds side by side into a database; who has left, joins first.</summary>
    public static async Task LoadAsync(TestDatabase database, IReadOnlyList<World> worlds, CancellationToken cancellation = default)
    {
        var all = new World
        {
            Organizations = [.. worlds.SelectMany(w => w.Organizations)],
            Users = [.. worlds.SelectMany(w => w.Users)],
            Memberships = [.. worlds.SelectMany(w => w.FormerMemberships), .. worlds.SelectMany(w => w.Memberships)],
            FormerMemberships = [.. worlds.SelectMany(w => w.FormerMemberships)],
            Events = [.. worlds.SelectMany(w => w.Events)],
        };
        await using var connection = await database.Connections.OpenConnectionAsync(cancellation);
        await WorldLoader.LoadAsync(connection, all, cancellation);
        if (WorldText.Leave(all) is { Length: > 0 } leave) await database.ExecuteAsync(leave, cancellation);
    }

    private static async Task<List<Decision>> AloneAsync(DecisionSession session, World[] worlds, string owner, CancellationToken cancellation)
    {
        var decisions = new List<Decision>();
        foreach (var world in worlds) decisions.AddRange(await session.DecideAsync([.. Visit.All(world, owner)], WorldText.ToSql(world), cancellation));
        return decisions;
    }

    private static async Task<List<Decision>> SideBySideAsync(DecisionSession session, World[] worlds, string owner, CancellationToken cancellation)
    {
        var decisions = new List<Decision>();
        // By role, so that the server plans a statement once for each and not at each change.
        var visits = worlds.SelectMany(w => Visit.All(w, owner)).OrderBy(v => v.Caller.Role, StringComparer.Ordinal);
        foreach (var some in visits.Chunk(VisitsInOneRoundTrip)) decisions.AddRange(await session.DecideAsync(some, cancellation: cancellation));
        return decisions;
    }

    private static BoundReport Judge(WorldBound bound, World[] worlds, bool alone, List<Decision> decisions, List<Decision> wrong)
    {
        // By arithmetic on the bound, not on the lists that were made from it: what was lost on the way must show.
        var events = bound.Organizations * (bound.Users + 1);
        var perCaller = (bound.EverySetOfEvents ? 3 * events / 2 : 3 * events) + ((bound.Organizations + 1) * (bound.Users + 1));
        var due = bound.Count * (bound.Users + Visit.Others) * perCaller;
        if (worlds.Length != bound.Count || decisions.Count != due)
            throw new InvalidOperationException($"{bound}: {bound.Count} worlds and {due} decisions were due; {worlds.Length} and {decisions.Count} came.");

        var tallies = Tally.Of(decisions);
        if (tallies.Count != 4 || tallies.Any(t => t.Meant == 0 || t.Meant == t.Allowed + t.Denied))
            throw new InvalidOperationException($"{bound}: a command is meant to be allowed always or never, so its denials prove nothing: {string.Join("; ", tallies)}.");
        wrong.AddRange(decisions.Where(d => !d.Agrees));
        return new(bound, alone, worlds.Length, tallies);
    }

    // Asked about one world, a caller is told only of that world's rows. A few read the whole table.
    private static async Task LookWideAsync(TestDatabase database, World[] worlds, CancellationToken cancellation)
    {
        foreach (var world in worlds.Where((_, i) => i % (worlds.Length / WideLooks) == 0).Take(WideLooks))
        {
            var caller = Caller.SignedIn(WorldText.NameOf(world, world.Users[^1].Id), world.Users[^1]);
            var attempt = await RlsSession.TryAsync(database, caller, new Statement("select id from public.usage_events"), cancellation);
            var meant = world.Events.Count(e => AccessModel.Allows(caller, Command.Select, e, world));
            if (attempt.Outcome.Rows != meant)
                throw new InvalidOperationException($"{caller} should see {meant} rows of all worlds side by side, and sees {attempt.Outcome}:\n{attempt.ToSql()}");
        }
    }
}
