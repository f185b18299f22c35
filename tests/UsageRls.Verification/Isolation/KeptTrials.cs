using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>The outcomes of the statements on one table, as they are kept.</summary>
/// <param name="Trials">The outcomes, in the order of the statements.</param>
/// <param name="Sent">How many of the statements were sent to the server: <see cref="RoleTrials.Sent"/>.</param>
internal sealed record KeptTrials(IReadOnlyList<KeptTrial> Trials, int Sent);

/// <summary>The outcome of a statement, as it is kept.</summary>
/// <param name="Outcome">What the database did.</param>
/// <param name="Seen">The rows that the statement returned.</param>
/// <param name="Changes">The rows that the statement changed.</param>
internal sealed record KeptTrial(Outcome Outcome, IReadOnlyList<string> Seen, IReadOnlyList<KeptChange> Changes)
{
    /// <summary>Returns a trial in the form in which it is kept.</summary>
    public static KeptTrial From(Trial trial, IReadOnlyList<Subject> watched) =>
        new(
            trial.Outcome,
            trial.Seen,
            [
                .. trial.Changes.Select(c => new KeptChange(
                    watched.Index().First(w => ReferenceEquals(w.Item, c.Table)).Index,
                    c.Command,
                    c.Key,
                    c.Before,
                    c.After,
                    c.IsSame,
                    c.Counts
                )),
            ]
        );

    /// <summary>Returns the kept outcome as the trial of a statement of this run.</summary>
    public Trial ToTrial(TableTrial tried, IReadOnlyList<Subject> watched) =>
        new(
            tried.Caller.Caller,
            tried.Statement,
            Outcome,
            Seen,
            [
                .. Changes.Select(c => new RowChange(watched[c.Table], c.Command, c.Key, c.Before, c.After)
                {
                    IsSame = c.IsSame,
                    Counts = c.Counts,
                }),
            ]
        );
}

/// <summary>A row that a statement changed, as it is kept.</summary>
/// <param name="Table">The place of the table in the list of all tables.</param>
/// <param name="Command"><c>insert</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Key">The row's key as PostgreSQL prints it.</param>
/// <param name="Before">The row's tenant and user before the statement; null for an insert.</param>
/// <param name="After">The row's tenant and user after the statement; null for a delete.</param>
/// <param name="IsSame">Whether the statement wrote the row without changing its content.</param>
/// <param name="Counts">Whether the row after the statement is a membership that counts; true for other rows.</param>
internal sealed record KeptChange(int Table, string Command, string Key, Belonging? Before, Belonging? After, bool IsSame, bool Counts);

/// <summary>
/// The results of views, functions, attacks and small worlds in an isolation run in which tables had no failure, every view and function
/// was judged and had no breach, and no attack of severity high or critical succeeded.
/// </summary>
/// <param name="Reached">The result for each view and function that the API's roles can reach.</param>
/// <param name="Attacks">The results of the attacks.</param>
/// <param name="Worlds">For each tenancy, how many small worlds were run, or why no small world was run.</param>
internal sealed record KeptRest(IReadOnlyList<KeptObject> Reached, AttackReport Attacks, IReadOnlyList<KeptWorlds> Worlds)
{
    /// <summary>Returns these results of a report in the form in which they are kept; null if they may not be kept.</summary>
    public static KeptRest? From(IsolationReport report)
    {
        var holds =
            report.Reached.All(o => o.Breaches.Count == 0 && o.Reason == "")
            && report.Attacks.Breaches.All(b => !b.Severity.IsGrave)
            && report.Tables.All(t => t.Breaches.Count + t.Broken.Count + t.BrokenInWorlds.Count + t.AgainstIntent.Count == 0);
        return holds
            ? new(
                [.. report.Reached.Select(o => new KeptObject(o.Object, o.Kind, o.Attempts, o.UsedBy))],
                report.Attacks,
                [
                    .. report.Worlds.Select(w => new KeptWorlds(
                        w.Worlds,
                        w.OfWorlds,
                        w.Histories,
                        w.Attempts,
                        w.CutShort,
                        w.NotTried,
                        w.Reason
                    )),
                ]
            )
            : null;
    }

    /// <summary>Returns the report with these results.</summary>
    public IsolationReport AddTo(IsolationReport report) =>
        report with
        {
            Reached = [.. Reached.Select(o => new ReachedObject(o.Object, o.Kind, o.Attempts, []) { UsedBy = o.UsedBy })],
            Attacks = Attacks,
            Worlds =
            [
                .. Worlds.Zip(
                    report.Application.Models,
                    (w, model) =>
                        new SmallWorldReport(model, w.Worlds, w.OfWorlds, w.Histories)
                        {
                            Attempts = w.Attempts,
                            CutShort = w.CutShort,
                            NotTried = w.NotTried,
                            Reason = w.Reason,
                        }
                ),
            ],
        };
}

/// <summary>The result for a view or function, as it is kept.</summary>
internal sealed record KeptObject(string Object, string Kind, int Attempts, IReadOnlyList<string> UsedBy);

/// <summary>The small worlds of one tenancy, as they are kept.</summary>
internal sealed record KeptWorlds(
    int Worlds,
    int OfWorlds,
    int Histories,
    int Attempts,
    int CutShort,
    IReadOnlyList<string> NotTried,
    string Reason
);
