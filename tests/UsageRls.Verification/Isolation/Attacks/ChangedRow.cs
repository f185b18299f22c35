using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Values for a tenant's row in a table with one row for each tenant. With these values, a condition in SQL may become true.
/// </summary>
/// <param name="Subject">The table.</param>
/// <param name="Tenant">The tenant's key.</param>
/// <param name="Hints">The values.</param>
internal sealed record RowState(Subject Subject, string Tenant, IReadOnlyList<ColumnHint> Hints);

/// <summary>An existing row, changed to meet a condition.</summary>
/// <param name="Subject">The table.</param>
/// <param name="Condition">The condition for a report, for example <c>state = 'past_due' in public.subscriptions</c>.</param>
/// <param name="Columns">The columns that are changed.</param>
/// <param name="Sql">The SQL by which the administrator changes the row.</param>
internal sealed record ChangedRow(Subject Subject, string Condition, IReadOnlyList<string> Columns, string Sql)
{
    /// <summary>Returns the changes that the schema allows: if a CHECK refuses a value, no row can have that value.</summary>
    public static async Task<IReadOnlyList<ChangedRow>> AllowedAsync(
        AttackScene scene,
        IEnumerable<RowState> states,
        CancellationToken cancellation
    )
    {
        ChangedRow[] changes =
        [
            .. from state in states
            let key = scene.Rows[state.Subject].FirstOrDefault(r => r.Belongs.Tenant == state.Tenant).Key
            where key is not null
            let sql = SceneRows.With(state.Subject, key, state.Hints.Select(h => (h.Column.Name, h.Value)))
            let condition = $"{string.Join(" and ", state.Hints)} in {state.Subject}"
            select new ChangedRow(state.Subject, condition, [.. state.Hints.Select(h => h.Column.Name)], sql),
        ];
        var done = await scene.Session.TryAllAsync(
            [.. changes.Select(c => (scene.Callers[0].Caller, new Statement("select true") { Scene = c.Sql }))],
            cancellation
        );
        return [.. changes.Zip(done).Where(c => c.Second.Outcome.IsAllowed).Select(c => c.First)];
    }
}
