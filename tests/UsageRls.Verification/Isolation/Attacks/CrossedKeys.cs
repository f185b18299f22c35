using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Inserts a row of the caller's own tenant that refers to another tenant's row, and then reads views. A view that joins the two rows may
/// show values of the other tenant's row.
/// </summary>
internal sealed class CrossedKeys(AttackScene scene, Reachable reachable)
{
    private const int MostViews = 20;

    private sealed record Try(
        Subject Subject,
        Standing Caller,
        ForeignKey Key,
        Subject Parent,
        MadeRow Victim,
        Belonging Belongs,
        string Insert
    )
    {
        public required ReachableView View { get; init; }

        public Statement Look =>
            new($"select {string.Join(", ", View.Columns.Select(SqlText.Identifier))} from {View.Name.Sql}") { Result = ResultKind.Ids };
    }

    /// <summary>
    /// Runs an insert for each table, outsider (no member of the tenant under attack) and foreign key, reads up to 20 views after each
    /// insert, and returns a breach each time a view shows another tenant's row.
    /// </summary>
    public async Task<IReadOnlyList<AttackBreach>> RunAsync(CancellationToken cancellation)
    {
        Try[] tries =
        [
            .. from subject in scene.Subjects
            where subject is { Kind: SubjectKind.Tenant, Where: null }
            from caller in scene.Outsiders
            from attempt in Tries(subject, caller)
            select attempt,
        ];
        var done = await scene.Session.TryAllAsync(
            [
                .. tries.SelectMany(t =>
                    ((Caller, Statement)[])[(t.Caller.Caller, t.Look), (t.Caller.Caller, t.Look with { Before = [t.Insert] })]
                ),
            ],
            cancellation
        );
        return [.. tries.Select((t, i) => Judge(t, done[2 * i], done[(2 * i) + 1])).OfType<AttackBreach>()];
    }

    private AttackBreach? Judge(Try tried, Trial before, Trial after)
    {
        var shown = after
            .Seen.Except(before.Seen, StringComparer.Ordinal)
            .SelectMany(line => Telling(tried).Where(value => line.Contains(value, StringComparison.Ordinal)))
            .FirstOrDefault();
        return shown is null
            ? null
            : new AttackBreach(
                "crossed-key",
                Severity.Critical,
                $"{tried.View.Kind} {tried.View.Name}",
                tried.Caller.ToString(),
                $"adds a row to {tried.Subject} whose {string.Join(", ", tried.Key.Columns)} references a row of {tried.Parent} "
                    + $"{scene.Rule.Whose(tried.Parent, tried.Belongs)}, and reads that row's \"{shown}\" in {tried.View.Name}",
                $"Add the tenant to {tried.Key.Name}, so that a row can only refer to rows of its own tenant, "
                    + "and let the view require the caller's membership in the tenant of each row that it reads.",
                after.ToSql()
            )
            {
                Responsible = new(
                    ResponsibleKind.Object,
                    $"{tried.View.Kind} {tried.View.Name}",
                    $"shows rows of {tried.Parent} by {tried.Key.Name}, which can reference rows of other tenants"
                ),
            };
    }

    // Returns the values of the other tenant's row that have more than four characters and that the caller did not send.
    private static IEnumerable<string> Telling(Try tried) =>
        tried.Victim.Values.Values.OfType<string>().Where(v => v.Length > 4 && !tried.Insert.Contains(v, StringComparison.Ordinal));

    private IEnumerable<Try> Tries(Subject subject, Standing caller)
    {
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        var views = reachable.Views.Where(v => v.Role == caller.Caller.Role && v.Privilege == "SELECT").Take(MostViews).ToArray();
        if (insertable.Count == 0 || views.Length == 0)
            yield break;
        foreach (var key in subject.Table.ForeignKeys.Where(k => k.Columns.All(insertable.Contains)))
        {
            if (
                scene.Subjects.FirstOrDefault(s => s.Name == key.Parent && s is { Kind: SubjectKind.Tenant, Where: null }) is not { } parent
            )
            {
                continue;
            }

            foreach (var row in scene.Rows[parent].Where(r => scene.Rule.AgainstSeeing(caller, parent, r.Belongs) is not null).Take(1))
            {
                if (scene.Known.GetValueOrDefault((parent.Name, row.Key)) is not { } victim)
                    continue;
                foreach (var own in OwnRows.For(scene, subject, caller).Take(1))
                {
                    var crossed = new Dictionary<string, RowValue>(own, StringComparer.Ordinal);
                    foreach (var (column, theirs) in key.Columns.Zip(key.ParentColumns))
                        crossed[column] = RowValue.Literal(victim.Values.GetValueOrDefault(theirs));
                    var insert = OwnRows.Insert(scene, subject, caller, crossed);
                    foreach (var view in views)
                        yield return new(subject, caller, key, parent, victim, row.Belongs, insert) { View = view };
                }
            }
        }
    }
}
