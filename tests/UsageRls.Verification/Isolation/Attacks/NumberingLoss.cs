using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Finds tables where a trigger numbers new rows by the rows that the caller sees: if a colleague's row, which the caller must not see, has
/// the next number, a unique key refuses every row of the caller.
/// </summary>
internal static class NumberingLoss
{
    /// <summary>
    /// Takes the members' own inserts that a unique key on a number from a trigger refuses, repeats them without the tenant's other rows,
    /// and returns a breach for each table where the insert then succeeds.
    /// </summary>
    public static async Task<IReadOnlyList<AttackBreach>> RunAsync(
        AttackScene scene,
        IReadOnlyList<TriedOn> trials,
        CancellationToken cancellation
    )
    {
        var refused = trials.Where(t => IsNumbered(scene, t)).DistinctBy(t => t.Subject).ToArray();
        var alone = await scene.Session.TryAllAsync(
            [.. refused.Select(t => (t.Tried.Caller.Caller, t.Trial.Statement with { Scene = Without(t) }))],
            cancellation
        );
        return [.. refused.Zip(alone).Where(p => p.Second.Outcome.IsAllowed).Select(p => Lost(scene, p.First))];
    }

    private static bool IsNumbered(AttackScene scene, TriedOn tried)
    {
        var (subject, caller) = (tried.Subject, tried.Tried.Caller);
        if (
            subject is not { Kind: SubjectKind.Tenant, Tenancy: { } model, Tenant: not null, Where: null }
            || tried.Tried.Path.Name != "insert … values"
            || tried.Trial.Outcome is not { Kind: OutcomeKind.RefusedByConstraint, SqlState: "23505", Object: { } name }
            || tried.Tried.Aim?.Tenant is not { } tenant
            || !caller.IsMember(model, tenant)
        )
        {
            return false;
        }
        var sent = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        return scene.UniqueConstraints[subject.Name].Any(u => u.Name == name && u.Columns.Any(c => !sent.Contains(c) && IsMade(c)));

        bool IsMade(string column) =>
            subject.Table.Find(column) is { Default: null, IsGenerated: false }
            && scene.Texts.Triggered(subject.Name).Any(t => RuleTexts.Names(t, column));
    }

    private static string Without(TriedOn tried) =>
        $"delete from {tried.Subject.Name.Sql} as t "
        + $"where {tried.Subject.Tenant!.ToSql("t")} = {SqlText.Literal(tried.Tried.Aim!.Value.Tenant)}";

    private static AttackBreach Lost(AttackScene scene, TriedOn tried) =>
        new(
            "refused-number",
            Severity.High,
            tried.Subject.ToString(),
            tried.Tried.Caller.ToString(),
            $"cannot insert a row into {tried.Subject} ({tried.Trial.Outcome.Message}), and could if its tenant had no other rows there: "
                + "the trigger takes a number that a row has which the caller does not see",
            $"Let the trigger on {tried.Subject} find the next number in all rows of the tenant: by a SECURITY DEFINER function, or a "
                + "counter in the tenant's row.",
            tried.Trial.ToSql()
        )
        {
            Responsible = new(
                ResponsibleKind.Object,
                $"trigger function {string.Join(", ", scene.Texts.TriggersOf(tried.Subject.Name))} on {tried.Subject.Name}",
                "numbers new rows by the rows that the caller sees"
            ),
        };
}
