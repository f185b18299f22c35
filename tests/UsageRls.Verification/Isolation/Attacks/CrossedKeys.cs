using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Inserts a row of the caller's own tenant that refers to another tenant's row, and then reads views, and the tables to which triggers
/// write. A view that joins the two rows may show values of the other tenant's row, and a trigger may copy them.
/// </summary>
internal sealed class CrossedKeys(AttackScene scene, Reachable reachable)
{
    private const int MostReads = 20;
    private const string Table = "table";

    private sealed record Try(Subject Subject, Standing Caller, ForeignKey Key, Subject Parent, Belonging Belongs, string Insert)
    {
        // The texts of the other tenant's row that the caller did not send.
        public required IReadOnlyList<string> Telling { get; init; }

        public required Reading Read { get; init; }

        public Statement Look =>
            new($"select {string.Join(", ", Read.Columns.Select(SqlText.Identifier))} from {Read.Name.Sql}") { Result = ResultKind.Ids };
    }

    // A view, or a table to which triggers write, that the caller reads after the insert.
    private sealed record Reading(string Kind, TableName Name, IReadOnlyCollection<string> Columns);

    /// <summary>
    /// Runs an insert for each table, outsider (no member of the tenant under attack) and foreign key, reads up to 20 views and tables
    /// after each insert, and returns a breach each time one of them shows another tenant's row.
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
            .SelectMany(line => tried.Telling.Where(text => line.Contains(text, StringComparison.Ordinal)))
            .FirstOrDefault();
        return shown is null
            ? null
            : new AttackBreach(
                "crossed-key",
                Severity.Critical,
                tried.Read.Kind == Table ? tried.Read.Name.ToString() : $"{tried.Read.Kind} {tried.Read.Name}",
                tried.Caller.ToString(),
                $"adds a row to {tried.Subject} whose {string.Join(", ", tried.Key.Columns)} references a row of {tried.Parent} "
                    + $"{scene.Rule.Whose(tried.Parent, tried.Belongs)}, and reads that row's \"{shown}\" in {tried.Read.Name}",
                $"Add the tenant to {tried.Key.Name}, so that a row can only refer to rows of its own tenant, "
                    + (
                        tried.Read.Kind == Table
                            ? "and let the trigger copy only from rows of the new row's tenant."
                            : "and let the view require the caller's membership in the tenant of each row that it reads."
                    ),
                after.ToSql()
            )
            {
                Functions = tried.Read.Kind == Table ? scene.Texts.TriggersOf(tried.Subject.Name) : [],
                Responsible =
                    tried.Read.Kind == Table
                        ? null
                        : new(
                            ResponsibleKind.Object,
                            $"{tried.Read.Kind} {tried.Read.Name}",
                            $"shows rows of {tried.Parent} by {tried.Key.Name}, which can reference rows of other tenants"
                        ),
            };
    }

    private IEnumerable<Try> Tries(Subject subject, Standing caller)
    {
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        var reads = Reads(subject, caller.Caller.Role).Take(MostReads).ToArray();
        if (insertable.Count == 0 || reads.Length == 0)
            yield break;
        var forbidden = scene
            .Subjects.SelectMany(s =>
                scene.Rows[s].Where(r => scene.Rule.AgainstSeeing(caller, s, r.Belongs) is not null).Select(r => (s, r.Key))
            )
            .ToArray();
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
                    string[] telling =
                    [
                        .. CopiedTexts
                            .Telling(scene.Known, forbidden, f => f == (parent, row.Key))
                            .Select(t => t.Text)
                            .Where(t => !insert.Contains(t, StringComparison.Ordinal)),
                    ];
                    foreach (var read in reads)
                        yield return new(subject, caller, key, parent, row.Belongs, insert) { Telling = telling, Read = read };
                }
            }
        }
    }

    // The table itself, if it has triggers, the tables that the triggers name, and the views.
    private IEnumerable<Reading> Reads(Subject subject, string role)
    {
        var triggers = scene.Texts.Triggered(subject.Name).ToArray();
        var tables =
            from table in scene.Subjects
            where table == subject ? triggers.Length > 0 : triggers.Any(t => RuleTexts.Names(t, table.Name.Name))
            let columns = scene.Privileges.Of(role, table.Name, "SELECT")
            where table.Where is null && columns.Count > 0
            select new Reading(Table, table.Name, columns);
        return tables.Concat(
            reachable.Views.Where(v => v.Role == role && v.Privilege == "SELECT").Select(v => new Reading(v.Kind, v.Name, v.Columns))
        );
    }
}
