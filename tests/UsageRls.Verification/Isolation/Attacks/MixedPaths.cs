using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Causes;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Tests tables where an expression over a text column decides to whom a row belongs, for example the folders of a file's path or the parts
/// of a topic. Writes texts that contain the id of the victim (the tenant or user under attack) and the id of the caller or of its tenant,
/// in different order and depth. A policy that looks for the caller anywhere in the text accepts such a row by mistake.
/// </summary>
/// <param name="scene">The populated database.</param>
/// <param name="known">The tables and commands for which a breach is already known.</param>
internal sealed partial class MixedPaths(AttackScene scene, IReadOnlySet<(TableName Table, Command Command)> known)
{
    /// <summary>
    /// As each outsider (no member of the tenant under attack), writes rows whose text contains the ids of the victim and the caller, and
    /// returns a breach for each forbidden write.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var tries = (
            from subject in scene.Subjects
            where subject.Table.Columns.Any(c => c.Name == Path(subject)?.Column && c.Category == 'S')
            from caller in scene.Outsiders
            where caller.User is not null
            from write in Writes(subject, caller, Path(subject)!)
            where subject.Where is not null || !known.Contains((subject.Name, write.Command))
            select (Subject: subject, Caller: caller, write.Command, write.Statement)
        ).ToArray();
        var done = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Caller.Caller, t.Statement))], cancellation);
        return [.. tries.Zip(done, (t, trial) => Judge(t.Subject, t.Caller, t.Command, trial)).OfType<AttackBreach>()];
    }

    private AttackBreach? Judge(Subject subject, Standing caller, Command command, Trial trial)
    {
        var (change, why) = trial.Changes.Select(c => (c, scene.Rule.AgainstChanging(caller, c))).FirstOrDefault(c => c.Item2 is not null);
        return why is null
            ? null
            : new AttackBreach(
                "mixed-path",
                Severity.Critical,
                subject.ToString(),
                caller.ToString(),
                $"{change!.Command}s a row of {change.Table} "
                    + $"{scene.Rule.Whose(change.Table, change.After ?? change.Before!.Value)} whose {Path(subject)!.Column} contains "
                    + $"the id of the caller or its tenant in another part, but {why}",
                $"Let the policy for {command.ToString().ToUpperInvariant()} compare {Path(subject)}, "
                    + "which decides to whom the row belongs, "
                    + $"with the {(subject.Kind == SubjectKind.Personal ? "caller's id" : "ids of the caller's tenants")}. "
                    + $"The policy must not search for the caller in another part of {Path(subject)!.Column}.",
                trial.ToSql()
            )
            {
                Attempt = new Attempted(caller.Caller, subject.Name, command, trial.Statement.Sql) { Scene = trial.Statement.Scene },
            };
    }

    private static RowPath? Path(Subject subject) =>
        (subject.Kind == SubjectKind.Personal ? subject.User : subject.Tenant) is { Steps: [], Expression: not null } path ? path : null;

    private IEnumerable<(Command Command, Statement Statement)> Writes(Subject subject, Standing caller, RowPath path)
    {
        var (insertable, updatable) = (
            scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT"),
            scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE")
        );
        var row =
            OwnRows.For(scene, subject, caller) is [var own, ..] ? own
            : scene.Proposals.GetValueOrDefault(subject) is [var any, ..] ? any.Values
            : null;
        foreach (var text in Texts(subject, caller, path))
        {
            if (row is not null && insertable.Contains(path.Column))
            {
                var values = new Dictionary<string, RowValue>(row, StringComparer.Ordinal) { [path.Column] = RowValue.Sql(text) };
                if (subject.User is { Steps: [], Expression: null, Column: var user })
                    values[user] = RowValue.Literal(caller.User);
                yield return (Command.Insert, new Statement(OwnRows.Insert(scene, subject, caller, values)));
            }

            if (updatable.Contains(path.Column))
            {
                yield return (
                    Command.Update,
                    new Statement(
                        $"update {subject.Name.Sql} set {SqlText.Identifier(path.Column)} = "
                            + $"{text}{(subject.Where is { } where ? $" where {where}" : "")}"
                    )
                );
            }
        }
    }

    // Builds the texts as SQL expressions; a random suffix makes each value unique.
    private IEnumerable<string> Texts(Subject subject, Standing caller, RowPath path)
    {
        if (Victim(subject, caller) is not { } victim)
            return [];
        var (start, divider) = Form(path);
        var texts =
            from own in Own(subject, caller)
            from parts in (string[][])
                [
                    [victim, own],
                    [own, victim],
                    [victim, "x", own],
                    ["x", victim, own],
                    ["x", own, victim],
                ]
            from text in (string[])[start + string.Join(divider, parts), string.Join(divider, parts.Select(p => p == "x" ? p : start + p))]
            group text by text into same
            select $"{SqlText.Literal(same.Key + divider)} || pg_catalog.gen_random_uuid()";
        return texts;
    }

    private string? Victim(Subject subject, Standing caller) =>
        subject.Kind == SubjectKind.Personal
            ? scene
                .Population.People.Select(p => p.Id.ToString())
                .FirstOrDefault(id => id != caller.User && !caller.Colleagues.Contains(id))
            : scene.Victims.Where(v => v.Model == subject.Tenancy).Select(v => v.Row[v.Model.Key]).FirstOrDefault();

    private static IEnumerable<string> Own(Subject subject, Standing caller) =>
        caller
            .Memberships.Keys.Where(m => subject.Tenancy is null || m.Tenants == subject.Tenancy.Tenants)
            .Select(m => m.Key)
            .Take(1)
            .Append(caller.User!);

    // Reads how a text begins, and which separator divides the parts of the text, from the expression that finds the row's tenant or user.
    private static (string Start, string Divider) Form(RowPath path) =>
        Part().Match(path.Expression!) is { Success: true } part ? ("", part.Groups["by"].Value)
        : Prefix().Match(path.Value ?? "") is { Success: true } prefix ? (prefix.Groups["text"].Value, prefix.Groups["text"].Value[^1..])
        : ("", "/");

    [GeneratedRegex(@"split_part\(.*,\s*'(?<by>[^']+)'", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Part();

    [GeneratedRegex(@"\A'(?<text>[^']*[^\w'])' \|\| :'id'\z", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Prefix();
}
