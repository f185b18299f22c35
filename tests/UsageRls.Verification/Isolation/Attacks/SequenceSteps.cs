using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Access;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>What a caller may try to write in its own favour: rows that name itself and what it wants, and its own rows changed to name it.</summary>
internal sealed class SequenceSteps(AttackScene scene, Reachable reachable, Standing caller, Person person)
{
    // A valid uuid, and a text that no row holds.
    private const string ReadBack = "eeeeeeee-ffff-4000-8000-000000000000";

    private const int MostHints = 4,
        MostCallsOfFunction = 2;

    private int _keys;

    /// <summary>The statements, those on tables that rules speak of first.</summary>
    public IReadOnlyList<SequenceStep> Make() =>
        [
            .. scene
                .Subjects.Where(s => s.Kind != SubjectKind.Shared && s.Where is null)
                .SelectMany(s => Inserts(s).Concat(Updates(s)).Concat(Deletes(s)))
                .Concat(Calls(null))
                .DistinctBy(s => s.Sql)
                .OrderByDescending(s => s.IsConsulted),
        ];

    /// <summary>What the row that a statement has made may be used for next: calls with its values, and rows that refer to it.</summary>
    public IEnumerable<SequenceStep> After(MadeRow made)
    {
        var known = WithKey(made);
        return Calls(known)
            .Concat(Children(known))
            .Select(s => s with { Sql = s.Sql.Replace(SqlText.Literal(ReadBack), Key(made), StringComparison.Ordinal) });
    }

    /// <summary>Calls of functions that write, with arguments from a row that the caller has made, or from the victims' rows.</summary>
    public IEnumerable<SequenceStep> Calls(MadeRow? made)
    {
        MadeRow[] rows = made is not null ? [made] : [.. scene.Victims.Select(v => v.Row)];
        var calls = new Calls(rows, scene.Population.Schema, caller.Caller.Claims ?? "{}", areSecretsKnown: made is not null);
        return reachable
            .Functions.Where(f => f.Role == caller.Caller.Role && !f.IsReadOnly && (made is null || f.Arguments.Count > 0))
            .SelectMany(f =>
                calls.Of(f).Take(MostCallsOfFunction).Select(sql => new SequenceStep(sql, $"calls {f.Signature}") { IsConsulted = true })
            );
    }

    // Where the server makes the key, the caller reads it back: a value that stands for it until then.
    private MadeRow WithKey(MadeRow made) =>
        scene.Population.Schema.Find(made.Table) is { Key: [var key] } && !made.Values.ContainsKey(key)
            ? made with { Values = new Dictionary<string, string?>(made.Values, StringComparer.Ordinal) { [key] = ReadBack } }
            : made;

    private string Key(MadeRow made) =>
        scene.Population.Schema.Find(made.Table) is { Key: [var key] }
            ? $"(select t.{SqlText.Identifier(key)}::text from {made.Table.Sql} as t where pg_catalog.age(t.xmin) <= 0 limit 1)"
            : "null";

    private IEnumerable<SequenceStep> Children(MadeRow parent) =>
        from subject in scene.Subjects
        where subject.Where is null && subject.Kind != SubjectKind.Shared && subject.Name != parent.Table
        from key in subject.Table.ForeignKeys
        where key.Parent == parent.Table && key.Columns is [_] && parent.Values.GetValueOrDefault(key.ParentColumns[0]) is not null
        let insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT")
        where insertable.Contains(key.Columns[0])
        from proposed in (scene.Proposals.GetValueOrDefault(subject) ?? []).Take(1)
        let values = new Dictionary<string, RowValue>(Mine(subject, proposed.Values, insertable), StringComparer.Ordinal)
        {
            [key.Columns[0]] = RowValue.Literal(parent.Values[key.ParentColumns[0]]),
        }
        select new SequenceStep(OwnRows.Insert(scene, subject, caller, values), $"inserts into {subject.Name} for that row")
        {
            Table = subject.Name,
            IsConsulted = scene.Texts.IsConsulted(subject.Name),
        };

    // What the caller may take away, where rules ask whether it is there: a block, a limit, another's membership.
    private IEnumerable<SequenceStep> Deletes(Subject subject)
    {
        if (scene.Privileges.Of(caller.Caller.Role, subject.Name, "DELETE").Count > 0 && scene.Texts.IsConsulted(subject.Name))
        {
            yield return new SequenceStep($"delete from {subject.Name.Sql}", $"deletes from {subject.Name}")
            {
                Table = subject.Name,
                IsConsulted = true,
            };
        }
    }

    private IEnumerable<SequenceStep> Inserts(Subject subject)
    {
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        var proposals = scene.Proposals.GetValueOrDefault(subject) ?? [];
        if (insertable.Count == 0 || proposals.Count == 0)
            yield break;
        var victims = scene.Victims.Select(v => v.Row[v.Model.Key]!).ToHashSet(StringComparer.Ordinal);
        var isConsulted = scene.Texts.IsConsulted(subject.Name);
        SequenceStep Insert(IReadOnlyDictionary<string, RowValue> values, bool isPromotion = false)
        {
            var sent = values.Where(v => insertable.Contains(v.Key)).ToArray();
            var sql =
                $"insert into {subject.Name.Sql} ({string.Join(", ", sent.Select(v => SqlText.Identifier(v.Key)))}) values ({string.Join(", ", sent.Select(v => v.Value.ToSql(subject.Table.Find(v.Key)!.Type)))})";
            var row = new MadeRow(
                subject.Name,
                sent.Where(v => !v.Value.IsExpression).ToDictionary(v => v.Key, v => v.Value.Text, StringComparer.Ordinal)
            );
            return new SequenceStep(sql, $"inserts into {subject.Name}")
            {
                Table = subject.Name,
                IsConsulted = isConsulted,
                Made = row,
                IsPromotion = isPromotion,
            };
        }

        foreach (
            var (of, values) in proposals.Where(p =>
                p.Of.Tenant is null || subject.Kind == SubjectKind.Tenants || victims.Contains(p.Of.Tenant)
            )
        )
        {
            var mine = Mine(subject, values, insertable);
            yield return Insert(mine);
            foreach (var hint in Hints(subject).Where(h => insertable.Contains(h.Column.Name)))
                yield return Insert(new Dictionary<string, RowValue>(mine, StringComparer.Ordinal) { [hint.Column.Name] = hint.Value });
            // A row that ties what is another tenant's to one of the caller's own.
            foreach (
                var key in subject.Table.ForeignKeys.Where(k =>
                    k.Columns is [var c] && c != subject.Tenant?.Column && insertable.Contains(c)
                )
            )
            {
                foreach (var (model, tenant) in caller.Memberships.Keys.Where(m => m.Tenants == key.Parent))
                {
                    yield return Insert(
                        new Dictionary<string, RowValue>(mine, StringComparer.Ordinal) { [key.Columns[0]] = RowValue.Literal(tenant) }
                    );
                }
            }
        }

        // A row of the own tenant that refers to another tenant's.
        var (own, foreign) = (
            proposals.FirstOrDefault(p => IsOwn(subject, p.Of))?.Values,
            proposals.FirstOrDefault(p => p.Of.Tenant is { } t && victims.Contains(t))?.Values
        );
        if (own is not null && foreign is not null && subject.Kind == SubjectKind.Tenant)
        {
            foreach (
                var key in subject.Table.ForeignKeys.Where(k =>
                    k.Parent != TableName.Users
                    && k.Columns is [var c]
                    && c != subject.Tenant?.Column
                    && insertable.Contains(c)
                    && foreign.ContainsKey(c)
                )
            )
            {
                var victim =
                    scene
                        .Victims.Where(v => v.Model.Tenants == key.Parent)
                        .Select(v => RowValue.Literal(v.Row[v.Model.Key]))
                        .FirstOrDefault()
                    ?? foreign[key.Columns[0]];
                yield return Insert(
                    new Dictionary<string, RowValue>(Mine(subject, own, insertable), StringComparer.Ordinal) { [key.Columns[0]] = victim }
                );
            }
        }

        // Somebody else is let in as the most privileged.
        if (
            subject.Kind == SubjectKind.Memberships
            && own is not null
            && subject.Tenancy?.Members is { Role: { } role, Roles: { Count: > 1 } roles } members
        )
        {
            yield return Insert(
                new Dictionary<string, RowValue>(own, StringComparer.Ordinal)
                {
                    [role] = RowValue.Literal(roles[0]),
                    [members.User] = RowValue.Literal(scene.Population.Strangers[^1].Id.ToString()),
                },
                isPromotion: true
            );
            yield return Insert(
                new Dictionary<string, RowValue>(own, StringComparer.Ordinal)
                {
                    [role] = RowValue.Literal(roles[^1]),
                    [members.User] = RowValue.Literal(scene.Population.Strangers[^1].Id.ToString()),
                }
            ) with
            {
                IsAdmission = true,
            };
        }
    }

    private IEnumerable<SequenceStep> Updates(Subject subject)
    {
        var isConsulted = scene.Texts.IsConsulted(subject.Name);
        var members = subject.Tenancy?.Members is { } m && m.Table == subject.Name ? m : null;
        foreach (var name in scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE").Order(StringComparer.Ordinal))
        {
            if (subject.Table.Find(name) is not { IsGenerated: false, Identity: Identity.None } column)
                continue;
            var values = new List<RowValue>();
            foreach (var (model, row) in scene.Victims)
            {
                if (NamesTenant(subject, column, model))
                    values.Add(RowValue.Literal(row[model.Key]));
            }

            if (Users(subject).Contains(name))
                values.Add(RowValue.Literal(caller.User));
            if (name.Contains("email", StringComparison.OrdinalIgnoreCase) && column.Category == 'S')
                values.Add(RowValue.Literal(person.Email));
            values.AddRange(Hints(subject).Where(h => h.Column.Name == name).Select(h => h.Value));
            if (members?.Role == name)
                values.AddRange(members.Roles.Select(RowValue.Literal));
            foreach (var value in values.Distinct())
            {
                yield return new SequenceStep(
                    $"update {subject.Name.Sql} set {SqlText.Identifier(name)} = {value.ToSql(column.Type)}",
                    $"sets {name} in {subject.Name}"
                )
                {
                    Table = subject.Name,
                    IsConsulted = isConsulted,
                    IsPromotion = members?.Role == name && members.Roles is { Count: > 1 } roles && value.Text == roles[0],
                };
            }
        }
    }

    // The values with the caller wherever a user, or an address, is named.
    private Dictionary<string, RowValue> Mine(
        Subject subject,
        IReadOnlyDictionary<string, RowValue> values,
        IReadOnlySet<string> insertable
    )
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

    // A column that refers to a tenant, says whose the row is, or holds ids of nobody knows what.
    private bool NamesTenant(Subject subject, Column column, TenantModel model)
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

    private static HashSet<string> Users(Subject subject) =>
        [
            .. subject.Table.ForeignKeys.Where(k => k.Parent == TableName.Users && k.Columns is [_]).Select(k => k.Columns[0]),
            .. subject.OtherUsers,
            .. subject.User is { Steps: [], Expression: null, Column: var own } ? [own] : (string[])[],
            .. subject.Grantee is { } grantee ? [grantee] : (string[])[],
        ];

    private IEnumerable<ColumnHint> Hints(Subject subject) =>
        ColumnHints
            .Of(subject.Table, scene.Texts.All.Where(t => RuleTexts.Names(t, subject.Name.Name)).Concat(scene.Texts.Deciding(subject.Name)))
            .Where(h => h.Column.Category != 'D' && !subject.Table.Key.Contains(h.Column.Name))
            .GroupBy(h => h.Column.Name)
            .SelectMany(g => g.Take(MostHints));

    private bool IsOwn(Subject subject, Belonging of) =>
        of.Tenant is { } tenant && subject.Tenancy is { } model && caller.IsMember(model, tenant);
}
