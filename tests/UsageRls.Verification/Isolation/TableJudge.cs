using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Judges the outcomes of the statements that ran on a table.</summary>
/// <param name="rule">The universal rule.</param>
/// <param name="subject">The table on which the statements ran.</param>
/// <param name="rows">The rows of the table.</param>
internal sealed class TableJudge(UniversalRule rule, Subject subject, (string Key, Belonging Belongs)[] rows)
{
    /// <summary>The callers who must have all access that the intent allows; all other callers have unusual tokens.</summary>
    public required IReadOnlySet<Standing> Ordinary { get; init; }

    /// <summary>
    /// Sorts the outcomes into breaches of the universal rule, differences from the intent, failures from a defect of the schema, and
    /// access that the universal rule does not deny.
    /// </summary>
    public TableReport Judge(IReadOnlyList<(TableTrial Tried, Trial Trial)> trials)
    {
        trials = [.. trials.Select(t => (t.Tried, WithoutScene(t.Tried, t.Trial)))];
        var (breaches, observed) = (new List<Breach>(), new HashSet<Observed>());
        foreach (var (tried, trial) in trials.Where(t => t.Trial.Outcome.IsAllowed))
        {
            if (Against(tried, trial) is var (what, why, row))
                breaches.Add(new(subject, tried.Path.Command, tried.Caller, trial, what, why) { Row = row });
            else
                observed.UnionWith(Observe(tried, trial));
        }

        var grouped = Group(breaches);
        var facts = Facts.From(subject, rows, trials);
        var state =
            grouped.Length > 0 ? TableState.Leaks
            : observed.Count == 0 ? TableState.NotVerified
            : subject.Intent is { Commands.Count: > 0 } ? TableState.Verified
            : TableState.IsolationVerified;
        var reason = state == TableState.NotVerified ? "no member reaches a row of its own tenant, so denials prove nothing" : "";
        return new TableReport(subject, state, reason)
        {
            Attempts = trials.Count,
            Breaches = grouped,
            Broken =
            [
                .. trials
                    .Where(t => IsDefect(t.Trial.Outcome) && IsMemberOrOwner(t.Tried))
                    .Select(t => t.Trial)
                    .DistinctBy(t => t.Outcome.Message),
            ],
            Observed = [.. observed],
            Facts = facts,
            AgainstIntent = [.. facts.Where(IsAgainstIntent)],
        };
    }

    // Leaves out that the scene deleted the row, if the INSERT did not restore it: a trigger may have filed the new row elsewhere.
    private Trial WithoutScene(TableTrial tried, Trial trial) =>
        tried.Path.Command == Command.Insert && trial.Statement.Scene != ""
            ? trial with
            {
                Changes = [.. trial.Changes.Where(c => c.After is not null || c.Table != subject || c.Before != tried.Aim)],
            }
            : trial;

    // Keeps one breach for each command and changed table, with the shortest statement.
    private static Breach[] Group(IEnumerable<Breach> breaches) =>
        [
            .. breaches
                .GroupBy(b => (b.Command, b.Trial.Changes is [var change, ..] ? change.Table : null))
                .Select(g =>
                    g.MinBy(b => b.Trial.Statement.Sql.Length)! with
                    {
                        Statements = g.Count(),
                        Callers = [.. g.Select(b => b.Caller.Caller.Name).Distinct(StringComparer.Ordinal)],
                    }
                ),
        ];

    private bool IsAgainstIntent(Fact fact) =>
        IntentRule.Allows(fact.Caller, subject, fact.Command, fact.Row) is { } allowed
        && allowed != fact.Reached is not null
        && (!allowed || Ordinary.Contains(fact.Caller));

    private (string What, string Why, (Subject Table, string Key)? Row)? Against(TableTrial tried, Trial trial)
    {
        foreach (var change in trial.Changes)
        {
            if (rule.AgainstChanging(tried.Caller, change) is not { } why)
                continue;
            var whose = rule.Whose(change.Table, change.After ?? change.Before!.Value);
            // If the scene deleted the row, the INSERT restores it: report this change as an insert.
            var does = tried.Path.Command == Command.Insert && trial.Statement.Scene != "" ? "insert" : change.Command;
            return ($"{does}s a row of {change.Table} {whose}", why, (change.Table, change.Key));
        }

        if (tried.Path.Command is not (Command.Select or Command.Lock))
            return null;
        if (trial.Statement.Result == ResultKind.Ids)
        {
            var seen = trial.Seen.ToHashSet(StringComparer.Ordinal);
            foreach (var (key, belongs) in rows.Where(r => seen.Contains(r.Key)))
            {
                if (rule.AgainstSeeing(tried.Caller, subject, belongs) is { } why)
                    return ($"sees a row of {subject} {rule.Whose(subject, belongs)}", why, (subject, key));
            }
            return null;
        }

        // A count shows how many rows the caller sees, but not which rows.
        if (tried.Aim is not { } aim)
            return null;
        string? AgainstSeeing(Belonging belongs) => rule.AgainstSeeing(tried.Caller, subject, belongs);
        var mayBe = rows.Where(r => r.Belongs.Tenant == aim.Tenant).ToLookup(r => AgainstSeeing(r.Belongs) is null);
        return trial.Outcome.Rows > mayBe[true].Count() && mayBe[false].FirstOrDefault() is { Key: not null } first
            ? ($"counts rows of {subject} {rule.Whose(subject, first.Belongs)}", AgainstSeeing(first.Belongs)!, (subject, first.Key))
            : null;
    }

    private IEnumerable<Observed> Observe(TableTrial tried, Trial trial)
    {
        var seen = trial.Seen.ToHashSet(StringComparer.Ordinal);
        var reached =
            tried.Path.Command == Command.Select
                ? trial.Statement.Result == ResultKind.Ids
                    ? rows.Where(r => seen.Contains(r.Key)).Select(r => r.Belongs)
                    : []
                : trial.Changes.Where(c => c.Table == subject).Select(c => c.After ?? c.Before!.Value);
        foreach (var belongs in reached)
        {
            var who =
                belongs.Tenant is { } tenant && subject.Tenancy is { } model ? tried.Caller.RoleIn(model, tenant)
                : belongs.User == tried.Caller.User ? "owner"
                : "a colleague of the owner";
            yield return new Observed(who, tried.Path.Command, belongs.User is not null && belongs.User != tried.Caller.User);
        }
    }

    private bool IsMemberOrOwner(TableTrial tried) =>
        tried.Path.Command is Command.Select or Command.Insert or Command.Update or Command.Delete
        && (
            subject.Tenancy is { } model
                ? tried.Caller.Memberships.Keys.Any(k => k.Tenants == model.Tenants)
                : tried.Caller.User is not null
        );

    // Errors that show a defect of the schema: recursion in policies, a missing function, table or column, a subquery with several rows,
    // stack overflow, or a missing privilege inside a policy, trigger or function.
    private static bool IsDefect(Outcome outcome) =>
        outcome is { Kind: OutcomeKind.Broken, SqlState: "42P17" or "42883" or "42P01" or "42703" or "21000" or "54001" }
        || (
            outcome is { Kind: OutcomeKind.Broken, SqlState: "42501", Message: { } message }
            && message.StartsWith("permission denied for ", StringComparison.Ordinal)
        );
}
