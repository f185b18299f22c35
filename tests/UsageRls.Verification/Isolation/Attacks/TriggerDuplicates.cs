using System.Text.RegularExpressions;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Inserts a valid row of the caller, once while another tenant's row has the same value in a column, and once without this value there. If
/// only the second insert succeeds, a trigger compares the rows of all tenants: a tenant loses a row, and learns of another tenant's value.
/// </summary>
internal sealed class TriggerDuplicates(AttackScene scene)
{
    private sealed record Try(Subject Subject, Standing Caller, Belonging Other, string Column, Statement With, Statement Without);

    /// <summary>Runs the inserts on each table with triggers, and returns a breach for each column whose two inserts differ.</summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Try[] tries =
        [
            .. from subject in scene.Subjects
            where subject is { Kind: SubjectKind.Tenant, Where: null, Tenancy: not null }
            from caller in scene.Outsiders
            from attempt in Tries(subject, caller)
            select attempt,
        ];
        var done = await scene.Session.TryAllAsync(
            [.. tries.SelectMany(t => ((Caller, Statement)[])[(t.Caller.Caller, t.With), (t.Caller.Caller, t.Without)])],
            cancellation
        );
        return [.. tries.Select((t, i) => Judge(t, done[2 * i], done[(2 * i) + 1])).OfType<AttackBreach>()];
    }

    private AttackBreach? Judge(Try tried, Trial with, Trial without)
    {
        if (
            !without.Outcome.IsAllowed
            || without.Changes.Any(c => scene.Rule.AgainstChanging(tried.Caller, c) is not null)
            || with.Outcome.IsAllowed
            || with.Outcome.Kind == OutcomeKind.RefusedByConstraint // ConstraintOracle judges constraints
        )
        {
            return null;
        }

        var isLost = with.Outcome.SqlState is null;
        return new AttackBreach(
            "trigger-oracle",
            isLost ? Severity.High : Severity.Medium,
            tried.Subject.ToString(),
            tried.Caller.ToString(),
            $"adds a row of its own, which is {(isLost ? "not stored" : $"refused with \"{with.Outcome.Message}\"")} if a row "
                + $"{scene.Rule.Whose(tried.Subject, tried.Other)} has the same {tried.Column}, and stored otherwise",
            $"Let the trigger on {tried.Subject} compare {tried.Column} only with rows of the new row's tenant.",
            with.ToSql() + "\n-- " + with.Outcome
        )
        {
            Functions = scene.Texts.TriggersOf(tried.Subject.Name),
        };
    }

    private IEnumerable<Try> Tries(Subject subject, Standing caller)
    {
        var texts = scene.Texts.Triggered(subject.Name);
        var other = scene
            .Rows[subject]
            .FirstOrDefault(r =>
                r.Belongs.Tenant is { } tenant && !caller.IsMember(subject.Tenancy!, tenant) && !caller.IsAbove(subject.Tenancy!, tenant)
            );
        if (texts.Count == 0 || other.Key is null || OwnRows.For(scene, subject, caller) is not [var row, ..])
            yield break;
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        foreach (var column in subject.Table.Columns.Where(c => insertable.Contains(c.Name) && IsCompared(c, subject, texts)))
        {
            var values = new[] { row.GetValueOrDefault(column.Name), Fresh(column) };
            foreach (var value in values.Where(v => v is { IsExpression: false, Text: not null }))
            {
                var sent = new Dictionary<string, RowValue>(row, StringComparer.Ordinal) { [column.Name] = value! };
                var without = new Statement(OwnRows.Insert(scene, subject, caller, sent));
                var same = SceneRows.IfPossible(SceneRows.With(subject, other.Key, [(column.Name, value!)]));
                yield return new(subject, caller, other.Belongs, column.Name, without with { Scene = same }, without);
            }
        }
    }

    // The table's key, its tenant and the columns of foreign keys name rows: equal values there mean the same row, not a duplicate.
    private static bool IsCompared(Column column, Subject subject, IReadOnlyList<string> texts) =>
        !column.IsGenerated
        && column.Name != subject.Tenant?.Column
        && !subject.Table.Key.Contains(column.Name)
        && !subject.Table.ForeignKeys.Any(k => k.Columns.Contains(column.Name))
        && texts.Any(t => Regex.IsMatch(t, $@"\bnew\.{Regex.Escape(column.Name)}\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5)));

    // Returns a value that no row has yet.
    private static RowValue? Fresh(Column column) =>
        column switch
        {
            { Category: 'S' } => RowValue.Literal("usage-rls-1"),
            { Category: 'N' } => RowValue.Literal("4242"),
            { BaseType: "uuid" } => RowValue.Literal("42424242-4242-4242-8242-424242424242"),
            _ => null,
        };
}
