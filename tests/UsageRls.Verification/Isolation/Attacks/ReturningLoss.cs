using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Finds tables where a plain INSERT succeeds and its row is visible to the author afterwards, but the same INSERT with RETURNING is
/// refused.
/// </summary>
internal static class ReturningLoss
{
    /// <summary>
    /// Takes the inserts that are refused only with RETURNING, checks that their author sees the row after the plain insert, and returns
    /// the breaches.
    /// </summary>
    public static async Task<IReadOnlyList<AttackBreach>> RunAsync(
        AttackScene scene,
        IReadOnlyList<TriedOn> trials,
        CancellationToken cancellation
    )
    {
        var inserts = trials.Where(t => t.Tried.Path.Command == Command.Insert).ToLookup(t => t.Tried.Path.Name);
        var refused = inserts["insert … returning key"]
            .Where(t => t.Trial.Outcome.Kind == OutcomeKind.RefusedByPolicy)
            .Select(t => (t.Subject, t.Tried.Caller, Sql: Plain(t.Trial.Statement.Sql)))
            .ToHashSet();
        var pairs = inserts["insert … values"]
            .Where(t => t.Trial.Outcome.IsAllowed && refused.Contains((t.Subject, t.Tried.Caller, Plain(t.Trial.Statement.Sql))))
            .DistinctBy(t => t.Subject)
            .ToArray();
        (Caller, Statement)[] Look(bool afterwards) =>
            [
                .. pairs.Select(p =>
                    (p.Tried.Caller.Caller, AttackScene.Select(p.Subject) with { Before = afterwards ? [p.Trial.Statement.Sql] : [] })
                ),
            ];
        var (before, after) = (
            await scene.Session.TryAllAsync(Look(afterwards: false), cancellation),
            await scene.Session.TryAllAsync(Look(afterwards: true), cancellation)
        );
        // Only count inserts whose row the author sees afterwards. A new tenant may become visible only after the statement, when a trigger
        // has made the tenant's founder a member: so breaches on tables of tenants and memberships have a lower severity.
        return
        [
            .. pairs
                .Zip(before, after)
                .Where(p => p.Second.Outcome.SqlState is null && p.Third.Outcome.Rows > p.Second.Outcome.Rows)
                .Select(p => Lost(p.First, inserts["insert … returning key"].First(t => IsSame(t, p.First)).Trial)),
        ];
    }

    private static bool IsSame(TriedOn one, TriedOn other) =>
        one.Subject == other.Subject
        && one.Tried.Caller == other.Tried.Caller
        && Plain(one.Trial.Statement.Sql) == Plain(other.Trial.Statement.Sql);

    private static AttackBreach Lost(TriedOn plain, Trial returning) =>
        new(
            "returning-refused",
            plain.Subject.Kind is SubjectKind.Tenants or SubjectKind.Memberships ? Severity.Medium : Severity.High,
            plain.Subject.ToString(),
            plain.Tried.Caller.ToString(),
            $"cannot insert … returning into {plain.Subject}, as client libraries do to read the new row; the plain insert "
                + "succeeds, and the caller can see the row afterwards",
            $"A select policy of {plain.Subject} searches its own row in the table, "
                + "where a statement does not see the row that it inserts: let the policy use the row's columns.",
            returning.ToSql()
        )
        {
            Refused = new(plain.Tried.Caller.Caller, plain.Subject.Name, Command.Insert, returning.Statement.Sql),
        };

    private static string Plain(string insert) =>
        insert.LastIndexOf(" returning ", StringComparison.Ordinal) is > 0 and var at ? insert[..at].TrimEnd() : insert.TrimEnd();
}
