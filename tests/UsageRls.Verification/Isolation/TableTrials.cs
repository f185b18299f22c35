using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>One statement to run on a table, with its caller, statement path and target row.</summary>
/// <param name="Caller">The caller who runs the statement.</param>
/// <param name="Path">The statement path.</param>
/// <param name="Aim">The tenant and user of the target row, or of the row to insert; null if the statement addresses every row.</param>
/// <param name="Statement">The SQL statement to run.</param>
public sealed record TableTrial(Standing Caller, StatementPath Path, Belonging? Aim, Statement Statement);

/// <summary>
/// Builds the statements that callers run on one table by the statement paths: on single rows of up to four tenants or owners, on all rows
/// of a tenant, and on all rows of the table.
/// </summary>
/// <param name="subject">The table on which the statements run.</param>
/// <param name="rows">The rows of the table.</param>
/// <param name="privileges">The roles' privileges on the table's columns.</param>
/// <param name="major">The server's major version.</param>
internal sealed class TableTrials(
    Subject subject,
    IReadOnlyList<(string Key, Belonging Belongs)> rows,
    ColumnPrivileges privileges,
    int major
)
{
    private const string Topic = "topic";

    private readonly Table _table = subject.Table;
    private readonly bool _isOfChannels = subject.Name == PlatformSubjects.Messages;

    /// <summary>The values that a client would insert for a valid row of a tenant or owner; empty if no valid row could be made.</summary>
    public IReadOnlyList<ProposedRow> Proposals { get; init; } = [];

    /// <summary>Returns the values of the row with a key; null if unknown.</summary>
    public required Func<string, MadeRow?> Find { get; init; }

    /// <summary>Returns the statements of a caller on the table, except COPY and statements on the table as a whole.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="isOdd">Whether to use only the simplest statement path of each command, as for callers with unusual tokens.</param>
    public IEnumerable<TableTrial> Of(Standing caller, bool isOdd)
    {
        var fill = new TrialVariables(subject, rows, privileges, Find);
        var variables = fill.Of(caller);
        foreach (var path in StatementPath.All)
        {
            if (
                (isOdd && !IsPlain(path))
                || path.Since > major
                || path.Rows == PathRows.Table
                || path.Result is ResultKind.CopyIn or ResultKind.CopyOut
                || !FitsKey(path)
                || (_isOfChannels && path.Command != Command.Insert && path.Rows != PathRows.One)
            )
            {
                continue;
            }

            var aims =
                path.Command == Command.Insert
                    ? Inserts(caller, variables)
                    : (
                        path.Rows switch
                        {
                            PathRows.All => [(null, fill.Everything(caller, variables), "")],
                            PathRows.Tenant => fill.Tenants()
                                .Select(t => ((Belonging?)new Belonging(t, null), variables.With("of_tenant", fill.OfTenant(t)), "")),
                            _ => Targets()
                                .Select(t =>
                                    (
                                        (Belonging?)t.Belongs,
                                        fill.Aim(caller, variables, t),
                                        Joining(RowValue.Literal(Find(t.Key)!.Values.GetValueOrDefault(Topic)))
                                    )
                                ),
                        }
                    );
            foreach (var (aim, filled, scene) in aims)
            {
                if (!path.CanFill(filled))
                    continue;
                var statement = path.Fill(filled);
                yield return new TableTrial(
                    caller,
                    path,
                    aim,
                    statement with
                    {
                        Scene = statement.Scene == "" ? scene : $"{statement.Scene}; {scene}".Trim(' ', ';'),
                        Targets = [.. statement.Targets, subject.Name.Schema],
                    }
                );
            }
        }
    }

    /// <summary>
    /// Leaves out statements whose path differs in syntax only, except those of one caller of each kind: by role, and by whether the row or
    /// tenant is the caller's own.
    /// </summary>
    public IEnumerable<TableTrial> OneOfEachKind(IEnumerable<TableTrial> trials)
    {
        var run = new HashSet<(StatementPath, Belonging?, string Role, bool IsOwn)>();
        return trials.Where(t => !t.Path.DiffersInSyntax || run.Add((t.Path, t.Aim, t.Caller.Caller.Role, IsOwn(t.Caller, t.Aim))));
    }

    private bool IsOwn(Standing caller, Belonging? of) =>
        of?.Tenant is { } tenant && subject.Tenancy is { } model ? caller.IsMember(model, tenant) : of?.User == caller.User;

    // A table without a key is addressed by system columns, which cannot be join columns or conflict targets.
    private bool FitsKey(StatementPath path) =>
        _table.Key.Count > 0
        || !(
            path.Template.Contains("using (:key)", StringComparison.Ordinal)
            || path.Template.Contains("conflict (", StringComparison.Ordinal)
            || path.Variables.Contains("key_definition")
            || path.Template.Contains("select * from :table", StringComparison.Ordinal)
        ); // "select *" does not return system columns

    private static bool IsPlain(StatementPath path) =>
        path.Name is "select … from table" or "insert … values" or "update … without where" or "delete without where";

    // Returns one row of each tenant, or of each owner if rows have no tenant; at most four rows.
    private IEnumerable<(string Key, Belonging Belongs)> Targets() =>
        rows.Where(r => Find(r.Key) is not null).DistinctBy(r => r.Belongs.Tenant ?? r.Belongs.User).Take(4);

    private IEnumerable<(Belonging? Aim, PathVariables Variables, string Scene)> Inserts(Standing caller, PathVariables variables)
    {
        var insertable = privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        var user = subject.UserColumn;
        foreach (var proposal in Proposals)
        {
            var (of, values) = proposal;
            // Insert first with the caller as author, so that only the tenant can be the reason for a refusal.
            var authors =
                user is null || caller.User is null
                    ? [values]
                    : (IReadOnlyList<IReadOnlyDictionary<string, RowValue>>)
                        [new Dictionary<string, RowValue>(values) { [user] = RowValue.Literal(caller.User) }, values];
            foreach (var sent in subject.Kind == SubjectKind.Personal ? [values] : authors)
            {
                var allowed = sent.Where(v => insertable.Count == 0 || insertable.Contains(v.Key)).ToArray();
                var required = allowed.Length == 0 ? sent.ToArray() : allowed;
                (string, TypedValue)[] typed = [.. required.Select(v => (v.Key, Typed(v.Key, v.Value)))];
                var own =
                    Proposals.FirstOrDefault(p => p.Of.Tenant is { } t && subject.Tenancy is { } model && caller.IsMember(model, t))?.Values
                    ?? values;
                var filled = variables
                    .WithInsert(typed)
                    .With(
                        "own_values",
                        PathVariables.Join(
                            required.Select(v =>
                                (
                                    v.Key,
                                    Typed(
                                        v.Key,
                                        v.Key == user && caller.User is not null
                                            ? RowValue.Literal(caller.User)
                                            : own.GetValueOrDefault(v.Key) ?? v.Value
                                    )
                                )
                            )
                        )
                    );
                yield return (
                    user is not null && !ReferenceEquals(sent, values) ? of with { User = caller.User } : of,
                    filled,
                    $"{proposal.Scene}; {Joining(sent.GetValueOrDefault(Topic))}".Trim(' ', ';')
                );
            }
        }
    }

    // Realtime sets the topic of the channel that a caller joins before it asks the policies: they decide about this channel only.
    private string Joining(RowValue? topic) =>
        _isOfChannels && topic is not null ? $"select set_config('realtime.topic', {topic.ToSql("text")}, true)" : "";

    private TypedValue Typed(string column, RowValue value) =>
        new(value.Text, _table.Find(column)!.SentType) { IsExpression = value.IsExpression };
}
