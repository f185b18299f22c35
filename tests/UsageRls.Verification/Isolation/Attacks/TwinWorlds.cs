using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Runs the forms of SELECT (also FOR UPDATE and FOR SHARE), UPDATE and DELETE twice on each table that the intent file describes: with the
/// rows that the caller must not see, and without up to 60 of these rows. If the two results differ, in an error, a count or a row, the
/// statement reveals whether such rows exist.
/// </summary>
/// <remarks>INSERT statements and constraint errors are tested by <see cref="ConstraintOracle"/>.</remarks>
/// <param name="scene">The populated database.</param>
/// <param name="known">The tables and commands for which a breach is already known.</param>
/// <param name="major">The server's major version.</param>
internal sealed class TwinWorlds(AttackScene scene, IReadOnlySet<(TableName Table, Command Command)> known, int major)
{
    private const int MostRows = 60;

    /// <summary>How many statements were compared with and without the forbidden rows.</summary>
    public int Tried { get; private set; }

    /// <summary>
    /// Runs each statement with and without the forbidden rows. Returns a breach for each statement whose results differ, unless one of
    /// them is the error of a constraint.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var tries = (
            from subject in scene.Subjects
            where subject is { Intent.Commands.Count: > 0, Where: null, Excluded: null }
            from caller in scene.Outsiders
            let removal = Removal(subject, caller)
            where removal != ""
            from trial in Trials(subject).Of(caller, isOdd: false)
            where trial.Path.Command is Command.Select or Command.Update or Command.Delete or Command.Lock
            where !scene.Privileges.IsLacking(caller.Caller.Role, subject.Name, trial.Path.Command)
            where trial.Statement.Scene == "" && !known.Contains((subject.Name, trial.Path.Command))
            select (Subject: subject, Trial: trial, Without: trial.Statement with { Scene = removal })
        ).ToArray();
        Tried = tries.Length;
        var with = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Trial.Caller.Caller, t.Trial.Statement))], cancellation);
        var without = await scene.Session.TryAllAsync([.. tries.Select(t => (t.Trial.Caller.Caller, t.Without))], cancellation);
        return [.. tries.Select((t, i) => Judge(t.Subject, t.Trial, with[i], without[i])).OfType<AttackBreach>()];
    }

    private TableTrials Trials(Subject subject) =>
        new(subject, [.. scene.Rows[subject]], scene.Privileges, major)
        {
            Find = key => scene.Known.GetValueOrDefault((subject.Name, key)),
        };

    private string Removal(Subject subject, Standing caller) =>
        string.Join(
            "; ",
            scene
                .Rows[subject]
                .Where(r => scene.Rule.AgainstSeeing(caller, subject, r.Belongs) is not null)
                .Take(MostRows)
                .Select(r => SceneRows.Without(subject, r.Key))
        );

    private static AttackBreach? Judge(Subject subject, TableTrial tried, Trial with, Trial without)
    {
        static bool IsConstraints(Trial trial) => trial.Outcome.Kind == OutcomeKind.RefusedByConstraint;
        if (IsConstraints(with) || IsConstraints(without) || Tells(with) == Tells(without))
            return null;
        return new AttackBreach(
            "twin-worlds",
            Severity.High,
            subject.ToString(),
            tried.Caller.ToString(),
            $"can find out whether {subject} has rows that it must not see: \"{tried.Path}\" gives {with.Outcome} with such rows, "
                + $"and {without.Outcome} without them",
            $"Each policy of {subject} must check the membership in the row's tenant before it computes anything from the row.",
            with.ToSql()
        )
        {
            Attempt = new(tried.Caller.Caller, subject.Name, tried.Path.Command, with.Statement.Sql),
        };
    }

    private static string Tells(Trial trial) =>
        $"{trial.Outcome.Kind} {trial.Outcome.SqlState} {trial.Outcome.Rows} {string.Join(' ', trial.Seen.Order(StringComparer.Ordinal))}";
}
