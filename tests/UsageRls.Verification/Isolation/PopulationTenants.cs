using Npgsql;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Inserts the tenants of a population and their memberships.</summary>
internal sealed class PopulationTenants(Application application, DatabaseSchema schema, NpgsqlConnection administrator, PopulationRows rows)
{
    private const int OfEachKind = 2;

    private readonly Dictionary<TenantModel, MadeRow?> _memberless = [];

    /// <summary>The tenants, in the order in which they were inserted.</summary>
    public List<(TenantModel Model, MadeRow Row)> All { get; } = [];

    /// <summary>A name of each tenant for reports.</summary>
    public Dictionary<(TableName, string), string> Names { get; } = [];

    /// <summary>The members of each tenant, with the most privileged role first.</summary>
    public Dictionary<(TableName, string), List<Person>> Members { get; } = [];

    /// <summary>The memberships in a state that does not count, as table of tenants, tenant's key and user's id.</summary>
    public HashSet<(TableName, string, string)> Uncounted { get; } = [];

    /// <summary>The memberships that are open invitations.</summary>
    public HashSet<(TableName, string, string)> Invited { get; } = [];

    /// <summary>Returns the tenants of which a person is a member.</summary>
    public IEnumerable<MadeRow> Of(Person person) =>
        All.Where(t => Members[(t.Model.Tenants, t.Row[t.Model.Key]!)].Contains(person)).Select(t => t.Row);

    /// <summary>Inserts two tenants, each with a member in every role and one user in each membership state that does not count.</summary>
    public async Task AddAsync(TenantModel model, CancellationToken cancellation)
    {
        for (var number = 1; number <= OfEachKind; number++)
        {
            var label = $"{Singular(model.Tenants.Name)} {number}";
            var (roles, members) = (RolesOf(model), new List<Person>());
            foreach (var role in roles)
                members.Add(await rows.SignUpAsync(role == "" ? $"member of {label}" : $"{role} of {label}", cancellation));
            var founder = members.FirstOrDefault() ?? await rows.SignUpAsync($"founder of {label}", cancellation);
            // Tenants with the same number belong together: for example, the second workspace belongs to the second organisation.
            MadeRow[] above =
            [
                .. All.GroupBy(t => t.Model).Select(g => g.ElementAtOrDefault(number - 1)).Where(t => t.Row is not null).Select(t => t.Row),
            ];
            if (await MakeAsync(model, number, founder, above, cancellation) is not { } row)
                return;
            if (model.Members is null && members.Count == 0)
                members.Add(founder);

            All.Add((model, row));
            var tenant = row[model.Key]!;
            rows.StandIns[(model.Tenants, tenant)] = row;
            Names[(model.Tenants, tenant)] = label;
            Members[(model.Tenants, tenant)] = members;
            await JoinAsync(model, row, label, members, roles, cancellation);
        }
    }

    /// <summary>
    /// Returns a tenant without members, as the second tenant of rows that refer to two tenants: such a row then belongs only to members of
    /// the first tenant. The first call inserts the tenant. Null if the table's rows do not refer to two tenants of one tenancy.
    /// </summary>
    public async Task<MadeRow?> MemberlessAsync(Subject subject, CancellationToken cancellation)
    {
        if (subject is not { Tenancy: { } model, AlsoTenant.Model: var kind } || kind != model)
            return null;
        if (_memberless.TryGetValue(model, out var known))
            return known;
        var founder = await rows.SignUpAsync($"founder of a {Singular(model.Tenants.Name)} without members", cancellation);
        return _memberless[model] = await MakeAsync(model, OfEachKind + 1, founder, [], cancellation);
    }

    private async Task JoinAsync(
        TenantModel model,
        MadeRow tenant,
        string label,
        List<Person> people,
        IReadOnlyList<string> roles,
        CancellationToken cancellation
    )
    {
        if (model.Members is not { } members)
            return;
        var joining = people.Select((person, i) => (person, roles[i], (MembershipState?)null)).ToList();
        foreach (var state in members.States)
            joining.Add((await rows.SignUpAsync($"{state.Name} member of {label}", cancellation), roles[0], state));
        if (application.Subjects.FirstOrDefault(s => s.Name == members.Table) is not { } subject)
            return;
        var roleRows = members.RoleTable is { } table
            ? await new RoleRows(application, administrator, rows, table).OfAsync(model, tenant, joining[0].person, cancellation)
            : [];
        var wanted = new List<WantedRow>();
        foreach (var (place, (person, role, state)) in joining.Index())
        {
            if (state?.IsInvitation == true)
                Invited.Add((model.Tenants, tenant[model.Key]!, person.Id.ToString()));
            if (state is not null)
                Uncounted.Add((model.Tenants, tenant[model.Key]!, person.Id.ToString()));
            var given = Membership(subject, members, tenant[model.Key], person, role, state, rows.StandIns);
            if (roleRows.Count > 0)
                Refer(given, members.RoleTable!.Key, roleRows[Math.Min(state is null ? place : 0, roleRows.Count - 1)]);
            wanted.Add(new(given, new(person, [tenant])));
        }
        await rows.MakeManyAsync(subject, wanted, cancellation);
        if (members.Choice is { } choice)
            await ChooseAsync(choice, model, tenant, [.. joining.Select(j => j.person)], cancellation);
    }

    // Lets members choose the tenant, also those whose membership does not count: the choice must give them nothing.
    private async Task ChooseAsync(
        ChosenTenant choice,
        TenantModel model,
        MadeRow tenant,
        IReadOnlyList<Person> people,
        CancellationToken cancellation
    )
    {
        var subject = application.Subjects.First(s => s.Name == choice.Table);
        foreach (var person in await rows.ChooseAsync(choice, tenant[model.Key], people, cancellation))
        {
            var given = GivenValues.For(subject, null, person, rows.StandIns);
            given[choice.User] = RowValue.Literal(person.Id.ToString());
            given[choice.Tenant] = RowValue.Literal(tenant[model.Key]);
            await rows.MakeAsync(subject, new(given, new(person, [tenant])), cancellation);
        }
    }

    /// <summary>Returns the column values of a membership in a role and, if given, in a state that does not count.</summary>
    public static Dictionary<string, RowValue> Membership(
        Subject subject,
        MembershipTable members,
        string? tenant,
        Person person,
        string role,
        MembershipState? state,
        IReadOnlyDictionary<(TableName Table, string Of), MadeRow> standIns
    )
    {
        var given = new Dictionary<string, RowValue>(StringComparer.Ordinal) { [members.Tenant] = RowValue.Literal(tenant) };
        GivenValues.Name(given, subject.User, person.Id.ToString(), standIns);
        if (members.Role is { } column)
            given[column] = RowValue.Literal(role);
        foreach (var (name, value) in subject.Given)
            given.TryAdd(name, RowValue.Sql(value));
        foreach (var (name, value) in members.Counting)
            given[name] = RowValue.Sql(value);
        foreach (var (name, value) in state?.Values ?? new Dictionary<string, string>())
            given[name] = RowValue.Sql(value);
        return given;
    }

    private async Task<MadeRow?> MakeAsync(TenantModel model, int number, Person founder, MadeRow[] above, CancellationToken cancellation)
    {
        if (!model.HasTable)
        {
            // Without a table of tenants, any value of the tenant column's type can be a tenant's key.
            var type = schema.Find(model.Tenants)?.Find(model.Key)?.BaseType;
            var value =
                type == "uuid" ? $"00000000-0000-4000-8000-00000000000{number}"
                : type is "text" or "character varying" ? $"tenant-{number}"
                : $"{number}";
            return new MadeRow(model.Tenants, new Dictionary<string, string?>(StringComparer.Ordinal) { [model.Key] = value });
        }

        var subject = application.Subjects.First(s => s.Name == model.Tenants && s.Kind == SubjectKind.Tenants);
        var given = GivenValues.For(subject, null, founder, rows.StandIns);
        if (model.Owner is { } owner)
            given[owner] = RowValue.Literal(founder.Id.ToString());
        return await rows.MakeAsync(subject, new(given, new(founder, above)), cancellation);
    }

    private static void Refer(Dictionary<string, RowValue> given, ForeignKey key, MadeRow row)
    {
        foreach (var (own, parent) in key.Columns.Zip(key.ParentColumns))
            given.TryAdd(own, RowValue.Literal(row[parent]));
    }

    private static IReadOnlyList<string> RolesOf(TenantModel model) =>
        model.Members switch
        {
            { Role: not null, Roles: { Count: > 0 } roles } => roles,
            { RoleTable: not null } => ["", "member in a second role"],
            _ => [""],
        };

    private static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y"
        : name.EndsWith('s') ? name[..^1]
        : name;
}
