using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Runs sequences of up to three writes or function calls by one caller, and then reads the watched tables. A forbidden write is a breach.
/// A row that has become visible is a breach if the caller's memberships before the sequence do not allow the caller to see this row.
/// </summary>
/// <param name="scene">The populated database.</param>
/// <param name="reachable">The views and functions that the callers can reach.</param>
/// <param name="known">The tables and commands for which a breach is already known.</param>
/// <param name="knownObjects">The views and functions whose own finding already fails the run.</param>
/// <param name="triggers">The tables whose triggers are known to write rows that the caller may not write.</param>
internal sealed class SequenceAttack(
    AttackScene scene,
    Reachable reachable,
    IReadOnlySet<(Fixtures.Schema.TableName Table, Command Command)> known,
    IReadOnlySet<string> knownObjects,
    IReadOnlySet<string> triggers
)
{
    private const int MostPairs = 300,
        MostTriples = 150;

    private readonly List<AttackBreach> _breaches = [];

    // Statements that are a breach by themselves. Longer sequences with such a statement would show no new breach and are skipped.
    private readonly HashSet<string> _opened = new(StringComparer.Ordinal);

    private int _tried,
        _possible;

    /// <summary>How many sequences were run, out of all possible sequences.</summary>
    public AttackBound Bound => new("sequences", _tried, _possible);

    /// <summary>Runs the sequences as each outsider (no member of the tenant under attack) and returns the breaches.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        foreach (var caller in scene.Outsiders)
        {
            if (
                scene.Look(caller.Caller.Role) is not { } look
                || scene.Population.People.FirstOrDefault(p => p.Id == caller.Caller.UserId) is not { } person
            )
            {
                continue;
            }

            await TryAsync(caller, new SequenceSteps(scene, reachable, caller, person), look, cancellation);
        }
        return _breaches;
    }

    private async Task TryAsync(Standing caller, SequenceSteps maker, Statement look, CancellationToken cancellation)
    {
        SequenceStep[] steps = [.. maker.Make().Where(s => !IsKnown(s))];
        var visible = VisibleKeys.Looked((await scene.Session.TryAllAsync([(caller.Caller, look)], cancellation))[0]);
        SequenceStep[][] ones = [.. steps.Select(s => (SequenceStep[])[s])];
        _possible += ones.Length;
        var first = await TryAsync(caller, ones, look, visible, [], cancellation);
        var alone = first.Select(s => s.Steps[0].Sql).ToHashSet(StringComparer.Ordinal);

        var pairs = (
            from one in first
            from two in steps.Concat(one.Steps[0].Made is { } made ? maker.FollowUps.Of(made).Where(s => !IsKnown(s)) : [])
            where
                two.Sql != one.Steps[0].Sql
                && !_opened.Contains(two.Sql)
                && !(alone.Contains(two.Sql) && string.CompareOrdinal(two.Sql, one.Steps[0].Sql) < 0)
            orderby (one.Steps[0].IsConsulted ? 1 : 0) + (two.IsConsulted ? 1 : 0) + (alone.Contains(two.Sql) ? 0 : 1) descending
            select (SequenceStep[])[one.Steps[0], two]
        ).ToArray();
        _possible += pairs.Length;
        var second = await TryAsync(caller, [.. pairs.Take(MostPairs)], look, visible, [], cancellation);

        var triples = (
            from two in second.Where(s => !alone.Contains(s.Steps[1].Sql))
            from three in steps
            where !alone.Contains(three.Sql) && !_opened.Contains(three.Sql) && two.Steps.All(s => s.Sql != three.Sql)
            select (SequenceStep[])[.. two.Steps, three]
        ).ToArray();
        _possible += triples.Length;
        await TryAsync(caller, [.. triples.Take(MostTriples)], look, visible, [], cancellation);
    }

    // Whether the statement is a defect that is already reported: a function whose call alone fails the run, or an update that moves
    // memberships to other tenants. Each sequence with such a statement would show the same defect again.
    private bool IsKnown(SequenceStep step) =>
        step.Function is { } function
            ? knownObjects.Contains(function)
            : step.Table is { } table
                && step.Sql.StartsWith("update", StringComparison.Ordinal)
                && known.Contains((table, Command.Update))
                && scene.Subjects.Any(s => s.Name == table && s.Kind == SubjectKind.Memberships);

    private bool IsKnown(SequenceStep step, RowChange change) =>
        known.Contains((change.Table.Name, Enum.Parse<Command>(change.Command, ignoreCase: true)))
        || (step.Table is { } table && table != change.Table.Name && triggers.Contains(table.ToString()));

    // Runs sequences, records their breaches, and returns the successful sequences from which longer sequences are built.
    private async Task<IReadOnlyList<(SequenceStep[] Steps, Trial Trial)>> TryAsync(
        Standing caller,
        SequenceStep[][] sequences,
        Statement look,
        IReadOnlySet<string> visible,
        List<(SequenceStep[], Trial)> worked,
        CancellationToken cancellation
    )
    {
        _tried += sequences.Length;
        var done = await scene.Session.TryAllAsync(
            [
                .. sequences.Select(s =>
                    (
                        caller.Caller,
                        new Statement(s[^1].Sql)
                        {
                            Before = [.. s[..^1].Select(x => x.Sql)],
                            Result =
                                s[^1].Table is null && s[^1].Sql.StartsWith("select", StringComparison.Ordinal)
                                    ? ResultKind.Ids
                                    : ResultKind.Command,
                        }
                    )
                ),
            ],
            cancellation
        );
        var changed = sequences
            .Zip(done)
            .Where(s => s.Second.Outcome.IsAllowed && (s.Second.Changes.Count > 0 || s.First[^1].Table is null))
            .ToArray();
        foreach (var (steps, trial) in changed)
        {
            _breaches.AddRange(new MembershipGains(scene).Of(caller, steps, trial));
            if (
                trial.Changes.Select(c => (Change: c, Why: scene.Rule.AgainstChanging(caller, c))).FirstOrDefault(c => c.Why is not null)
                is not { Why: not null } bad
            )
            {
                continue;
            }

            Open(steps);
            if (steps is [var only] && IsKnown(only, bad.Change))
                continue;
            _breaches.Add(
                Create(
                    bad.Change.Table.ToString(),
                    caller,
                    steps,
                    $"{bad.Change.Command}s a row of {bad.Change.Table} "
                        + $"{scene.Rule.Whose(bad.Change.Table, bad.Change.After ?? bad.Change.Before!.Value)}, but {bad.Why}",
                    trial
                )
            );
        }

        var open = changed
            .Where(s => !s.First.Any(x => x.LetsStrangerIn) && !(s.First.Length == 1 && _opened.Contains(s.First[0].Sql)))
            .ToArray();
        var looks = await scene.Session.TryAllAsync(
            [.. open.Select(s => (caller.Caller, look with { Before = [.. s.First.Select(x => x.Sql)] }))],
            cancellation
        );
        foreach (var ((steps, trial), seen) in open.Zip(looks))
        {
            if (seen.Outcome.SqlState is null && scene.FirstForbidden(caller, VisibleKeys.Looked(seen), visible) is var (subject, key, why))
            {
                Open(steps);
                var (table, select) = (subject.ToString(), AttackScene.Select(subject));
                _breaches.Add(
                    Create(
                        table,
                        caller,
                        steps,
                        $"sees a row of {table} {why} (key {key})",
                        seen with
                        {
                            Statement = select with { Before = seen.Statement.Before },
                        }
                    )
                );
            }
            else if (seen.Outcome.SqlState is null && new MembershipGains(scene).Own(caller, steps, seen, visible) is { } promotion)
            {
                Open(steps);
                _breaches.Add(promotion);
            }
            else
            {
                worked.Add((steps, trial));
            }
        }
        return worked;
    }

    private void Open(SequenceStep[] steps)
    {
        if (steps.Length == 1)
            _opened.Add(steps[0].Sql);
    }

    private static AttackBreach Create(string table, Standing caller, SequenceStep[] steps, string what, Trial trial) =>
        new(
            "sequence",
            Severity.Critical,
            table,
            caller.ToString(),
            $"{string.Join(", then ", steps.Select(s => s.Says))}, and then {what}",
            $"No caller may write rows that give this caller access: {string.Join("; ", steps.Select(s => s.Says).Distinct())}.",
            trial.ToSql()
        )
        {
            Attempt = steps[0].Attempt(caller),
        };
}
