using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.SmallWorlds;

/// <summary>Builds the SQL by which the administrator inserts, changes and ends memberships, as an application's server would.</summary>
internal sealed class MembershipSql
{
    private readonly Dictionary<(int Person, int Tenant, MembershipKind Kind), string> _inserts = [];
    private readonly MembershipTable _members;
    private readonly Subject _subject;
    private readonly IReadOnlyList<Person> _people;
    private readonly IReadOnlyList<string> _tenants;

    private MembershipSql(MembershipTable members, Subject subject, IReadOnlyList<Person> people, IReadOnlyList<string> tenants) =>
        (_members, _subject, _people, _tenants) = (members, subject, people, tenants);

    /// <summary>
    /// Whether each user has exactly one membership row, made on sign-up, that names one tenant or none: a user who joins another tenant
    /// leaves the previous tenant.
    /// </summary>
    public bool IsOneEach { get; private init; }

    /// <summary>
    /// The kinds of membership that the database accepts for every person in each tenant; all kinds, unchecked, if <see cref="IsOneEach"/>
    /// is true.
    /// </summary>
    public IReadOnlyList<MembershipKind> Kinds { get; private set; } = [];

    /// <summary>
    /// The kinds of membership that the database refuses for at least one person, such as a second owner if only one owner is allowed.
    /// </summary>
    public IReadOnlyList<MembershipKind> Refused { get; private set; } = [];

    /// <summary>
    /// Prepares the memberships of the people in the tenants. Checks each membership by an insert that is rolled back, unless
    /// <see cref="IsOneEach"/> is true.
    /// </summary>
    public static async Task<MembershipSql> PrepareAsync(
        NpgsqlConnection connection,
        Population population,
        TenantModel model,
        Subject subject,
        IReadOnlyList<Person> people,
        IReadOnlyList<MadeRow> tenants,
        CancellationToken cancellation
    )
    {
        var members = model.Members!;
        var kinds = MembershipKind.For(members);
        var sql = new MembershipSql(members, subject, people, [.. tenants.Select(t => t[model.Key]!)])
        {
            IsOneEach =
                subject.Table.UniqueKeys.Append(subject.Table.Key).Any(key => key is [var only] && only == members.User)
                && await HaveRowsAsync(connection, members, subject, people, cancellation),
            Kinds = kinds,
        };
        if (sql.IsOneEach)
            return sql;
        var refused = new HashSet<MembershipKind>();
        foreach (var kind in kinds.Where(k => k != MembershipKind.None))
        {
            for (var cell = 0; cell < people.Count * tenants.Count; cell++)
            {
                var (person, tenant) = (cell / tenants.Count, cell % tenants.Count);
                var given = PopulationTenants.Membership(
                    subject,
                    members,
                    sql._tenants[tenant],
                    people[person],
                    kind.Role!,
                    kind.State,
                    population.StandIns
                );
                MadeRow[] near = [tenants[tenant], .. population.Related(sql._tenants[tenant], people[person])];
                try
                {
                    var sent = await population.Rows.ProposeAsync(
                        subject.Name,
                        given,
                        key => near.FirstOrDefault(r => r.Table == key.Parent),
                        cancellation: cancellation
                    );
                    sql._inserts[(person, tenant, kind)] = Insert(subject, [.. given, .. sent.Where(s => !given.ContainsKey(s.Key))]);
                }
                catch (RowNotMadeException)
                {
                    refused.Add(kind);
                }
            }
        }
        (sql.Kinds, sql.Refused) = ([.. kinds.Where(k => !refused.Contains(k))], [.. refused]);
        return sql;
    }

    /// <summary>Returns the SQL that gives a person the new membership of a step.</summary>
    /// <param name="step">The change of a membership.</param>
    /// <param name="was">The person's membership in the tenant before the step.</param>
    public string Of(MembershipStep step, MembershipKind was)
    {
        if (was == MembershipKind.None && !IsOneEach)
            return _inserts[(step.Person, step.Tenant, step.To)];
        var tenant = IsOneEach ? "" : $"m.{SqlText.Identifier(_members.Tenant)}::text = {SqlText.Literal(_tenants[step.Tenant])} and ";
        var where = $"{tenant}{_members.UserToSql(_subject, "m")} = {SqlText.Literal(_people[step.Person].Id.ToString())}";
        if (IsOneEach)
            return $"update {_members.Table.Sql} as m set {string.Join(", ", Set(step))} where {where}";
        var delete = $"delete from {_members.Table.Sql} as m where {where}";
        if (step.To == MembershipKind.None)
            return delete;
        if (was.State is not null)
            return $"{delete}; {_inserts[(step.Person, step.Tenant, step.To)]}";
        var changed = step.To.State is { } state
            ? state.Values.Select(v => $"{SqlText.Identifier(v.Key)} = {v.Value}")
            : [$"{SqlText.Identifier(_members.Role!)} = {SqlText.Literal(step.To.Role)}"];
        return $"update {_members.Table.Sql} as m set {string.Join(", ", changed)} where {where}";
    }

    private static async Task<bool> HaveRowsAsync(
        NpgsqlConnection connection,
        MembershipTable members,
        Subject subject,
        IReadOnlyList<Person> people,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"select count(*) = $2 from {members.Table.Sql} as m where {members.UserToSql(subject, "m")} = any ($1)",
            connection
        )
        {
            Parameters =
            {
                new() { Value = people.Select(p => p.Id.ToString()).ToArray() },
                new() { Value = (long)people.Count },
            },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private IEnumerable<string> Set(MembershipStep step)
    {
        var tenant = step.To == MembershipKind.None ? null : _tenants[step.Tenant];
        var type = _subject.Table.Find(_members.Tenant)!.Type;
        yield return $"{SqlText.Identifier(_members.Tenant)} = {RowValue.Literal(tenant).ToSql(type)}";
        if (tenant is null)
            yield break;
        if (_members.Role is { } role)
            yield return $"{SqlText.Identifier(role)} = {SqlText.Literal(step.To.Role)}";
        foreach (var (column, value) in step.To.State?.Values ?? _members.Counting)
            yield return $"{SqlText.Identifier(column)} = {value}";
    }

    /// <summary>Builds an INSERT with the given values.</summary>
    public static string Insert(Subject subject, IReadOnlyList<KeyValuePair<string, RowValue>> row)
    {
        var columns = row.Select(v => SqlText.Identifier(v.Key));
        var values = row.Select(v => v.Value.ToSql(subject.Table.Find(v.Key)!.Type));
        return $"insert into {subject.Name.Sql} ({string.Join(", ", columns)}) values ({string.Join(", ", values)})";
    }
}
