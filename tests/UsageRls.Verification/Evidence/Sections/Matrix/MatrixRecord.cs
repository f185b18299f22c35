using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Evidence.Sections.Matrix;

/// <summary>How an outcome compares with the intent.</summary>
public enum Judgement
{
    /// <summary>As intended.</summary>
    AsIntended,

    /// <summary>A caller got what is denied: a leak.</summary>
    TooLoose,

    /// <summary>A caller was refused what is allowed.</summary>
    TooStrict,

    /// <summary>The right answer, given in a way that proves nothing.</summary>
    Wrong,
}

/// <summary>Somebody who speaks.</summary>
/// <param name="Name">The caller's name.</param>
/// <param name="Role">The database role.</param>
/// <param name="Session">The SQL that makes a transaction this caller's.</param>
public sealed record CallerRecord(string Name, string Role, string Session)
{
    internal static IReadOnlyList<CallerRecord> Of(IEnumerable<AccessMatrix> matrices) =>
        [
            .. matrices
                .SelectMany(m => m.Verdicts)
                .Select(v => v.Cell.Caller)
                .DistinctBy(c => c.Name)
                .Select(c => new CallerRecord(c.Name, c.Role, c.ToSql())),
        ];
}

/// <summary>A statement that was tried.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Command">The command.</param>
/// <param name="Path">Which way.</param>
/// <param name="Row">On which row.</param>
/// <param name="Sql">The statement, after what the owner ran before it, with what was sent along.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Expected">The expected outcome.</param>
/// <param name="IsAllowed">Whether the caller got what it asked for.</param>
/// <param name="Judgement">How the two stand.</param>
public sealed record AttemptRecord(
    string Caller,
    string Command,
    string Path,
    string Row,
    string Sql,
    string Outcome,
    string Expected,
    bool IsAllowed,
    Judgement Judgement
)
{
    internal static AttemptRecord Of(JudgedAttempt verdict)
    {
        var statement = verdict.Attempt.Statement;
        var sql = statement.Scene == "" ? statement.Sql : $"{statement.Scene}\n-- then, as the caller\n{statement.Sql}";
        return new AttemptRecord(
            verdict.Cell.Caller.Name,
            verdict.Cell.Path.Command.ToString().ToLowerInvariant(),
            verdict.Cell.Path.Name,
            verdict.Cell.Relation.InWords(verdict.Cell.Path),
            statement.Input == "" ? sql : $"{sql};\n{statement.Input}\\.",
            verdict.Happened,
            verdict.Expected,
            verdict.Attempt.Outcome.IsAllowed,
            verdict switch
            {
                { Holds: true } => Judgement.AsIntended,
                { IsTooLoose: true } => Judgement.TooLoose,
                { IsTooStrict: true } => Judgement.TooStrict,
                _ => Judgement.Wrong,
            }
        );
    }
}

/// <summary>The access matrix of a baseline.</summary>
/// <param name="Baseline">The grants it started from.</param>
/// <param name="Rules">The policies and grants that applied, a line each.</param>
/// <param name="Attempts">Every attempt, in the order of callers and paths.</param>
public sealed record MatrixRecord(string Baseline, IReadOnlyList<string> Rules, IReadOnlyList<AttemptRecord> Attempts)
{
    /// <summary>How many attempts are against the intent.</summary>
    public int AgainstIntent => Attempts.Count(a => a.Judgement != Judgement.AsIntended);

    internal static MatrixRecord Of(AccessMatrix matrix) =>
        new(matrix.Baseline.ToString().ToLowerInvariant(), [.. matrix.Rules], [.. matrix.Verdicts.Select(AttemptRecord.Of)]);
}
