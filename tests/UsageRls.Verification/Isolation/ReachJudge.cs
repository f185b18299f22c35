using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Judges a statement on a view or function by the rows that the statement changed and returned, and by its error.</summary>
/// <param name="rule">The universal rule.</param>
/// <param name="rows">The rows of the watched tables (the tables whose changes the session records).</param>
/// <param name="known">The column values of the rows, by table and key.</param>
internal sealed class ReachJudge(
    UniversalRule rule,
    ILookup<Subject, (string Key, Belonging Belongs)> rows,
    IReadOnlyDictionary<(TableName Table, string Key), MadeRow> known
)
{
    private static readonly char[] s_separators = [.. " (){}[]\"',:;=\n"];

    /// <summary>
    /// The trails: append-only tables. No statement that a caller runs on such a table updates or deletes a row of the table.
    /// </summary>
    public IReadOnlySet<Subject> Trails { get; init; } = new HashSet<Subject>();

    /// <summary>Returns the forbidden access of a call; null if there is none.</summary>
    /// <param name="object">The view or function.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="forbidden">
    /// The rows that the caller must not see and does not see without the call, each with the place of its table in the list of tables.
    /// </param>
    /// <param name="trials">The outcomes of the call with all rows, without the forbidden rows, and with all rows again.</param>
    public ReachBreach? Judge(
        string @object,
        Standing caller,
        (Subject Subject, int Place, string Key)[] forbidden,
        (Trial Before, Trial Without, Trial Again) trials
    )
    {
        var (before, without, again) = trials;
        // A row that is rewritten with the same values, for example by `array_remove` of an absent element, counts as unchanged.
        foreach (var change in before.Changes.Where(c => !c.IsSame))
        {
            if (rule.AgainstChanging(caller, change) is { } why)
            {
                return new(@object, caller, before, $"{change.Command}s a row of {change.Table} {Whose(change)}", $"but {why}");
            }
            if (Isolation.Trails.IsHarmed(Trails, caller, change))
            {
                return new(
                    @object,
                    caller,
                    before,
                    $"{change.Command}s a row of {change.Table} that another user inserted",
                    $"though nobody may {change.Command} rows of {change.Table} directly"
                )
                {
                    IsWithinTenant = true,
                };
            }
        }

        if (before.Statement.Before.Count > 0)
        {
            var seen = Seen(before);
            var found = forbidden
                .Where(f => !IsInvited(caller, f.Subject, f.Key)) // the caller may have accepted an invitation by the call
                .Select(f => (f.Subject, Line: $"#{f.Place} {f.Key}"))
                .FirstOrDefault(f => seen.Contains(f.Line, StringComparison.Ordinal));
            return found.Subject is null
                ? null
                : new(
                    @object,
                    caller,
                    before,
                    $"sees rows of {found.Subject} after the call",
                    "because of a setting or a change that the call made"
                );
        }

        var (first, other, same) = (Lines(before), Lines(without), Lines(again));
        if (first == other || first != same)
            return null;
        return new(@object, caller, before, $"gets {Difference(before, without)}", "which depends on rows that the caller must not see")
        {
            IsByErrorAlone =
                before.Outcome.SqlState is not null || (without.Outcome.SqlState is not null && !ReturnsContent(before, forbidden)),
        };
    }

    // Whether the call returned a value of a forbidden row that the caller did not pass. A function that raises an error for an unknown
    // row, and otherwise returns the row, reveals the row's content, not only that the row exists. Short values may be equal by chance.
    private bool ReturnsContent(Trial trial, IEnumerable<(Subject Subject, int Place, string Key)> forbidden)
    {
        const int shortest = 3;
        var passed = Words(trial.Statement.Sql).ToHashSet(StringComparer.Ordinal);
        var content = forbidden
            .SelectMany(f => known.GetValueOrDefault((f.Subject.Name, f.Key))?.Values.Values ?? [])
            .SelectMany(value => Words(value ?? ""))
            .ToHashSet(StringComparer.Ordinal);
        return trial
            .Seen.SelectMany(Words)
            .Any(w => w.Length >= shortest && w is not "true" and not "false" && content.Contains(w) && !passed.Contains(w));
    }

    private string Whose(RowChange change)
    {
        var (before, after) = (change.Before ?? change.After!.Value, change.After ?? change.Before!.Value);
        var (was, now) = (rule.Whose(change.Table, before), rule.Whose(change.Table, after));
        return was == now ? was : $"{was}, which is then {now}";
    }

    private static string[] Words(string text) => text.Split(s_separators, StringSplitOptions.RemoveEmptyEntries);

    private bool IsInvited(Standing caller, Subject subject, string key) =>
        caller.Invited.Count > 0
        && rows[subject].First(r => r.Key == key).Belongs is var row
        && ((TenantModel? Model, string? Key)[])[(subject.Tenancy, row.Tenant), (subject.AlsoTenant?.Model, row.Also)] is var tenants
        && (
            tenants.Any(t => t is { Model: not null, Key: not null } && caller.Invited.Contains((t.Model.Tenants, t.Key)))
            || row is { Tenant: null, User: { } user } && caller.Inviters.Contains(user)
        );

    /// <summary>Returns the result of a query for the rows of all tables as text, with one line for each visible row.</summary>
    public static string Seen(Trial look) => string.Join('\n', look.Seen).Replace("\"\"", "\"", StringComparison.Ordinal);

    private static string Lines(Trial trial) =>
        $"{trial.Outcome.SqlState}|{trial.Outcome.Message}|{trial.Outcome.Rows}|"
        + $"{string.Join('\n', trial.Seen.Order(StringComparer.Ordinal))}";

    private static string Difference(Trial before, Trial without)
    {
        var gone = before.Seen.Except(without.Seen, StringComparer.Ordinal).FirstOrDefault();
        if (gone is not null)
            return gone.Length > 160 ? $"{gone[..160]}…" : gone;
        return before.Outcome.Message is { } message ? $"the error \"{message}\""
            : without.Outcome.Message is { } other ? $"no error, but without these rows the error \"{other}\""
            : $"{before.Outcome.Rows} rows instead of {without.Outcome.Rows}";
    }
}
