using UsageRls.Verification.UsageEvents;

namespace UsageRls.Verification.Evidence.Sections.Matrix;

/// <summary>How an outcome compares with the intent.</summary>
public enum Judgement
{
    /// <summary>The outcome is as intended.</summary>
    AsIntended,

    /// <summary>The caller got access that the intent denies: unintended access.</summary>
    TooLoose,

    /// <summary>The caller was denied access that the intent allows: missing access.</summary>
    TooStrict,

    /// <summary>The access is as intended, but the outcome is not as expected: for example, the error has another reason.</summary>
    Wrong,
}

/// <summary>A caller in the access matrix.</summary>
/// <param name="Name">The caller's name.</param>
/// <param name="Role">The caller's database role.</param>
/// <param name="Session">The SQL that sets the caller's role and request settings in a transaction.</param>
public sealed record CallerRecord(string Name, string Role, string Session)
{
    internal static IReadOnlyList<CallerRecord> From(IEnumerable<AccessMatrix> matrices) =>
        [
            .. matrices
                .SelectMany(m => m.Verdicts)
                .Select(v => v.Cell.Caller)
                .DistinctBy(c => c.Name)
                .Select(c => new CallerRecord(c.Name, c.Role, c.ToSql())),
        ];
}

/// <summary>A statement that a caller of the access matrix ran.</summary>
/// <param name="Caller">The caller's name.</param>
/// <param name="Command">The command.</param>
/// <param name="Path">The name of the statement path.</param>
/// <param name="Row">A description of the row that the statement is about.</param>
/// <param name="Sql">The SQL that the administrator ran first, if any, then the statement, then its COPY input, if any.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Expected">The expected outcome.</param>
/// <param name="IsAllowed">Whether the database allowed the statement.</param>
/// <param name="Judgement">How the outcome compares with the expected outcome.</param>
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
    internal static AttemptRecord From(JudgedAttempt verdict)
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

/// <summary>The access matrix on one grant baseline.</summary>
/// <param name="Baseline">The grant baseline.</param>
/// <param name="Rules">The policies and grants that applied, one line each.</param>
/// <param name="Attempts">Every attempt: one for each caller, statement path and kind of row.</param>
public sealed record MatrixRecord(string Baseline, IReadOnlyList<string> Rules, IReadOnlyList<AttemptRecord> Attempts)
{
    /// <summary>How many attempts have an outcome that is not as intended.</summary>
    public int AgainstIntent => Attempts.Count(a => a.Judgement != Judgement.AsIntended);

    internal static MatrixRecord From(AccessMatrix matrix) =>
        new(matrix.Baseline.ToString().ToLowerInvariant(), [.. matrix.Rules], [.. matrix.Verdicts.Select(AttemptRecord.From)]);
}
