using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Runs the simplest SELECT, UPDATE and DELETE in three ways: on rows that meet the conditions of policies, with requests that meet such
/// conditions, and with the current time replaced by other moments.
/// </summary>
internal sealed class ConditionAttack(
    AttackScene scene,
    IReadOnlyList<RowVariant> variants,
    IReadOnlyList<ChangedRow> changedRows,
    IReadOnlySet<(TableName Table, Command Command)> known,
    ClockScenes clock
)
{
    private const string ClockReplaced = "which was tested with that moment in place of the time function";

    private readonly Dictionary<(TableName Table, string Key), RowVariant> _variants = variants
        .Select(v => (Variant: v, Subject: scene.Subjects.FirstOrDefault(s => s.Name == v.Row.Table && s.Table.Key.Count > 0)))
        .Where(v => v.Subject is not null)
        .GroupBy(v => (v.Subject!.Name, Key: KeyOf(v.Subject!, v.Variant.Row, scene)))
        .Where(g => g.Key.Key is not null)
        .ToDictionary(g => (g.Key.Name, g.Key.Key!), g => g.First().Variant);

    /// <summary>
    /// Runs the statements as anon, as each outsider (no member of the tenant under attack), and as each forged caller, whose request
    /// contains values that policies check. Returns the breaches.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var set = ForgedCallers.Create(scene);
        var forged = set.Callers;
        Requests = set.Bound;
        Standing[] callers =
        [
            .. scene.Callers.Where(c => c.Caller.Role == DatabaseRole.Anon).Take(1),
            .. scene.Outsiders,
            .. forged.Select(f => f.Caller),
        ];
        var subjects = scene.Subjects.Where(s => s.Kind != SubjectKind.Shared).ToArray();
        var tries = (
            from subject in subjects
            from caller in callers
            from statement in Statements(subject, caller.Caller.Role)
            let request = forged.FirstOrDefault(f => f.Caller == caller)
            select new Try(
                subject,
                caller,
                statement.Command,
                statement.Statement with
                {
                    Before = request?.Request ?? [],
                    Scene = request?.Scene ?? "",
                }
            )
            {
                Forged = request,
            }
        ).ToArray();
        var all = await JudgeAllAsync(tries, cancellation);
        // Rows that a caller reaches without a forged request are not reported again for a forged request.
        var open = all.Where(b => b.Try.Forged is null).Select(Reached).ToHashSet();
        var breaches = all.Where(b => b.Try.Forged is null || !open.Contains(Reached(b))).ToArray();
        // If a command on a table has a breach already, this command needs no run with another moment or a changed row.
        var reached = breaches.Select(b => (b.Try.Subject, b.Try.Command)).ToHashSet();
        var others = (
            from subject in subjects
            from moment in clock.Of(subject)
            from caller in callers.Where(c => forged.All(f => f.Caller != c))
            from statement in Statements(subject, caller.Caller.Role)
            where !reached.Contains((subject, statement.Command))
            select new Try(subject, caller, statement.Command, statement.Statement with { Scene = moment.Sql }) { Moment = moment.Moment }
        ).ToArray();
        var changed =
            from row in changedRows
            from subject in subjects
            where subject == row.Subject || scene.Texts.Deciding(subject.Name).Any(t => RuleTexts.Names(t, row.Subject.Name.Name))
            from caller in callers.Where(c => forged.All(f => f.Caller != c))
            from statement in Statements(subject, caller.Caller.Role)
            where !reached.Contains((subject, statement.Command))
            select new Try(subject, caller, statement.Command, statement.Statement with { Scene = row.Sql }) { Changed = row };
        others = [.. others, .. changed];
        Moments = others.Where(o => o.Moment is not null).Select(o => (o.Subject, o.Moment)).Distinct().Count();
        return [.. breaches.Concat(await JudgeAllAsync(others, cancellation)).Select(b => b.Breach)];
    }

    private static (Subject Subject, Command Command, string? Row) Reached((Try Try, AttackBreach Breach) breach) =>
        (breach.Try.Subject, breach.Try.Command, breach.Breach.Attempt?.Row);

    /// <summary>How many forged requests were used, out of all possible forged requests.</summary>
    public AttackBound Requests { get; private set; } = new("forged requests", 0, 0);

    /// <summary>How many moments replaced the current time; a moment that is used for several tables counts once for each table.</summary>
    public int Moments { get; private set; }

    private async Task<IReadOnlyList<(Try Try, AttackBreach Breach)>> JudgeAllAsync(Try[] tries, CancellationToken cancellation)
    {
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Caller.Caller, t.Statement))], cancellation);
        return [.. tries.Zip(done, (tried, trial) => (tried, Breach: Judge(tried, trial)!)).Where(t => t.Breach is not null)];
    }

    private sealed record Try(Subject Subject, Standing Caller, Command Command, Statement Statement)
    {
        public ForgedCaller? Forged { get; init; }

        public string? Moment { get; init; }

        public ChangedRow? Changed { get; init; }
    }

    private IEnumerable<(Command Command, Statement Statement)> Statements(Subject subject, string role)
    {
        var read = (Command.Select, AttackScene.Select(subject));
        return Changes(scene, subject, role)
            .Concat(scene.Privileges.Of(role, subject.Name, "SELECT").Count > 0 ? [read] : [])
            .Where(s => !known.Contains((subject.Name, s.Item1)));
    }

    /// <summary>Builds the simplest DELETE and UPDATE on a table, each only if the role has the privilege.</summary>
    public static IEnumerable<(Command Command, Statement Statement)> Changes(AttackScene scene, Subject subject, string role)
    {
        if (scene.Privileges.Of(role, subject.Name, "DELETE").Count > 0)
            yield return (Command.Delete, new Statement($"delete from {subject.Name.Sql}"));
        var changed = scene
            .Privileges.Of(role, subject.Name, "UPDATE")
            .Select(subject.Table.Find)
            .FirstOrDefault(c => c is { IsGenerated: false, Identity: Identity.None } && !subject.Table.Key.Contains(c.Name));
        if (changed is not null)
        {
            var name = SqlText.Identifier(changed.Name);
            yield return (Command.Update, new Statement($"update {subject.Name.Sql} set {name} = {name}"));
        }
    }

    private AttackBreach? Judge(Try tried, Trial trial)
    {
        var (subject, caller, command, forged) = (tried.Subject, tried.Caller, tried.Command, tried.Forged);
        if (!trial.Outcome.IsAllowed)
            return null;
        var reached =
            command == Command.Select
                ? scene
                    .Rows[subject]
                    .Where(r => trial.Seen.Contains(r.Key, StringComparer.Ordinal))
                    .Select(r => (Why: scene.Rule.AgainstSeeing(caller, subject, r.Belongs), Table: subject, r.Key, r.Belongs))
                : trial.Changes.Select(c =>
                    (Why: scene.Rule.AgainstChanging(caller, c), c.Table, c.Key, Belongs: c.Before ?? c.After!.Value)
                );
        var first = reached
            .Where(r => r.Why is not null)
            .Select(r => (Row: r, Variant: _variants.GetValueOrDefault((r.Table.Name, r.Key))))
            .OrderBy(r => r.Variant is not null)
            .ThenBy(r => r.Variant?.IsDeclared ?? false)
            .FirstOrDefault();
        if (first.Row.Why is null)
            return null;

        var (what, whose) = (
            command == Command.Select ? "sees" : $"{command.ToString().ToLowerInvariant()}s",
            scene.Rule.Whose(first.Row.Table, first.Row.Belongs)
        );
        var row = first.Variant is { } variant
            ? $"a row of {first.Row.Table} {whose} in which {variant.Condition}"
            : $"a row of {first.Row.Table} {whose}";
        var severity =
            first.Variant is { IsDeclared: true } && command == Command.Select ? Severity.Medium : forged?.Severity ?? Severity.Critical;
        return new AttackBreach(
            tried.Moment is not null ? "clock-condition"
                : forged is not null ? "request-condition"
                : "row-condition",
            severity,
            subject.ToString(),
            caller.ToString(),
            $"{what} {row}"
                + (tried.Changed is { } changed ? $" while {changed.Condition}" : "")
                + (tried.Moment is { } moment ? $" when the time is {moment}, {ClockReplaced}" : "")
                + $", but {first.Row.Why}",
            tried.Moment is not null
                    ? $"No policy of {subject} may allow access by the time alone: also require a membership of the "
                        + "caller in the row's tenant, or let a job that needs these rows log in as its own role."
                : forged is not null
                    ? $"No policy of {subject} may treat values that the caller chooses (headers, cookies, user_metadata, an "
                        + "unconfirmed address), or a claim with another meaning, as a membership."
                : $"If everybody may see such rows, state it in intent.yaml. Otherwise each policy of {subject} must also require a "
                    + "membership of the caller in the row's tenant.",
            trial.ToSql()
        )
        {
            Attempt = new(caller.Caller, first.Row.Table.Name, command, trial.Statement.Sql)
            {
                Scene = string.Join("; ", (string[])[trial.Statement.Scene, .. trial.Statement.Before]).Trim(' ', ';'),
                Row = $"{WatchedSession.KeyOf(first.Row.Table)} = {SqlText.Literal(first.Row.Key)}",
            },
        };
    }

    private static string? KeyOf(Subject subject, Fixtures.Rows.MadeRow row, AttackScene scene) =>
        scene
            .Rows[subject]
            .Select(r => r.Key)
            .FirstOrDefault(key =>
                scene.Known.GetValueOrDefault((subject.Name, key)) is { } known
                && subject.Table.Key.All(c => known.Values.GetValueOrDefault(c) == row.Values.GetValueOrDefault(c))
            );
}
