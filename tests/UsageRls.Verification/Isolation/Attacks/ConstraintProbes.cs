using System.Text.RegularExpressions;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Access;
using UsageRls.Verification.Findings;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Three statements: a write of the caller's own row unchanged, a write of that row with values of a row that the caller must not see, and
/// this second write again, without the row that the caller must not see.
/// </summary>
/// <param name="Subject">The table that the statements write to.</param>
/// <param name="Caller">The caller of the three statements.</param>
/// <param name="Constraint">The constraint's name.</param>
/// <param name="IsForeignKey">True for a foreign key; false for a unique key or an exclusion constraint.</param>
/// <param name="Severity">The severity if the constraint reveals a row.</param>
internal sealed record ConstraintProbe(Subject Subject, Standing Caller, string Constraint, bool IsForeignKey, Severity Severity)
{
    /// <summary>The columns that the constraint compares.</summary>
    public required string Columns { get; init; }

    /// <summary>What the constraint's error reveals, in words for the finding.</summary>
    public required string Told { get; init; }

    public required Statement Control { get; init; }

    public required Statement With { get; init; }

    public required Statement Without { get; init; }
}

/// <summary>Builds the probes that show whether a constraint's error reveals rows that a caller must not see.</summary>
/// <param name="scene">The populated database.</param>
/// <param name="known">The tables and commands for which a breach is already known.</param>
/// <param name="appendOnly">The tables from which nobody may delete, so that a value once used stays used.</param>
/// <param name="optional">Values for nullable columns that the rows leave null.</param>
internal sealed partial class ConstraintProbes(
    AttackScene scene,
    IReadOnlySet<(TableName Table, Command Command)> known,
    IReadOnlySet<Subject> appendOnly,
    OptionalValues optional
)
{
    private const int MostVictims = 2;

    /// <summary>Builds the probes for a table's unique keys and exclusion constraints.</summary>
    public IEnumerable<ConstraintProbe> Unique(Subject subject, Standing caller, IEnumerable<UniqueConstraint> constraints)
    {
        var victims = Forbidden(caller, subject).Take(MostVictims).ToArray();
        foreach (var constraint in constraints.Where(c => IsGuessable(subject.Table, c.Columns)))
        {
            foreach (var (key, victim) in victims)
            {
                var filled = optional.For(constraint, victim.Row);
                var given = filled.Count == 0 ? "" : SceneRows.With(subject, key, filled.Select(v => (v.Key, v.Value)));
                var told = $"a row of {subject.Name} {scene.Rule.Whose(subject, victim.Belongs)} with the same {Join(constraint.Columns)}";
                foreach (
                    var (control, with) in Writes(
                        subject,
                        caller,
                        constraint.Columns,
                        constraint.Condition,
                        c => filled.GetValueOrDefault(c)?.Text ?? victim.Row.Values.GetValueOrDefault(c)
                    )
                )
                {
                    yield return new(subject, caller, constraint.Name, IsForeignKey: false, OfUnique(subject, constraint))
                    {
                        Columns = Join(constraint.Columns),
                        Told = told,
                        Control = control,
                        With = with with { Scene = given },
                        Without = with with { Scene = SceneRows.Without(subject, key) },
                    };
                }
            }
        }
    }

    /// <summary>Builds the probes for a table's foreign keys.</summary>
    public IEnumerable<ConstraintProbe> Foreign(Subject subject, Standing caller)
    {
        var parents =
            from key in subject.Table.ForeignKeys
            from parent in scene.Subjects
            where parent.Name == key.Parent && parent.Kind != SubjectKind.Shared && parent.Where is null
            select (Key: key, Parent: parent);
        foreach (var (key, parent) in parents.Where(p => IsGuessable(p.Parent.Table, p.Key.ParentColumns)))
        {
            foreach (var (row, victim) in Forbidden(caller, parent).Take(MostVictims))
            {
                string? ValueOf(string column) =>
                    victim.Row.Values.GetValueOrDefault(key.ParentColumns[key.Columns.ToList().IndexOf(column)]);
                foreach (var (control, with) in Writes(subject, caller, key.Columns, [], ValueOf))
                {
                    yield return new(subject, caller, key.Name, IsForeignKey: true, OfForeign(parent, key))
                    {
                        Columns = Join(key.Columns),
                        Told =
                            $"a row of {parent.Name} {scene.Rule.Whose(parent, victim.Belongs)} with the "
                            + $"referenced {Join(key.ParentColumns)}",
                        Control = control,
                        With = with,
                        Without = with with { Scene = SceneRows.Without(parent, row) },
                    };
                }
            }
        }
    }

    // Returns the rows that the caller must not see; none if the table is already known to leak rows.
    private IEnumerable<(string Key, (MadeRow Row, Belonging Belongs) Victim)> Forbidden(Standing caller, Subject subject)
    {
        if (known.Contains((subject.Name, Command.Select)))
            return [];
        var forbidden =
            from row in scene.Rows[subject]
            where scene.Rule.AgainstSeeing(caller, subject, row.Belongs) is not null
            let made = scene.Known.GetValueOrDefault((subject.Name, row.Key))
            where made is not null
            select (row.Key, (made, row.Belongs));
        return forbidden;
    }

    // Builds a pair of INSERTs of a row that the caller may insert, and a pair of UPDATEs of an existing row of the caller. The first
    // statement of a pair writes the row unchanged, the second statement writes the row with values of a row that the caller must
    // not see.
    private IEnumerable<(Statement Control, Statement With)> Writes(
        Subject subject,
        Standing caller,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> alsoWhereWritable,
        Func<string, string?> valueOf
    )
    {
        RowValue Value(string column) => RowValue.Literal(valueOf(column));
        if (columns.All(c => valueOf(c) is null))
            yield break;
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        if (columns.All(insertable.Contains))
        {
            foreach (var own in OwnRows.For(scene, subject, caller).Take(1))
            {
                var changed = new Dictionary<string, RowValue>(own, StringComparer.Ordinal);
                foreach (var column in columns.Concat(alsoWhereWritable.Where(insertable.Contains)))
                    changed[column] = Value(column);
                yield return (new(OwnRows.Insert(scene, subject, caller, own)), new(OwnRows.Insert(scene, subject, caller, changed)));
            }
        }

        var updatable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE");
        if (!columns.All(updatable.Contains))
            yield break;
        var mine = scene
            .Rows[subject]
            .FirstOrDefault(r =>
                scene.Rule.AgainstSeeing(caller, subject, r.Belongs) is null && (r.Belongs.User is null || r.Belongs.User == caller.User)
            );
        if (mine.Key is null)
            yield break;
        string Update(Func<string, string> value) =>
            $"update {subject.Name.Sql} as t set "
            + $"{string.Join(", ", columns.Select(c => $"{SqlText.Identifier(c)} = {value(c)}"))} where "
            + $"{WatchedSession.KeyOf(subject)} = {SqlText.Literal(mine.Key)}";
        yield return (new(Update(c => $"t.{SqlText.Identifier(c)}")), new(Update(c => Value(c).ToSql(subject.Table.Find(c)!.SentType))));
    }

    // Nobody can guess a random uuid, so a constraint on a single uuid reveals nothing, unless the uuid identifies a person. A constraint
    // on several columns reveals that their values occur together.
    private static bool IsGuessable(Table table, IReadOnlyList<string> columns) =>
        columns.Count > 0 && (columns.Count > 1 || table.Find(columns[0]) is { BaseType: not "uuid" } || IsOfPerson(table, columns));

    private static bool IsOfPerson(Table table, IReadOnlyList<string> columns) =>
        columns.Any(c =>
            Person().IsMatch(c) || table.ForeignKeys.Any(k => k.Parent == TableName.Users && k.Columns is [var user] && user == c)
        );

    // For a table with rows of tenants, the severity is high in three cases: the columns identify a person, so the error reveals that the
    // person belongs to another tenant; an exclusion constraint compares no foreign key column, so that the caller can find the ranges of
    // other tenants by bisection; or the client chooses the values and nobody may delete the row, so that no other tenant can ever use
    // these values. Otherwise the severity is medium: the error reveals only that a value is in use.
    private Severity OfUnique(Subject subject, UniqueConstraint constraint) =>
        subject.Kind == SubjectKind.Tenant
        && (
            IsOfPerson(subject.Table, constraint.Columns)
            || (constraint.IsExclusion && !subject.Table.ForeignKeys.Any(k => k.Columns.Any(constraint.Columns.Contains)))
            || (
                appendOnly.Contains(subject)
                && constraint.Columns.All(c =>
                    constraint.DocumentKeys.ContainsKey(c) || subject.Table.Find(c) is { Default: null, Identity: Identity.None }
                )
            )
        )
            ? Severity.High
            : Severity.Medium;

    private static Severity OfForeign(Subject parent, ForeignKey key) =>
        parent.Kind is SubjectKind.Memberships or SubjectKind.Tenant
        && (key.Columns.Count > 1 || IsOfPerson(parent.Table, key.ParentColumns) || key.ParentColumns.Any(c => Content().IsMatch(c)))
            ? Severity.High
            : Severity.Medium;

    private static string Join(IEnumerable<string> columns) => string.Join(", ", columns);

    // Names of columns that hold a hash of some content: everybody who has the content can compute the hash.
    [GeneratedRegex("sha_?\\d|md5|hash|digest|checksum|fingerprint", RegexOptions.IgnoreCase, 5_000)]
    private static partial Regex Content();

    // Names of columns whose values identify a person or a customer even outside the application.
    [GeneratedRegex(
        "e_?mail|phone|mobile|address|(^|_)(vat|tax|iban|bic|ssn|passport|national_id|licen[cs]e|plate)(_|$)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Person();
}
