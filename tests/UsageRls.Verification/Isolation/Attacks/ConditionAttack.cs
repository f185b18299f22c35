using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Tries the plainest statements on rows that meet the conditions of policies, and as callers whose requests meet them.</summary>
internal sealed class ConditionAttack(
    AttackScene scene,
    IReadOnlyList<RowVariant> variants,
    IReadOnlySet<(TableName Table, Command Command)> known
)
{
    private readonly Dictionary<(TableName Table, string Key), RowVariant> _variants = variants
        .Select(v => (Variant: v, Subject: scene.Subjects.FirstOrDefault(s => s.Name == v.Row.Table && s.Table.Key.Count > 0)))
        .Where(v => v.Subject is not null)
        .GroupBy(v => (v.Subject!.Name, Key: KeyOf(v.Subject!, v.Variant.Row, scene)))
        .Where(g => g.Key.Key is not null)
        .ToDictionary(g => (g.Key.Name, g.Key.Key!), g => g.First().Variant);

    /// <summary>Tries them.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var forged = ForgedCallers.Of(scene);
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
            select (Subject: subject, Caller: caller, statement.Command, statement.Statement)
        ).ToArray();
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Caller.Caller, t.Statement))], cancellation);
        return
        [
            .. tries
                .Zip(
                    done,
                    (tried, trial) =>
                        Judge(tried.Subject, tried.Caller, tried.Command, trial, forged.FirstOrDefault(f => f.Caller == tried.Caller))
                )
                .OfType<AttackBreach>(),
        ];
    }

    private IEnumerable<(Command Command, Statement Statement)> Statements(Subject subject, string role)
    {
        if (!known.Contains((subject.Name, Command.Select)) && scene.Privileges.Of(role, subject.Name, "SELECT").Count > 0)
            yield return (Command.Select, AttackScene.Select(subject));
        if (!known.Contains((subject.Name, Command.Delete)) && scene.Privileges.Of(role, subject.Name, "DELETE").Count > 0)
            yield return (Command.Delete, new Statement($"delete from {subject.Name.Sql}"));
        var changed = scene
            .Privileges.Of(role, subject.Name, "UPDATE")
            .Select(subject.Table.Find)
            .FirstOrDefault(c => c is { IsGenerated: false, Identity: Identity.None } && !subject.Table.Key.Contains(c.Name));
        if (!known.Contains((subject.Name, Command.Update)) && changed is not null)
        {
            yield return (
                Command.Update,
                new Statement($"update {subject.Name.Sql} set {SqlText.Identifier(changed.Name)} = {SqlText.Identifier(changed.Name)}")
            );
        }
    }

    private AttackBreach? Judge(Subject subject, Standing caller, Command command, Trial trial, ForgedCaller? forged)
    {
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
            forged is not null ? "request-condition" : "row-condition",
            severity,
            subject.ToString(),
            caller.ToString(),
            $"{what} {row}, but {first.Row.Why}",
            forged is not null
                ? $"Let no policy of {subject} take what the caller chooses (headers, user_metadata, an address that nobody confirmed), or a claim about something else, for a membership."
                : $"If such rows are for everybody, state it; else let each policy of {subject} also ask for a membership of the caller in the row's tenant.",
            trial.ToSql()
        )
        {
            Attempt = new(caller.Caller, first.Row.Table.Name, command, trial.Statement.Sql)
            {
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
