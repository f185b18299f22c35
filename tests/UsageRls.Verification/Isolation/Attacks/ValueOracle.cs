using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Inserts rows of the caller's own tenant with values of another tenant's row, with and without that other row. If a CHECK constraint or
/// trigger reads rows of all tenants, its error can reveal that the other row exists, and can contain further values of that row.
/// </summary>
/// <remarks>Errors of unique keys and foreign keys are tested by <see cref="ConstraintOracle"/>.</remarks>
internal sealed partial class ValueOracle(AttackScene scene, IReadOnlySet<(Fixtures.Schema.TableName Table, Command Command)> known)
{
    private const int MostColumns = 12,
        ShortestValue = 4;

    private sealed record Probe(Subject Subject, Standing Caller, MadeRow Victim, Belonging Belongs, string Columns, Statement Own)
    {
        public required Statement With { get; init; }

        public required Statement Without { get; init; }

        // Whether the probe tests a limit on a sum: by bisection the caller could find the number in the victim's row.
        public bool IsSum { get; init; }
    }

    /// <summary>Runs the inserts, and returns a breach for each table and caller where the error depends on another tenant's row.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Probe[] probes =
        [
            .. from subject in scene.Subjects
            where subject is { Kind: SubjectKind.Tenant, Where: null } && !known.Contains((subject.Name, Command.Select))
            from caller in scene.Outsiders
            from probe in Probes(subject, caller)
            select probe,
        ];
        // The fourth statement repeats the second: an error that differs between identical statements proves nothing.
        var done = await scene.Session.TryAllAsync(
            [.. probes.SelectMany(p => new[] { p.Own, p.With, p.Without, p.With }.Select(s => (p.Caller.Caller, s)))],
            cancellation
        );
        return
        [
            .. probes
                .Select(
                    (p, i) =>
                        Judge(p, [.. done.Skip(4 * i).Take(4)], scene.UniqueConstraints[p.Subject.Name].Select(c => c.Name).ToHashSet())
                )
                .OfType<AttackBreach>()
                .OrderByDescending(b => b.Severity)
                .DistinctBy(b => (b.Object, b.Caller)),
        ];
    }

    private AttackBreach? Judge(Probe probe, Trial[] done, HashSet<string> unique)
    {
        var (own, with, without, again) = (done[0], done[1], done[2], done[3]);
        var isKeys =
            with.Outcome.Object is { } constraint
            && (unique.Contains(constraint) || probe.Subject.Table.ForeignKeys.Any(k => k.Name == constraint));
        if (
            isKeys
            || !own.Outcome.IsAllowed
            || with.Outcome is not { SqlState: not null, Message: { } message }
            || !without.Outcome.IsAllowed
            || message != again.Outcome.Message
        )
        {
            return null;
        }

        var shown = probe
            .Victim.Values.Values.OfType<string>()
            .SelectMany(v => v.Length > 10 && v[4] == '-' && v[7] == '-' ? (string[])[v, v[..10]] : [v])
            .FirstOrDefault(v =>
                v.Length >= ShortestValue
                && message.Contains(v, StringComparison.Ordinal)
                && !probe.With.Sql.Contains(v, StringComparison.Ordinal)
            );
        return new AttackBreach(
            "value-oracle",
            shown is null && !probe.IsSum ? Severity.Medium : Severity.High,
            probe.Subject.ToString(),
            probe.Caller.ToString(),
            $"adds a row of its own with the {probe.Columns} of a row {scene.Rule.Whose(probe.Subject, probe.Belongs)}, and gets the error "
                + $"\"{message}\", which does not occur without that row"
                + (shown is null ? "" : $"; \"{shown}\" is a value of that row")
                + (probe.IsSum ? "; the smallest refused number reveals that row's number" : ""),
            $"The constraint or trigger that checks new rows of {probe.Subject} must read rows of the same tenant only, and its error "
                + "must not contain values of other rows.",
            with.ToSql() + "\n-- " + with.Outcome
        )
        {
            Functions = scene.Texts.TriggersOf(probe.Subject.Name),
        };
    }

    private IEnumerable<Probe> Probes(Subject subject, Standing caller)
    {
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        var victims = scene.Rows[subject].Where(r => scene.Rule.AgainstSeeing(caller, subject, r.Belongs) is not null).Take(1).ToArray();
        if (
            victims is not [var victim]
            || scene.Known.GetValueOrDefault((subject.Name, victim.Key)) is not { } row
            || OwnRows.For(scene, subject, caller) is not [var own, ..]
        )
        {
            yield break;
        }

        var columns = subject
            .Table.Columns.Where(c =>
                insertable.Contains(c.Name)
                && !subject.Table.Key.Contains(c.Name)
                && c.Name != subject.Tenant?.Column
                && c.Name != subject.User?.Column
                && !subject.Table.ForeignKeys.Any(k => k.Columns.Contains(c.Name))
                && row.Values.GetValueOrDefault(c.Name) is not null
            )
            .Select(c => c.Name)
            .Take(MostColumns)
            .ToArray();
        Probe Make(string[] taken, (string Column, string Value)? number)
        {
            var plain = new Dictionary<string, RowValue>(own, StringComparer.Ordinal);
            if (number is { } given)
                plain[given.Column] = RowValue.Literal(given.Value);
            var changed = new Dictionary<string, RowValue>(plain, StringComparer.Ordinal);
            foreach (var column in taken)
                changed[column] = RowValue.Literal(row.Values[column]);
            var with = new Statement(OwnRows.Insert(scene, subject, caller, changed));
            return new(
                subject,
                caller,
                row,
                victim.Belongs,
                string.Join(", ", taken),
                new Statement(OwnRows.Insert(scene, subject, caller, plain))
            )
            {
                With = with,
                Without = with with { Scene = SceneRows.Without(subject, victim.Key) },
                IsSum = number is not null,
            };
        }

        foreach (var taken in columns.Select(c => (string[])[c]).Append(columns).Where(c => c.Length > 0))
            yield return Make(taken, null);
        // Tests limits on a sum over all tenants: without the victim's row, a trigger accepts a number that equals the limit.
        string[] limits =
        [
            .. scene.Texts.Triggered(subject.Name).SelectMany(t => Limit().Matches(t)).Select(m => m.Value).Distinct().Take(3),
        ];
        string[] numbers = [.. columns.Where(c => subject.Table.Find(c)!.Category == 'N')];
        string[] others = [.. columns.Except(numbers)];
        foreach (var probe in numbers.SelectMany(n => limits.Select(limit => Make(others, (n, limit)))).Where(_ => others.Length > 0))
            yield return probe;
    }

    [GeneratedRegex(@"(?<![\w.'-])\d{1,9}(?![\w.'-])", RegexOptions.None, 5_000)]
    private static partial Regex Limit();
}
