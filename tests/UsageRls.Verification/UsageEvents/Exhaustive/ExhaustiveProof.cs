using System.Diagnostics;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Fixtures.UsageEvents;

namespace UsageRls.Verification.UsageEvents.Exhaustive;

/// <summary>
/// Compares the database with the intent: for every world up to a bound, every caller in the world (see <see cref="Visit.All"/>), and
/// SELECT, INSERT, UPDATE and DELETE of the world's rows. The smallest worlds are each loaded alone into an empty database; larger worlds
/// are loaded side by side, each with its own users and organisations, so that each world's rows are foreign to the callers of the others.
/// </summary>
public static class ExhaustiveProof
{
    // A number so small that queries stay fast even if no index serves the policies, but large enough to save round trips.
    private const int WorldsSideBySide = 24;

    private static readonly Tie[] s_everyTie = Enum.GetValues<Tie>();

    /// <summary>
    /// The bounds of the worlds that are loaded alone: up to two organisations and two users; for two organisations and one user, with
    /// every set of events.
    /// </summary>
    public static IReadOnlyList<WorldBound> AloneBounds { get; } =
    [
        new(1, 1, s_everyTie),
        new(1, 2, s_everyTie),
        new(2, 1, [Tie.Never, Tie.Left, Tie.Member]) { EverySetOfEvents = true },
        new(2, 2, [Tie.Never, Tie.Left, Tie.Member]),
    ];

    /// <summary>
    /// The bound of the worlds that are loaded side by side. Each user of such a world is a member or a former member of each organisation,
    /// because former members leave the most data behind; users who were never members are tested in the worlds that are loaded alone.
    /// </summary>
    public static WorldBound SideBySideBound { get; } =
        new(2, 3, [Tie.Left, Tie.Owner, Tie.Admin, Tie.Member]) { EitherOrganization = true };

    /// <summary>Runs the proof on databases without rows, and leaves them without rows.</summary>
    /// <param name="databases">Clones of one template, one for each CPU core to use.</param>
    /// <param name="model">The intent.</param>
    /// <param name="seed">The seed for the ids of the worlds.</param>
    /// <param name="onlyToFirst">Whether to stop after the first bound with a wrong decision.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="SessionProofException">The role or user id of a session is not its caller's.</exception>
    /// <exception cref="InvalidOperationException">
    /// Worlds or decisions are missing, or the intent allows a command always or never: the proof would prove nothing.
    /// </exception>
    public static async Task<ExhaustiveReport> RunAsync(
        IReadOnlyList<TestDatabase> databases,
        AccessModel model,
        int seed,
        bool onlyToFirst = false,
        CancellationToken cancellation = default
    )
    {
        var clock = Stopwatch.StartNew();
        var wrong = new List<Decision>();
        var bounds = new List<BoundReport>();
        var sessions = await Task.WhenAll(databases.Select(d => DecisionSession.OpenAsync(d, model, cancellation)));
        try
        {
            foreach (var bound in AloneBounds.Append(SideBySideBound))
            {
                var together = bound == SideBySideBound ? WorldsSideBySide : 1;
                World[] worlds = [.. bound.Worlds(seed)];
                var visits = Visit.All(worlds, databases[0].Owner, PrivilegedOneIn(bound)).ToLookup(v => v.World);
                var answers = await DecideAsync(sessions, [.. worlds.Chunk(together)], visits, cancellation);
                bounds.Add(Judge(bound, together == 1, worlds.Length, answers));
                wrong.AddRange(answers.Wrong);
                if (onlyToFirst && wrong.Count > 0)
                    break;
            }

            var smallest =
                wrong.Count > 0
                    ? await Shrinker.ShrinkAsync(sessions[0], wrong.MaxBy(d => d.Weight), databases[0].Owner, cancellation)
                    : null;
            return new(databases[0].Template.Baseline, bounds, clock.Elapsed, smallest, wrong.Count);
        }
        finally
        {
            foreach (var session in sessions)
                await session.DisposeAsync();
        }
    }

    private static async Task<Answers> DecideAsync(
        DecisionSession[] sessions,
        World[][] groups,
        ILookup<World, Visit> visits,
        CancellationToken cancellation
    )
    {
        var all = new Answers(sessions[0].Model);
        var next = -1;
        // Each session takes the next group of worlds when its current group is done.
        await Task.WhenAll(
            sessions.Select(session =>
                Task.Run(
                    async () =>
                    {
                        while (Interlocked.Increment(ref next) is var mine && mine < groups.Length)
                        {
                            var answers = await session.DecideAsync(groups[mine], groups[mine].SelectMany(w => visits[w]), cancellation);
                            lock (all)
                                all.Add(answers);
                        }
                    },
                    cancellation
                )
            )
        );
        return all;
    }

    private static int PrivilegedOneIn(WorldBound bound) => bound.EverySetOfEvents ? 1 : 8;

    private static BoundReport Judge(WorldBound bound, bool alone, int worlds, Answers answers)
    {
        // The expected number is computed from the bound, not from the generated lists, so that a missing world is noticed.
        var ordinary = bound.Count * (bound.Users + Visit.Others);
        var privileged = (bound.Count + PrivilegedOneIn(bound) - 1) / PrivilegedOneIn(bound);
        // Over all sets of events, each event exists in half of the sets.
        var rows = bound.Organizations * (bound.Users + 1) / (bound.EverySetOfEvents ? 2 : 1);
        var inserts = (bound.Organizations + 1) * (bound.Users + 1);
        var due = (ordinary * ((3 * rows) + inserts)) + (privileged * ((6 * rows) + inserts));
        if (worlds != bound.Count || answers.Own.Count != due)
        {
            throw new InvalidOperationException(
                $"{bound}: expected {bound.Count} worlds and {due} decisions, but got {worlds} and {answers.Own.Count}."
            );
        }

        var tallies = Tally.Count(answers.Own);
        if (tallies.Count != 4 || tallies.Any(t => t.Meant == 0 || t.Meant == t.Allowed + t.Denied))
        {
            throw new InvalidOperationException(
                $"{bound}: the intent allows a command always or never, so its denials prove nothing: {string.Join("; ", tallies)}."
            );
        }

        return new(bound, alone, worlds, tallies, answers.ForeignRows);
    }
}
