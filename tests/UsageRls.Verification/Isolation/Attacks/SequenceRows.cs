using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>Builds rows with the values that a caller would write in its own favour.</summary>
internal sealed class SequenceRows(AttackScene scene, Standing caller, Person person)
{
    private const int MostHints = 4;

    private int _keys;

    /// <summary>
    /// Returns the values, changed in the caller's favour in the columns that the role may insert: each column that names a user gets the
    /// caller's id, and each e-mail column gets the caller's address. In a personal table, each column that can name a tenant gets the key
    /// of the tenant under attack. A primary key that is one uuid column without a foreign key gets a new value.
    /// </summary>
    public Dictionary<string, RowValue> Mine(Subject subject, IReadOnlyDictionary<string, RowValue> values, IReadOnlySet<string> insertable)
    {
        var mine = new Dictionary<string, RowValue>(values, StringComparer.Ordinal);
        foreach (var user in Users(subject).Where(insertable.Contains))
            mine[user] = RowValue.Literal(caller.User);
        if (subject.Kind == SubjectKind.Personal)
        {
            foreach (var (model, row) in scene.Victims)
            {
                foreach (var column in subject.Table.Columns.Where(c => insertable.Contains(c.Name) && NamesTenant(subject, c, model)))
                    mine[column.Name] = RowValue.Literal(row[model.Key]);
            }
        }
        foreach (
            var column in subject.Table.Columns.Where(c =>
                c.Category == 'S' && c.Name.Contains("email", StringComparison.OrdinalIgnoreCase) && insertable.Contains(c.Name)
            )
        )
        {
            mine[column.Name] = RowValue.Literal(person.Email);
        }

        if (
            subject.Table.Key is [var key]
            && insertable.Contains(key)
            && subject.Table.Find(key) is { BaseType: "uuid" }
            && !subject.Table.ForeignKeys.Any(k => k.Columns.Contains(key))
        )
        {
            mine[key] = RowValue.Literal($"eeeeeeee-0000-4000-8000-{++_keys:D12}");
        }

        return mine;
    }

    /// <summary>
    /// For a table with several user columns, returns one row per user column: this column names the tenant's first member, and the other
    /// user columns name the caller.
    /// </summary>
    public IEnumerable<Dictionary<string, RowValue>> WithOther(
        Subject subject,
        string? tenant,
        IReadOnlyDictionary<string, RowValue> mine,
        IReadOnlySet<string> insertable
    )
    {
        var users = Users(subject).Where(insertable.Contains).ToArray();
        if (
            users.Length < 2
            || tenant is null
            || subject.Tenancy is not { } model
            || scene.Population.Members.GetValueOrDefault((model.Tenants, tenant)) is not [var first, ..]
        )
        {
            return [];
        }

        return users.Select(user => new Dictionary<string, RowValue>(mine, StringComparer.Ordinal)
        {
            [user] = RowValue.Literal(first.Id.ToString()),
        });
    }

    /// <summary>
    /// Returns the row with dates that make it valid now, for a grant or a substitution that counts for a time: a date with a default gets
    /// its default, and a date that by its name begins or ends the time is before or after today.
    /// </summary>
    public static Dictionary<string, RowValue> ValidNow(Subject subject, IReadOnlyDictionary<string, RowValue> values)
    {
        var now = new Dictionary<string, RowValue>(values, StringComparer.Ordinal);
        foreach (var column in values.Keys.Select(name => subject.Table.Find(name)!).Where(c => c.Category == 'D'))
        {
            if (column.Default is not null)
                now.Remove(column.Name);
            else if (StateColumn.Read(subject.Table, column) is { Kind: StateKind.Begin or StateKind.End } state)
                now[column.Name] = RowValue.Sql(StateColumn.Date(column, state.IsEnd ? "+ interval '7 days'" : "- interval '7 days'"));
        }
        return now;
    }

    /// <summary>
    /// Whether a column can name a tenant: it has a foreign key to the table of tenants, it is the row's tenant column, or it is a uuid
    /// without a foreign key that names no user and is not part of the primary key.
    /// </summary>
    public bool NamesTenant(Subject subject, Column column, TenantModel model)
    {
        if (subject.Table.ForeignKeys.FirstOrDefault(k => k.Columns.Contains(column.Name)) is { } key)
            return key.Parent == model.Tenants;
        if (subject.Tenancy == model && subject.Tenant is { Steps: [], Expression: null } path && path.Column == column.Name)
            return true;
        return column.BaseType == "uuid"
            && scene.Population.Schema.Find(model.Tenants)?.Find(model.Key)?.BaseType == "uuid"
            && !subject.Table.Key.Contains(column.Name)
            && !Users(subject).Contains(column.Name);
    }

    /// <summary>Returns a value with which a foreign key of one column refers to a row of an attacked tenant; null if unknown.</summary>
    /// <param name="key">The foreign key.</param>
    /// <param name="foreign">The values of a row of the tenant under attack, which may already contain the reference.</param>
    public RowValue? Referred(ForeignKey key, IReadOnlyDictionary<string, RowValue> foreign)
    {
        if (scene.Victims.FirstOrDefault(v => v.Model.Tenants == key.Parent) is { Row: { } tenant, Model: { } model })
            return RowValue.Literal(tenant[model.Key]);
        if (foreign.TryGetValue(key.Columns[0], out var given))
            return given;
        return Foreign(key)?.Values.GetValueOrDefault(key.ParentColumns[0]) is { } value ? RowValue.Literal(value) : null;
    }

    /// <summary>
    /// Returns the row with a foreign key of several columns that refers to a row of an attacked tenant in all columns but one, which is
    /// null: PostgreSQL then does not check the key. None if the caller may not send these values.
    /// </summary>
    /// <remarks>Source: PostgreSQL documentation, "CREATE TABLE", <c>MATCH SIMPLE</c>.</remarks>
    public IEnumerable<Dictionary<string, RowValue>> Unchecked(
        Subject subject,
        IReadOnlyDictionary<string, RowValue> mine,
        IReadOnlySet<string> insertable
    ) =>
        from key in subject.Table.ForeignKeys
        where key.Columns.Count > 1 && key.Columns.All(insertable.Contains)
        let parent = Foreign(key)
        where parent is not null
        from open in key.Columns
        where subject.Table.Find(open) is { IsNotNull: false }
        let values = key.Columns.Zip(
            key.ParentColumns,
            (own, theirs) => KeyValuePair.Create(own, own == open ? RowValue.Null : RowValue.Literal(parent[theirs]))
        )
        select new Dictionary<string, RowValue>(mine.ExceptBy(key.Columns, m => m.Key).Concat(values), StringComparer.Ordinal);

    // A row of an attacked tenant in the table to which a foreign key refers.
    private MadeRow? Foreign(ForeignKey key)
    {
        var keys = scene.Victims.Select(v => v.Row[v.Model.Key]).ToHashSet();
        return scene.Subjects.FirstOrDefault(s => s.Name == key.Parent && s.Where is null) is { } parent
            ? scene
                .Rows[parent]
                .Where(r => keys.Contains(r.Belongs.Tenant))
                .Select(r => scene.Known.GetValueOrDefault((parent.Name, r.Key)))
                .FirstOrDefault(r => r?.Values.GetValueOrDefault(key.ParentColumns[0]) is not null)
            : null;
    }

    /// <summary>Returns the columns of a table that name a user.</summary>
    public static HashSet<string> Users(Subject subject) =>
        [
            .. subject.Table.ForeignKeys.Where(k => k.Parent == TableName.Users && k.Columns is [_]).Select(k => k.Columns[0]),
            .. subject
                .Table.ForeignKeys.Where(k => k.Parent == subject.Tenancy?.Members?.Table)
                .SelectMany(k => k.Columns.Zip(k.ParentColumns))
                .Where(c => subject.Tenancy!.Members is { People: null } members && c.Second == members.User)
                .Select(c => c.First),
            .. subject.OtherUsers,
            .. subject.User is { Steps: [], Expression: null, Column: var own } ? [own] : (string[])[],
            .. subject.Grantee is { } grantee ? [grantee] : (string[])[],
        ];

    /// <summary>
    /// Returns values with which conditions of policies and functions on the table may become true: at most four for each column, and none
    /// for dates and key columns.
    /// </summary>
    public IEnumerable<ColumnHint> Hints(Subject subject) =>
        ColumnHints
            .Find(
                subject.Table,
                scene.Texts.All.Where(t => RuleTexts.Names(t, subject.Name.Name)).Concat(scene.Texts.Deciding(subject.Name))
            )
            .Where(h => h.Column.Category != 'D' && !subject.Table.Key.Contains(h.Column.Name))
            .Concat(Rights(subject))
            .GroupBy(h => h.Column.Name)
            .SelectMany(g => g.Take(MostHints));

    /// <summary>
    /// Returns, for text columns that a policy compares with a column of another table, the value of a row of the tenant under attack: for
    /// example, the path of a file, if whoever sees a document with this path may read the file.
    /// </summary>
    public IEnumerable<(string Column, RowValue Value)> Matching(Subject subject)
    {
        var victims = scene.Victims.Select(v => v.Row[v.Model.Key]).ToHashSet();
        var matching =
            from other in scene.Subjects
            where other != subject
            from text in scene.Texts.Deciding(other.Name)
            where RuleTexts.Names(text, subject.Name.Name)
            from column in subject.Table.Columns
            where column is { Category: 'S', IsGenerated: false } && !subject.Table.Key.Contains(column.Name)
            let compared = Compared(text, column.Name)
            from own in other.Table.Columns
            where own.Category == 'S' && compared.Contains(own.Name)
            from row in scene.Rows[other].Where(r => victims.Contains(r.Belongs.Tenant)).Take(1)
            let value = scene.Known.GetValueOrDefault((other.Name, row.Key))?.Values.GetValueOrDefault(own.Name)
            where value is not null
            select (column.Name, RowValue.Literal(value));
        return matching.Distinct();
    }

    // The columns with which a condition compares a column.
    private static HashSet<string> Compared(string text, string column) =>
        RuleTexts
            .Equalities(text)
            .Where(e => e.Left == column || e.Right == column)
            .Select(e => e.Left == column ? e.Right : e.Left)
            .ToHashSet(StringComparer.Ordinal);

    // For a table whose rows give users rights, returns the literals that may be names of rights: policies pass such a literal to a
    // function that looks up the caller's row.
    private IEnumerable<ColumnHint> Rights(Subject subject)
    {
        if (!subject.GivesRights)
            return [];
        var functions = scene.Texts.Functions.Where(f => RuleTexts.Names(f.Body, subject.Name.Name)).Select(f => f.Name).ToArray();
        var literals = scene.Texts.All.Where(t => functions.Any(f => RuleTexts.Names(t, f))).SelectMany(ComparedLiterals.In).Distinct();
        var hints =
            from literal in literals
            from column in subject.Table.Columns
            where column.Category is 'S' or 'E' && column.Default is null
            select new ColumnHint(column, RowValue.Literal(literal), IsInDocument: false);
        return hints;
    }

    /// <summary>Whether the caller is a member of the tenant that a row belongs to.</summary>
    public bool IsOwn(Subject subject, Belonging of) =>
        of.Tenant is { } tenant && subject.Tenancy is { } model && caller.IsMember(model, tenant);
}
