using Npgsql;
using UsageRls.Fixtures.Sessions;

namespace UsageRls.Verification.UsageEvents;

/// <summary>An attempt with its expectation, and the verdict whether the attempt meets the expectation.</summary>
public sealed record JudgedAttempt(Cell Cell, Attempt Attempt)
{
    /// <summary>Whether the outcome, the rows and the effect of the attempt are as expected.</summary>
    public bool Holds { get; } = Compare(Cell.Expectation, Attempt);

    /// <summary>Whether the caller got access that the intent denies: a leak.</summary>
    public bool IsTooLoose =>
        !Holds
        && (
            Attempt.Outcome.Rows > Cell.Expectation.Rows
            || (!Cell.Expectation.IsAllowed && (Attempt.Outcome.IsAllowed || Attempt.Effect != Effect.None))
        );

    /// <summary>Whether the caller was denied access that the intent allows.</summary>
    public bool IsTooStrict => !Holds && Cell.Expectation.IsAllowed && Attempt.Outcome.Rows < Cell.Expectation.Rows;

    /// <summary>
    /// Whether a trigger raised an error for the table's owner. Privileges and policies do not stop the owner, so the statement is valid,
    /// and the error says nothing about access: a trigger may refuse every change of an append-only table.
    /// </summary>
    public bool IsStoppedByTrigger => IsStopped(Cell.Expectation, Attempt);

    /// <summary>The expected outcome as text.</summary>
    public string Expected
    {
        get
        {
            var kinds = string.Join(
                " or ",
                Cell.Expectation.Outcomes.Select(kind => new Outcome(kind, Cell.Expectation.Rows, "usage_events").ToString())
            );
            return Cell.Expectation.Effect == Effect.None
                ? kinds
                : $"{kinds}, {Cell.Expectation.Effect.Written} written, {Cell.Expectation.Effect.Growth:+0;-0;0} in the table";
        }
    }

    /// <summary>The actual outcome as text.</summary>
    public string Happened => $"{Attempt.Outcome}{Changed()}";

    /// <summary>Returns one line with the statement path, the kind of row, the actual and the expected outcome.</summary>
    public override string ToString() => $"{Cell.Path} · {Cell.Relation.InWords(Cell.Path)} -> {Happened}; must be {Expected}";

    /// <summary>Returns the verdict, the caller and the SQL that reproduces the attempt.</summary>
    public string Explain() =>
        $"""
            {(
                IsTooLoose ? "TOO LOOSE"
                : IsTooStrict ? "TOO STRICT"
                : "WRONG"
            )}: {Cell.Caller} · {this}
            {string.Join('\n', Attempt.ToSql().Split('\n').Select(line => "    " + line))}
            """;

    private string Changed() =>
        Attempt.Effect == Effect.None ? "" : $", {Attempt.Effect.Written} written, {Attempt.Effect.Growth:+0;-0;0} in the table";

    private static bool Compare(Expectation expected, Attempt attempt)
    {
        // A db-pre-request function (which PostgREST calls first) can refuse a request before policies and privileges apply.
        var isExpected =
            expected.Outcomes.Contains(attempt.Outcome.Kind)
            || (attempt.Outcome.Kind == OutcomeKind.RefusedByPreRequest && !expected.Outcomes.Contains(OutcomeKind.Allowed));
        if (IsNarrowed(expected, attempt) || IsStopped(expected, attempt))
            return true;
        if (!isExpected || attempt.Effect != expected.Effect)
            return false;
        if (!attempt.Outcome.IsAllowed)
            return true;
        return attempt.Outcome.Rows == expected.Rows
            && (expected.Seen is null || (attempt.Seen.Count == expected.Seen.Count && expected.Seen.ToHashSet().SetEquals(attempt.Seen)));
    }

    private static bool IsStopped(Expectation expected, Attempt attempt) =>
        expected.IsAllowed
        && !DatabaseRole.Api.Contains(attempt.Caller.Role)
        && attempt.Effect == Effect.None
        && attempt.Outcome.SqlState is PostgresErrorCodes.RaiseException or PostgresErrorCodes.RestrictViolation;

    // A request header (for example the currently open workspace) or an anonymous sign-in may narrow
    // access: for callers with headers or an anonymous sign-in, fewer rows than the intent allows are correct.
    private static bool IsNarrowed(Expectation expected, Attempt attempt) =>
        (attempt.Caller.Headers != Caller.NoHeaders || attempt.Caller.IsAnonymous)
        && expected.IsAllowed
        && attempt.Effect == Effect.None
        && attempt.Outcome.Rows < expected.Rows
        && (attempt.Outcome.IsDenial || (attempt.Outcome.IsAllowed && (expected.Seen is null || attempt.Seen.All(expected.Seen.Contains))));
}
