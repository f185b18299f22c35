using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Reads the views and calls the functions again, on rows that meet the conditions in their SQL. For example, a view that shows all rows
/// past due leaks only if a row is past due.
/// </summary>
/// <param name="scene">The populated database, with the rows.</param>
/// <param name="reachable">The views and functions that the API's roles can reach.</param>
/// <param name="variants">The rows that were made to meet conditions.</param>
/// <param name="changedRows">The existing rows that are changed to meet conditions.</param>
/// <param name="trails">
/// The trails: append-only tables. No statement of a caller on such a table has updated or deleted a row of the table.
/// </param>
/// <param name="leaking">The views and functions that are known to leak even without rows that meet conditions.</param>
internal sealed class ReachConditions(
    AttackScene scene,
    Reachable reachable,
    IReadOnlyList<RowVariant> variants,
    IReadOnlyList<ChangedRow> changedRows,
    IReadOnlySet<Subject> trails,
    IReadOnlySet<string> leaking
)
{
    /// <summary>
    /// Reads the views and calls the functions that are not known to leak and whose SQL names a table with such rows. Returns a breach for
    /// each view or function through which a caller reads or changes forbidden rows.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        var breaches = new List<AttackBreach>();
        string[] tables = [.. variants.Select(v => v.Row.Table.Name).Distinct()];
        breaches.AddRange(await RunAsync(text => tables.Any(t => RuleTexts.Names(text, t)), "", "", cancellation));
        foreach (var row in changedRows)
        {
            bool Reads(string text) =>
                RuleTexts.Names(text, row.Subject.Name.Name) && row.Columns.Any(column => scene.Texts.Reaches(text, column));
            breaches.AddRange(await RunAsync(Reads, row.Sql, $" while {row.Condition}", cancellation));
        }
        return [.. breaches.DistinctBy(b => b.Object)];
    }

    private async Task<IEnumerable<AttackBreach>> RunAsync(
        Func<string, bool> reads,
        string sql,
        string state,
        CancellationToken cancellation
    )
    {
        bool IsAffected(string @object, string text) => !leaking.Contains(@object) && reads(text);
        var affected = new Reachable(
            // A view with security_invoker is left out: it returns only rows that the caller can also read from the view's tables.
            // ConditionAttack reads these tables, with rows that meet the conditions of their policies.
            [.. reachable.Views.Where(v => v is { Privilege: "SELECT", IsInvoker: false } && IsAffected(v.Name.ToString(), v.Query))],
            [.. reachable.Functions.Where(f => IsAffected(f.Signature, f.Body))]
        );
        if (affected is { Views: [], Functions: [] })
            return [];
        var run = scene.Reach(trails, sql, areVisibleRowsPublic: true);
        var objects = await run.RunAsync(affected, Callers.Attackers(scene.Population, scene.Callers), cancellation);
        return objects.SelectMany(o => o.Breaches.Select(b => Create(o, b, sql, state, IsPublication(affected, o))));
    }

    private static bool IsPublication(Reachable affected, ReachedObject reached) =>
        affected.Views.Any(v => v.Name.ToString() == reached.Object && v.IsPublication);

    private static AttackBreach Create(ReachedObject reached, ReachBreach breach, string scene, string state, bool isPublication)
    {
        var @object = $"{reached.Kind} {reached.Object}";
        return new AttackBreach(
            "row-condition",
            breach.IsByErrorAlone || breach.IsOnPublished || isPublication ? Severity.Medium : Severity.Critical,
            @object,
            breach.Caller.ToString(),
            $"{breach.What}{state}, when rows meet the conditions in its SQL, {breach.Why}",
            $"In {@object}, require a membership of the caller in the tenant of each row, in addition to the other conditions.",
            (breach.Trial with { Statement = breach.Trial.Statement with { Scene = scene } }).ToSql()
        )
        {
            Responsible = new(ResponsibleKind.Object, @object, "returns rows that meet its conditions without requiring a membership"),
        };
    }
}
