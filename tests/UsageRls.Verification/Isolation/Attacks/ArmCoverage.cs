using System.Text.RegularExpressions;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Mutation.Expressions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Removes up to 40 arms of OR and UNION (the alternatives that these words connect) from policies and from functions that policies call,
/// one arm at a time. Reports each arm whose removal changes the result of no statement that this class runs: such an arm is untested, so
/// nothing shows to which rows it gives access.
/// </summary>
internal sealed partial class ArmCoverage(AttackScene scene, RuleChanges changes)
{
    private const int MostArms = 40,
        MostTables = 3;

    private sealed record Candidate(string Object, Arm Arm, string Scene, IReadOnlyList<Subject> Subjects);

    private sealed record Try(Subject Subject, Caller Caller, Statement Statement);

    /// <summary>How many arms were removed, out of all arms that were found.</summary>
    public AttackBound Bound { get; private set; } = new("arms of OR and UNION", 0, 0);

    /// <summary>
    /// Removes up to 40 arms, one at a time, and returns a breach for each policy or function with an arm whose removal changed no result.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var all = Candidates().ToArray();
        var open = all.Take(MostArms).ToArray();
        Bound = new("arms of OR and UNION", open.Length, all.Length);
        // The removal of most arms changes the result of a SELECT statement, so writes run only for the other arms.
        foreach (var statements in (Func<Subject, IEnumerable<Try>>[])[Reads, Writes])
            open = await UndecidedAsync(open, statements, cancellation);
        return
        [
            .. open.GroupBy(c => c.Object)
                .Select(g => new AttackBreach(
                    "never-exercised",
                    Severity.Medium,
                    g.Key,
                    "nobody",
                    $"of {scene.Callers.Count} callers gets another result if this condition is false: "
                        + $"{string.Join("; ", g.Select(c => Shown(c.Arm.Text)).Distinct().Take(4))}",
                    "Remove the condition if it can never be true. Otherwise write a test of your own for the callers that it admits.",
                    string.Join(";\n", g.Take(1).Select(c => c.Scene))
                )),
        ];
    }

    private IEnumerable<Candidate> Candidates()
    {
        var subjects = scene.Subjects.Where(s => s.Kind != SubjectKind.Shared && s.Excluded is null).ToArray();
        var texts = subjects.ToDictionary(s => s, s => scene.Texts.Deciding(s.Name).ToHashSet(StringComparer.Ordinal));
        foreach (var (text, of, with) in changes.Among(texts.Values.SelectMany(t => t).ToHashSet(StringComparer.Ordinal)))
        {
            // First the policy's own table, then the other tables whose access this SQL decides, ordered by how many SQL texts decide it.
            var affected = subjects
                .Where(s => texts[s].Contains(text))
                .OrderByDescending(s => of.EndsWith($" on {s.Name}", StringComparison.Ordinal))
                .ThenBy(s => texts[s].Count)
                .Take(MostTables)
                .ToArray();
            foreach (var arm in Read(text).Where(a => a.Text != "false"))
                yield return new(of, arm, with(arm.Without), affected);
        }
    }

    private async Task<Candidate[]> UndecidedAsync(
        Candidate[] candidates,
        Func<Subject, IEnumerable<Try>> statements,
        CancellationToken cancellation
    )
    {
        var tries = candidates.SelectMany(c => c.Subjects).Distinct().ToDictionary(s => s, s => statements(s).ToArray());
        var before = new Dictionary<Subject, IReadOnlyList<string>>();
        foreach (var (subject, plain) in tries)
            before[subject] = await TellAsync(plain, "", cancellation);
        var undecided = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            var isDecided = false;
            foreach (var subject in candidate.Subjects)
            {
                var without = await TellAsync(tries[subject], candidate.Scene, cancellation);
                if (isDecided = !without.SequenceEqual(before[subject], StringComparer.Ordinal))
                    break;
            }
            if (!isDecided)
                undecided.Add(candidate);
        }
        return [.. undecided];
    }

    private async Task<IReadOnlyList<string>> TellAsync(Try[] tries, string change, CancellationToken cancellation)
    {
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Caller, t.Statement with { Scene = change }))], cancellation);
        return
        [
            .. done.Select(t =>
                $"{t.Outcome.SqlState} {t.Outcome.Rows} {string.Join(' ', t.Seen.Order(StringComparer.Ordinal))} "
                + $"{string.Join(' ', t.Changes.Select(Change).Order(StringComparer.Ordinal))}"
            ),
        ];
    }

    private IEnumerable<Try> Reads(Subject subject) =>
        from caller in Callers()
        where scene.Privileges.Of(caller.Standing.Caller.Role, subject.Name, "SELECT").Count > 0
        select new Try(subject, caller.Standing.Caller, AttackScene.Select(subject) with { Before = caller.Request });

    private IEnumerable<Try> Writes(Subject subject)
    {
        foreach (var (caller, request) in Callers())
        {
            foreach (var statement in ConditionAttack.Changes(scene, subject, caller.Caller.Role))
                yield return new(subject, caller.Caller, statement.Statement with { Before = request });
            foreach (var row in OwnRows.For(scene, subject, caller).Take(1))
                yield return new(subject, caller.Caller, new Statement(OwnRows.Insert(scene, subject, caller, row)) { Before = request });
        }
    }

    private IEnumerable<(Standing Standing, IReadOnlyList<string> Request)> Callers() =>
        scene
            .Callers.Select(c => (c, (IReadOnlyList<string>)[]))
            .Concat(ForgedCallers.Create(scene).Callers.Select(f => (f.Caller, f.Request)));

    // The same INSERT may generate another key each time it runs, so leave the key out of the comparison.
    private static string Change(RowChange change) => $"{change.Table} {(change.Command == "insert" ? "insert" : change.Key)}";

    private static IEnumerable<Arm> Read(string text)
    {
        try
        {
            return [.. Arms.Find(new SqlExpression(text))];
        }
        catch (FormatException)
        {
            return []; // the parser cannot read this SQL, so no arm is removed
        }
    }

    private static string Shown(string text)
    {
        var line = Space().Replace(text, " ");
        return line.Length > 120 ? $"{line[..120]}…" : line;
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 5_000)]
    private static partial Regex Space();
}
