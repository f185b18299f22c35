using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.Attacks;

/// <summary>
/// Builds the statements that a caller may run in its own favour: inserts of rows that name the caller and the tenant under attack, updates
/// that write this tenant, the caller or a favourable value into a column, deletes, and function calls.
/// </summary>
internal sealed class SequenceSteps(AttackScene scene, Reachable reachable, Standing caller, Person person)
{
    private const int MostCallsOfFunction = 2;

    private readonly SequenceRows _rows = new(scene, caller, person);

    /// <summary>Builds the statements that can follow an inserted row.</summary>
    public SequenceFollowUps FollowUps => new(scene, caller, _rows, this);

    /// <summary>
    /// Returns all statements: first function calls and the statements on tables that a policy of another table, or a function, names.
    /// </summary>
    public IReadOnlyList<SequenceStep> Make() =>
        [
            .. scene
                .Subjects.Where(s => s.Kind != SubjectKind.Shared && s.Where is null)
                .SelectMany(s => Inserts(s).Concat(Updates(s)).Concat(Deletes(s)))
                .Concat(Calls(null))
                .DistinctBy(s => s.Sql)
                .OrderByDescending(s => s.IsConsulted),
        ];

    /// <summary>
    /// Returns calls of functions that may write, with arguments from a row that the caller inserted or, if this row is null, from the rows
    /// of the tenants under attack.
    /// </summary>
    public IEnumerable<SequenceStep> Calls(MadeRow? made)
    {
        MadeRow[] rows = made is not null ? [made] : [.. scene.Victims.Select(v => v.Row)];
        var calls = new Calls(rows, scene.Population.Schema, caller.Caller.Claims ?? "{}", areSecretsKnown: made is not null);
        return reachable
            .Functions.Where(f => f.Role == caller.Caller.Role && !f.IsReadOnly && (made is null || f.Arguments.Count > 0))
            .SelectMany(f =>
                calls
                    .Of(f)
                    .Take(MostCallsOfFunction)
                    .Select(sql => new SequenceStep(sql, $"calls {f.Signature}") { Function = f.Signature, IsConsulted = true })
            );
    }

    // Deletes all rows of a table that a policy of another table, or a function, names: they may be blocks, limits or memberships.
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

    // Whether a policy of another table, a function or a trigger may act by a row of the table.
    private bool IsConsulted(Subject subject) => scene.Texts.IsConsulted(subject.Name) || scene.Texts.Triggered(subject.Name).Count > 0;

    private IEnumerable<SequenceStep> Inserts(Subject subject)
    {
        var insertable = scene.Privileges.Of(caller.Caller.Role, subject.Name, "INSERT");
        var proposals = scene.Proposals.GetValueOrDefault(subject) ?? [];
        if (insertable.Count == 0 || proposals.Count == 0)
            yield break;
        var victims = scene.Victims.Select(v => v.Row[v.Model.Key]!).ToHashSet(StringComparer.Ordinal);
        var isConsulted = IsConsulted(subject);
        SequenceStep Insert(IReadOnlyDictionary<string, RowValue> values, bool isPromotion = false)
        {
            var sent = values.Where(v => insertable.Contains(v.Key)).ToArray();
            var sql =
                $"insert into {subject.Name.Sql} ({string.Join(", ", sent.Select(v => SqlText.Identifier(v.Key)))}) "
                + $"values ({string.Join(", ", sent.Select(v => v.Value.ToSql(subject.Table.Find(v.Key)!.SentType)))})";
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

        IEnumerable<SequenceStep> InFavour(Dictionary<string, RowValue> mine) =>
            _rows
                .Hints(subject)
                .Where(h => insertable.Contains(h.Column.Name))
                .Select(h => Insert(new Dictionary<string, RowValue>(mine, StringComparer.Ordinal) { [h.Column.Name] = h.Value }))
                .Prepend(Insert(mine));

        foreach (
            var (of, values) in proposals.Where(p =>
                p.Of.Tenant is null || subject.Kind == SubjectKind.Tenants || victims.Contains(p.Of.Tenant)
            )
        )
        {
            var mine = _rows.Mine(subject, values, insertable);
            foreach (var step in InFavour(mine))
                yield return step;
            foreach (var other in _rows.WithOther(subject, of.Tenant, mine, insertable))
                yield return Insert(other);
            // Insert a row of the tenant under attack that refers to a tenant of the caller.
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

        // Insert a row of the caller's own tenant that a policy looks up, with values in the caller's favour; and a row of the caller's own
        // tenant that refers to a row of another tenant.
        var (own, foreign) = (
            proposals.FirstOrDefault(p => _rows.IsOwn(subject, p.Of))?.Values,
            proposals.FirstOrDefault(p => p.Of.Tenant is { } t && victims.Contains(t))?.Values
        );
        if (own is not null && isConsulted && subject.Kind == SubjectKind.Tenant)
        {
            var mine = _rows.Mine(subject, own, insertable);
            foreach (var step in InFavour(mine))
                yield return step;
            foreach (var (column, value) in _rows.Matching(subject).Where(m => insertable.Contains(m.Column)))
                yield return Insert(new Dictionary<string, RowValue>(mine, StringComparer.Ordinal) { [column] = value });
            // For example, a row that makes the caller the substitute of a user of the tenant under attack.
            foreach (var other in victims.SelectMany(victim => _rows.WithOther(subject, victim, mine, insertable)))
                yield return Insert(SequenceRows.ValidNow(subject, other));
        }
        if (own is not null)
        {
            foreach (var values in _rows.Unchecked(subject, _rows.Mine(subject, own, insertable), insertable))
                yield return Insert(values);
        }
        if (own is not null && foreign is not null && subject.Kind == SubjectKind.Tenant)
        {
            foreach (
                var key in subject.Table.ForeignKeys.Where(k =>
                    k.Parent != TableName.Users && k.Columns is [var c] && c != subject.Tenant?.Column && insertable.Contains(c)
                )
            )
            {
                if (_rows.Referred(key, foreign) is { } victim)
                {
                    yield return Insert(
                        new Dictionary<string, RowValue>(_rows.Mine(subject, own, insertable), StringComparer.Ordinal)
                        {
                            [key.Columns[0]] = victim,
                        }
                    );
                }
            }
        }

        // Make a stranger a member: once in the most privileged role and once in the least privileged role.
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
                    [members.User] = RowValue.Literal(scene.Population.NameOf(members, scene.Population.Strangers[^1].Id.ToString())),
                },
                isPromotion: true
            ) with
            {
                LetsStrangerIn = true,
            };
            yield return Insert(
                new Dictionary<string, RowValue>(own, StringComparer.Ordinal)
                {
                    [role] = RowValue.Literal(roles[^1]),
                    [members.User] = RowValue.Literal(scene.Population.NameOf(members, scene.Population.Strangers[^1].Id.ToString())),
                }
            ) with
            {
                LetsStrangerIn = true,
            };
        }
    }

    private IEnumerable<SequenceStep> Updates(Subject subject)
    {
        var isConsulted = IsConsulted(subject);
        var members = subject.Tenancy?.Members is { } m && m.Table == subject.Name ? m : null;
        foreach (var name in scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE").Order(StringComparer.Ordinal))
        {
            if (subject.Table.Find(name) is not { IsGenerated: false, Identity: Identity.None } column)
                continue;
            var values = new List<RowValue>();
            foreach (var (model, row) in scene.Victims)
            {
                if (_rows.NamesTenant(subject, column, model))
                    values.Add(RowValue.Literal(row[model.Key]));
            }

            if (SequenceRows.Users(subject).Contains(name))
                values.Add(RowValue.Literal(caller.User));
            if (column.Category == 'D' && scene.Texts.ConditionsOfTriggers(subject.Name).Any(t => RuleTexts.Names(t, name)))
                values.Add(RowValue.Sql("now()"));
            if (name.Contains("email", StringComparison.OrdinalIgnoreCase) && column.Category == 'S')
                values.Add(RowValue.Literal(person.Email));
            values.AddRange(_rows.Hints(subject).Where(h => h.Column.Name == name).Select(h => h.Value));
            values.AddRange(_rows.Matching(subject).Where(m => m.Column == name).Select(m => m.Value));
            if (members?.Role == name)
                values.AddRange(members.Roles.Select(RowValue.Literal));
            foreach (var value in values.Distinct())
            {
                yield return new SequenceStep(
                    $"update {subject.Name.Sql} set {SqlText.Identifier(name)} = {value.ToSql(column.SentType)}",
                    $"sets {name} in {subject.Name}"
                )
                {
                    Table = subject.Name,
                    IsConsulted = isConsulted,
                    IsPromotion = members?.Role == name && members.Roles is { Count: > 1 } roles && value.Text == roles[0],
                };
            }
        }

        foreach (var step in Together(subject))
            yield return step;
    }

    // A trigger may act when a column gets a value: writes this value and the tenant under attack in one update.
    private IEnumerable<SequenceStep> Together(Subject subject)
    {
        if (
            scene.Texts.Triggered(subject.Name).Count == 0
            || subject is not { Kind: SubjectKind.Tenant, Tenant: { Steps: [], Column: var own } }
        )
        {
            return [];
        }

        var mine = scene.Privileges.Of(caller.Caller.Role, subject.Name, "UPDATE");
        var steps =
            from victim in scene.Victims
            where victim.Model == subject.Tenancy && mine.Contains(own)
            from hint in _rows.Hints(subject)
            where hint.Column.Name != own && mine.Contains(hint.Column.Name)
            select new SequenceStep(
                $"update {subject.Name.Sql} set {SqlText.Identifier(own)} = "
                    + RowValue.Literal(victim.Row[victim.Model.Key]).ToSql(subject.Table.Find(own)!.SentType)
                    + $", {SqlText.Identifier(hint.Column.Name)} = {hint.Value.ToSql(hint.Column.SentType)}",
                $"sets {own} and {hint.Column.Name} in {subject.Name}"
            )
            {
                Table = subject.Name,
                IsConsulted = true,
            };
        return steps;
    }
}
