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

    /// <summary>Returns the forbidden access of a call by the rows that it changed; null if there is none.</summary>
    /// <param name="object">The view or function.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="published">The keys of other tenants' rows that the caller sees without a view or function.</param>
    /// <param name="before">The outcome of the call with all rows.</param>
    public ReachBreach? JudgeChanges(string @object, Standing caller, IReadOnlyList<string> published, Trial before)
    {
        // A row that is rewritten with the same values, for example by `array_remove` of an absent element, counts as unchanged.
        foreach (var change in before.Changes.Where(c => !c.IsSame))
        {
            if (rule.AgainstChanging(caller, change) is { } why)
            {
                return new(@object, caller, before, $"{change.Command}s a row of {change.Table} {Whose(change)}", $"but {why}")
                {
                    IsOnPublished =
                        change is { Before: null, Table.Kind: not SubjectKind.Memberships }
                        && published.Any(key => before.Statement.Sql.Contains($"'{key.Trim('(', ')')}'", StringComparison.Ordinal)),
                };
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

        return null;
    }

    /// <summary>Whether two calls have the same result: the same rows, in any order, or the same error with the same detail.</summary>
    public static bool IsSame(Trial one, Trial other) => Lines(one) == Lines(other);

    /// <summary>Returns the forbidden access of a call by its result; null if there is none.</summary>
    /// <param name="object">The view or function.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="hidden">The rows that the caller must not see and does not see without the call.</param>
    /// <param name="trials">The outcomes of the call with all rows, without the forbidden rows, and with all rows again.</param>
    public ReachBreach? JudgeResult(
        string @object,
        Standing caller,
        (Subject Subject, int Place, string Key)[] hidden,
        (Trial Before, Trial Without, Trial Again) trials
    )
    {
        var (before, without, again) = trials;
        if (IsSame(before, without) || !IsSame(before, again))
            return null;
        return new(@object, caller, before, $"gets {Difference(before, without)}", "which depends on rows that the caller must not see")
        {
            IsByErrorAlone =
                (before.Outcome.SqlState is not null || without.Outcome.SqlState is not null) && !ReturnsContent(before, hidden),
        };
    }

    /// <summary>Returns the forbidden access of a call by the rows that the caller sees after it; null if there is none.</summary>
    /// <param name="object">The function.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="hidden">
    /// The rows that the caller must not see and does not see without the call, each with the place of its table in the list of tables.
    /// </param>
    /// <param name="look">The outcome of the query for the rows of all tables that follows the call.</param>
    public ReachBreach? JudgeLook(string @object, Standing caller, (Subject Subject, int Place, string Key)[] hidden, Trial look)
    {
        var seen = VisibleKeys.Looked(look);
        var found = hidden
            .Where(f => !IsInvited(caller, f.Subject, f.Key)) // the caller may have accepted an invitation by the call
            .FirstOrDefault(f => seen.Contains($"#{f.Place} {f.Key}"));
        return found.Subject is null
            ? null
            : new(
                @object,
                caller,
                look,
                $"sees rows of {found.Subject} after the call",
                "because of a setting or a change that the call made"
            );
    }

    // Whether the call returned a value of a forbidden row that the caller did not pass, also in the detail of an error. A function that
    // raises an error for an unknown row, and otherwise returns the row, reveals the row's content, not only that the row exists. Short
    // values may be equal by chance.
    private bool ReturnsContent(Trial trial, IEnumerable<(Subject Subject, int Place, string Key)> forbidden)
    {
        const int shortest = 3;
        var passed = Words(trial.Statement.Sql).ToHashSet(StringComparer.Ordinal);
        var content = forbidden
            .SelectMany(f => known.GetValueOrDefault((f.Subject.Name, f.Key))?.Values.Values ?? [])
            .SelectMany(value => Words(value ?? ""))
            .ToHashSet(StringComparer.Ordinal);
        return trial
            .Seen.Append(trial.Detail)
            .SelectMany(Words)
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

    private static string Lines(Trial trial) =>
        $"{trial.Outcome.SqlState}|{trial.Outcome.Message}|{trial.Detail}|{trial.Outcome.Rows}|"
        + $"{string.Join('\n', trial.Seen.Order(StringComparer.Ordinal))}";

    private static string Difference(Trial before, Trial without)
    {
        var gone = before.Seen.Except(without.Seen, StringComparer.Ordinal).FirstOrDefault();
        if (gone is not null)
            return gone.Length > 160 ? $"{gone[..160]}…" : gone;
        return before.Outcome.Message is { } message
                ? $"the error \"{message}\"{(before.Detail == "" ? "" : $" with the detail \"{before.Detail}\"")}"
            : without.Outcome.Message is { } other ? $"no error, but without these rows the error \"{other}\""
            : $"{before.Outcome.Rows} rows instead of {without.Outcome.Rows}";
    }
}
