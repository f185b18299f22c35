using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Records whether a caller succeeded with a command on a row by any statement path.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Command"><c>select</c>, <c>insert</c>, <c>update</c> or <c>delete</c>.</param>
/// <param name="Row">The tenant and user to whom the row belongs, or would belong after an insert.</param>
/// <param name="Reached">The shortest statement that succeeded; null if no statement succeeded.</param>
/// <param name="Refused">A statement that shows the refusal if <paramref name="Reached"/> is null; null if there is none.</param>
public sealed record Fact(Standing Caller, string Command, Belonging Row, Trial? Reached, Trial? Refused)
{
    /// <summary>The key of a row to which the fact applies; null for an insert.</summary>
    public string? Key { get; init; }

    /// <summary>The policy, grant or other object that allowed or denied the access; null if the cause was not searched for.</summary>
    public Responsible? Responsible { get; init; }
}

/// <summary>
/// Derives the facts of one table: one fact for each caller, each command, and each group of rows that belong to the same tenant and user.
/// </summary>
internal static class Facts
{
    /// <summary>Returns the facts that the trials of a table show.</summary>
    public static IReadOnlyList<Fact> From(
        Subject subject,
        IReadOnlyList<(string Key, Belonging Belongs)> rows,
        IReadOnlyList<(TableTrial Tried, Trial Trial)> trials
    )
    {
        var facts = new List<Fact>();
        foreach (var of in trials.GroupBy(t => (t.Tried.Caller, t.Tried.Path.Command)))
        {
            var (caller, command) = of.Key;
            var name = command.ToString().ToLowerInvariant();
            switch (command)
            {
                case Command.Select:
                    facts.AddRange(
                        Rows(
                                rows,
                                key => Find(of, t => t.Statement.Result == ResultKind.Ids && t.Seen.Contains(key)),
                                key => Refused(of, key)
                            )
                            .Select(f => new Fact(caller, name, f.Row, f.Reached, f.Refused) { Key = f.Key })
                    );
                    break;
                case Command.Update or Command.Delete:
                    facts.AddRange(
                        Rows(
                                rows,
                                key => Find(of, t => t.Changes.Any(c => c.Table == subject && c.Command == name && c.Key == key)),
                                key => Refused(of, key)
                            )
                            .Select(f => new Fact(caller, name, f.Row, f.Reached, f.Refused) { Key = f.Key })
                    );
                    break;
                case Command.Insert:
                    facts.AddRange(
                        of.Where(t => t.Tried.Aim is not null && t.Tried.Path.Rows == PathRows.One)
                            .GroupBy(t => t.Tried.Aim!.Value)
                            .Where(g => g.Any(t => t.Trial.Outcome.Kind != OutcomeKind.RefusedByConstraint))
                            .Select(g => Insert(subject, caller, g.Key, [.. g]))
                    );
                    break;
            }
        }
        return facts;
    }

    // If a parent row determines the author, only the inserted row shows to whom it belongs. If no row was inserted, the fact names the
    // tenant and user of the row that the statement should have inserted.
    private static Fact Insert(Subject subject, Standing caller, Belonging aim, (TableTrial Tried, Trial Trial)[] trials)
    {
        var isAuthorSent = subject.UserColumn is not null;
        Belonging? Added(Trial trial) =>
            trial
                .Changes.Where(c => c.Table == subject)
                .Select(c => c.After)
                .OfType<Belonging>()
                .Where(a => a.Tenant == aim.Tenant && (!isAuthorSent || a.User == aim.User))
                .Select(a => (Belonging?)a)
                .FirstOrDefault();
        var reached = Find(trials, t => Added(t) is not null);
        var row = isAuthorSent || reached is null ? aim : Added(reached)!.Value;
        return new Fact(caller, "insert", row, reached, trials[0].Trial);
    }

    // Rows with the same tenant and user form one fact, which counts as reached if any of these rows was reached.
    private static IEnumerable<(string Key, Belonging Row, Trial? Reached, Trial? Refused)> Rows(
        IReadOnlyList<(string Key, Belonging Belongs)> rows,
        Func<string, Trial?> reached,
        Func<string, Trial?> refused
    ) =>
        rows.GroupBy(r => r.Belongs)
            .Select(g =>
                (
                    g.First().Key,
                    g.Key,
                    g.Select(r => reached(r.Key)).FirstOrDefault(t => t is not null),
                    g.Select(r => refused(r.Key)).FirstOrDefault(t => t is not null)
                )
            );

    private static Trial? Find(IEnumerable<(TableTrial Tried, Trial Trial)> trials, Func<Trial, bool> condition) =>
        trials.Select(t => t.Trial).Where(t => t.Outcome.IsAllowed && condition(t)).MinBy(t => t.Statement.Sql.Length);

    private static Trial? Refused(IEnumerable<(TableTrial Tried, Trial Trial)> trials, string key) =>
        trials
            .Where(t => t.Tried.Path.Rows == PathRows.All && !t.Trial.Seen.Contains(key))
            .Select(t => t.Trial)
            .MinBy(t => t.Statement.Sql.Length);
}
