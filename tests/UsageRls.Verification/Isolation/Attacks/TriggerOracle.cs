using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Inserts rows into a tenant of which the caller is no member. A BEFORE trigger runs before the policy is checked; if its error depends on
/// the tenant's rows, the error reveals these rows.
/// </summary>
internal sealed class TriggerOracle(AttackScene scene)
{
    private sealed record Try(Subject Subject, Standing Caller, string Tenant, Statement Statement, Statement Without);

    /// <summary>
    /// Runs the inserts on each table with triggers, with and without the tenant's rows, and returns a breach for each insert whose error
    /// differs.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Try[] tries =
        [
            .. from subject in scene.Subjects
            where subject is { Kind: SubjectKind.Tenant, Where: null } && scene.Texts.TriggersOf(subject.Name).Count > 0
            from caller in scene.Outsiders
            from attempt in Tries(subject, caller)
            select attempt,
        ];
        // The third statement repeats the first: an error that differs between identical statements reveals nothing.
        var done = await scene.Session.TryAllAsync(
            [
                .. tries.SelectMany(t =>
                    ((Caller, Statement)[])[(t.Caller.Caller, t.Statement), (t.Caller.Caller, t.Without), (t.Caller.Caller, t.Statement)]
                ),
            ],
            cancellation
        );
        return [.. tries.Select((t, i) => Judge(t, done[3 * i], done[(3 * i) + 1], done[(3 * i) + 2])).OfType<AttackBreach>()];
    }

    private AttackBreach? Judge(Try tried, Trial with, Trial without, Trial again) =>
        with.Outcome is not { SqlState: not null, Message: { } message }
        || message == without.Outcome.Message
        || message != again.Outcome.Message
            ? null
            : new AttackBreach(
                "trigger-oracle",
                Severity.High,
                tried.Subject.ToString(),
                tried.Caller.ToString(),
                $"adds a row {scene.Rule.Whose(tried.Subject, new(tried.Tenant, null))}, is refused with \"{message}\", "
                    + "and would get another error if that tenant had no rows",
                $"Let the trigger on {tried.Subject} run AFTER the policy has checked the row, "
                    + "or let the error message not depend on rows that the trigger reads.",
                with.ToSql() + "\n-- " + with.Outcome
            )
            {
                Functions = scene.Texts.TriggersOf(tried.Subject.Name),
            };

    private IEnumerable<Try> Tries(Subject subject, Standing caller)
    {
        if (scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT").Count == 0 || subject.Tenancy is not { } model)
            yield break;
        var author = subject.User is { Steps: [], Expression: null, Column: var column } ? column : null;
        foreach (
            var proposal in (scene.Proposals.GetValueOrDefault(subject) ?? [])
                .Where(p => p.Of.Tenant is { } tenant && !caller.IsMember(model, tenant) && !caller.IsAbove(model, tenant))
                .Take(1)
        )
        {
            var sent = new Dictionary<string, RowValue>(proposal.Values, StringComparer.Ordinal);
            if (author is not null && caller.User is not null)
                sent[author] = RowValue.Literal(caller.User);
            var tenant = proposal.Of.Tenant!;
            foreach (var (values, before) in ((Dictionary<string, RowValue>, string)[])[(sent, ""), (Large(sent), WithAmounts(tenant))])
            {
                var statement = new Statement(OwnRows.Insert(scene, subject, caller, values)) { Scene = before };
                yield return new(subject, caller, tenant, statement, statement with { Scene = WithoutRows(tenant) });
            }
        }

        // Sets numeric columns to values above any likely limit, so that a trigger that checks a limit raises its error.
        Dictionary<string, RowValue> Large(Dictionary<string, RowValue> values)
        {
            var large = new Dictionary<string, RowValue>(values, StringComparer.Ordinal);
            foreach (var amount in Amounts(subject.Table))
                large[amount.Name] = RowValue.Literal(amount.BaseType == "smallint" ? "32000" : "1000000000");
            return large;
        }
    }

    private static IEnumerable<Column> Amounts(Table table) =>
        table.Columns.Where(c =>
            c is { Category: 'N', IsGenerated: false, Identity: Identity.None }
            && !table.Key.Contains(c.Name)
            && !table.ForeignKeys.Any(k => k.Columns.Contains(c.Name))
        );

    // Builds a scene in which no amount of the tenant is zero, so that the sum of its amounts differs from that of a tenant without rows.
    private string WithAmounts(string tenant) =>
        string.Join(
            "; ",
            from subject in scene.Subjects
            where subject is { Kind: SubjectKind.Tenant, Where: null }
            from row in scene.Rows[subject]
            where row.Belongs.Tenant == tenant
            from column in Amounts(subject.Table)
            select SceneRows.IfPossible(SceneRows.With(subject, row.Key, [(column.Name, RowValue.Literal("1"))]))
        );

    private string WithoutRows(string tenant) =>
        string.Join(
            "; ",
            from subject in scene.Subjects
            where subject is { Kind: SubjectKind.Tenant }
            from row in scene.Rows[subject]
            where row.Belongs.Tenant == tenant
            select SceneRows.Without(subject, row.Key)
        );
}
