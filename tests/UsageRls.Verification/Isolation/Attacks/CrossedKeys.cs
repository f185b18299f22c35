using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Makes a row of the caller's own tenant refer to another tenant's row, by an insert and by an update, and then reads views, the tables to
/// which triggers write, and the functions that take the own row's key. A view or function that follows the reference may show values of
/// the other tenant's row, and a trigger may copy them.
/// </summary>
internal sealed class CrossedKeys(AttackScene scene, Reachable reachable)
{
    private const int MostReads = 20;
    private const string Table = "table";

    // Written into the JSON columns of the other tenant's row, because JSON values are often the same in all rows.
    private const string Mark = "usage-rls-mark";

    private sealed record Try(Subject Subject, Standing Caller, ForeignKey Key, Subject Parent, Belonging Belongs, string Write)
    {
        // The texts of the other tenant's row that the caller did not send.
        public required IReadOnlyList<string> Telling { get; init; }

        public required Reading Read { get; init; }

        public required string Scene { get; init; }

        // The SQL condition for the rows that refer to the other tenant's row.
        public required string Crossed { get; init; }

        public Statement Look => new(Read.Sql(Crossed)) { Result = ResultKind.Ids, Scene = Scene };
    }

    // A view, a function, or a table to which triggers write, that the caller reads after the write; with its SQL, given the condition for
    // the rows that refer to the other tenant's row.
    private sealed record Reading(string Kind, string Name, Func<string, string> Sql);

    /// <summary>
    /// Runs an insert and an update for each table, outsider (no member of the tenant under attack) and foreign key, and reads up to 20
    /// views and tables after each of them. Returns a breach each time one of these shows another tenant's row.
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
                    ((Caller, Statement)[])[(t.Caller.Caller, t.Look), (t.Caller.Caller, t.Look with { Before = [t.Write] })]
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
                tried.Read.Kind == Table ? tried.Read.Name : $"{tried.Read.Kind} {tried.Read.Name}",
                tried.Caller.ToString(),
                $"{(tried.Write.StartsWith("insert", StringComparison.Ordinal) ? "adds" : "changes")} a row of {tried.Subject} whose "
                    + $"{string.Join(", ", tried.Key.Columns)} then references a row of {tried.Parent} "
                    + $"{scene.Rule.Whose(tried.Parent, tried.Belongs)}, and reads that row's \"{shown}\" in {tried.Read.Name}",
                $"Add the tenant to {tried.Key.Name}, so that a row can only refer to rows of its own tenant, "
                    + (
                        tried.Read.Kind == Table
                            ? "and let the trigger copy only from rows of the new row's tenant."
                            : $"and let the {tried.Read.Kind} require the caller's membership in the tenant of each row that it reads."
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
        var reads = Reads(subject, caller.Caller.Role).Take(MostReads).ToArray();
        if (reads.Length == 0)
            yield break;
        var forbidden = scene
            .Subjects.SelectMany(s =>
                scene.Rows[s].Where(r => scene.Rule.AgainstSeeing(caller, s, r.Belongs) is not null).Select(r => (s, r.Key))
            )
            .ToArray();
        foreach (var key in subject.Table.ForeignKeys)
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
                var crossed = key
                    .Columns.Zip(
                        key.ParentColumns,
                        (own, theirs) => (Column: own, Value: RowValue.Literal(victim.Values.GetValueOrDefault(theirs)))
                    )
                    .ToArray();
                foreach (var write in Writes(subject, caller, key, crossed))
                {
                    string[] telling =
                    [
                        .. CopiedTexts
                            .Telling(scene.Known, forbidden, f => f == (parent, row.Key))
                            .Select(t => t.Text)
                            .Append(Mark)
                            .Where(t => !write.Contains(t, StringComparison.Ordinal)),
                    ];
                    foreach (var read in reads)
                    {
                        yield return new(subject, caller, key, parent, row.Belongs, write)
                        {
                            Telling = telling,
                            Read = read,
                            Crossed = Equalities(subject, crossed, " and "),
                            Scene = Marking(parent, row.Key),
                        };
                    }
                }
            }
        }
    }

    // An insert of a row of the caller's own tenant that refers to the victim, and an update of all rows that the caller may change.
    private IEnumerable<string> Writes(Subject subject, Standing caller, ForeignKey key, (string Column, RowValue Value)[] crossed)
    {
        bool May(string privilege) => key.Columns.All(scene.Privileges.Of(caller.Caller.Role, subject.Name, privilege).Contains);
        if (May("INSERT"))
        {
            foreach (var own in OwnRows.For(scene, subject, caller).Take(1))
            {
                var row = new Dictionary<string, RowValue>(own, StringComparer.Ordinal);
                foreach (var (column, value) in crossed)
                    row[column] = value;
                yield return OwnRows.Insert(scene, subject, caller, row);
            }
        }
        if (May("UPDATE"))
            yield return $"update {subject.Name.Sql} set {Equalities(subject, crossed, ", ")}";
    }

    private static string Equalities(Subject subject, (string Column, RowValue Value)[] values, string separator) =>
        string.Join(separator, values.Select(v => $"{SqlText.Identifier(v.Column)} = {v.Value.ToSql(subject.Table.Find(v.Column)!.Type)}"));

    // SQL with which the administrator writes the mark into each JSON column of a row, as far as the table's checks allow it.
    private static string Marking(Subject parent, string key) =>
        string.Join(
            "; ",
            from column in parent.Table.Columns
            where column is { BaseType: "json" or "jsonb", IsGenerated: false }
            from value in (string[])[$"[\"{Mark}\"]", $"{{\"mark\": \"{Mark}\"}}"]
            select $"do $mark$ begin update {parent.Name.Sql} as t set {SqlText.Identifier(column.Name)} = {SqlText.Literal(value)} "
                + $"where {WatchedSession.KeyOf(parent)} = {SqlText.Literal(key)}; exception when others then null; end $mark$"
        );

    // The table itself, if it has triggers, the tables that the triggers name, the views, and the functions that take the table's key.
    private IEnumerable<Reading> Reads(Subject subject, string role)
    {
        static string All(TableName name, IEnumerable<string> columns) =>
            $"select {string.Join(", ", columns.Select(SqlText.Identifier))} from {name.Sql}";
        var triggers = scene.Texts.Triggered(subject.Name).ToArray();
        var tables =
            from table in scene.Subjects
            where table == subject ? triggers.Length > 0 : triggers.Any(t => RuleTexts.Names(t, table.Name.Name))
            let columns = scene.Privileges.Of(role, table.Name, "SELECT")
            where table.Where is null && columns.Count > 0
            select new Reading(Table, table.Name.ToString(), _ => All(table.Name, columns));
        var views =
            from view in reachable.Views
            where view.Role == role && view.Privilege == "SELECT"
            select new Reading(view.Kind, view.Name.ToString(), _ => All(view.Name, view.Columns));
        var functions =
            from function in reachable.Functions
            where function is { IsReadOnly: true, IsDefiner: true, IsProcedure: false, Arguments: [_, ..] } && function.Role == role
            where function.Arguments.Count - function.Defaults <= 1 && RuleTexts.Names(function.Body, subject.Name.Name)
            where subject.Table.Key is [var key] && subject.Table.Find(key)!.Type == function.Arguments[0].Type
            let row = $"select t.{SqlText.Identifier(subject.Table.Key[0])} from {subject.Name.Sql} as t where "
            let name = $"{SqlText.Identifier(function.Schema)}.{SqlText.Identifier(function.Name)}"
            select new Reading("function", function.Signature, crossed => $"select * from {name}(({row}{crossed} limit 1)) as result");
        return functions.Concat(tables).Concat(views);
    }
}
