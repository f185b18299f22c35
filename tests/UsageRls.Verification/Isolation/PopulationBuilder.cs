using Npgsql;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>Makes a <see cref="Population"/>, parents before children.</summary>
internal sealed class PopulationBuilder(Application application, DatabaseSchema schema, NpgsqlConnection administrator, RowMaker maker)
{
    private const int TenantsOfEachKind = 2,
        Strangers = 2;

    private readonly List<Person> _people = [];
    private readonly Dictionary<(TableName, string), string> _names = [];
    private readonly HashSet<(TableName, string, string)> _uncounted = [];
    private int _keys;
    private readonly List<(TenantModel Model, MadeRow Row)> _tenants = [];
    private readonly Dictionary<(TableName, string), List<Person>> _members = [];
    private readonly Dictionary<TenantModel, MadeRow?> _memberless = [];
    private readonly Dictionary<Subject, RowNotMadeException> _unpopulated = [];

    // The row of each table that stands for a tenant, or for a person, when another row must refer to one.
    private readonly Dictionary<(TableName Table, string Of), MadeRow> _standIns = [];

    public async Task<Population> BuildAsync(CancellationToken cancellation)
    {
        foreach (var model in TenantsFirst())
            await AddTenantsAsync(model, cancellation);
        var strangers = new List<Person>();
        for (var i = 1; i <= Strangers; i++)
            strangers.Add(await SignUpAsync(i == 1 ? "stranger" : $"stranger {i}", cancellation));
        foreach (var subject in ParentsFirst())
            await AddRowsAsync(subject, strangers, cancellation);

        return new Population(application, schema, maker)
        {
            Tenants = _tenants.ToLookup(t => t.Model, t => t.Row),
            Names = _names,
            Uncounted = _uncounted,
            People = _people,
            Members = _members.ToDictionary(m => m.Key, m => (IReadOnlyList<Person>)m.Value),
            Strangers = strangers,
            StandIns = _standIns,
            Unpopulated = [.. _unpopulated.Select(u => new Unpopulated(u.Key, u.Value))],
        };
    }

    // A workspace is made after the organisation that it is part of.
    private IEnumerable<TenantModel> TenantsFirst() =>
        application
            .Models.Where(m => m.Tenants != TableName.Users)
            .OrderBy(m => Depth(m.Tenants, application.Models.Select(o => o.Tenants).ToHashSet(), []));

    private IEnumerable<Subject> ParentsFirst()
    {
        var names = application.Subjects.Select(s => s.Name).ToHashSet();
        return application
            .Subjects.Where(s => s.Kind is SubjectKind.Tenant or SubjectKind.Personal or SubjectKind.Shared)
            .OrderBy(s => Depth(s.Name, names, []))
            .ThenBy(s => s.Name);
    }

    private int Depth(TableName table, HashSet<TableName> among, HashSet<TableName> above)
    {
        if (!above.Add(table) || schema.Find(table) is not { } found)
            return 0;
        var depth = found
            .ForeignKeys.Where(k => k.Parent != table && among.Contains(k.Parent))
            .Select(k => 1 + Depth(k.Parent, among, above))
            .DefaultIfEmpty(0)
            .Max();
        above.Remove(table);
        return depth;
    }

    private async Task AddTenantsAsync(TenantModel model, CancellationToken cancellation)
    {
        for (var number = 1; number <= TenantsOfEachKind; number++)
        {
            var label = $"{Singular(model.Tenants.Name)} {number}";
            var (roles, members) = (RolesOf(model), new List<Person>());
            foreach (var role in roles)
                members.Add(await SignUpAsync(role == "" ? $"member of {label}" : $"{role} of {label}", cancellation));
            var founder = members.FirstOrDefault() ?? await SignUpAsync($"founder of {label}", cancellation);
            // The organisation of the first workspace is the first organisation.
            var above = _tenants
                .GroupBy(t => t.Model)
                .Select(g => g.ElementAtOrDefault(number - 1))
                .Where(t => t.Row is not null)
                .ToArray();
            if (await MakeTenantAsync(model, number, founder, [.. above.Select(t => t.Row)], cancellation) is not { } row)
                return;
            if (model.Members is null && members.Count == 0)
                members.Add(founder);

            _tenants.Add((model, row));
            var tenant = row[model.Key]!;
            _standIns[(model.Tenants, tenant)] = row;
            _names[(model.Tenants, tenant)] = label;
            _members[(model.Tenants, tenant)] = members;
            for (var i = 0; i < members.Count; i++)
                await JoinAsync(model, row, members[i], roles[i], state: null, cancellation);
            if (model.Members is null)
                continue;
            foreach (var state in model.Members.States)
            {
                await JoinAsync(
                    model,
                    row,
                    await SignUpAsync($"{state.Name} member of {label}", cancellation),
                    roles[0],
                    state,
                    cancellation
                );
            }
        }
    }

    private async Task<MadeRow?> MakeTenantAsync(
        TenantModel model,
        int number,
        Person founder,
        MadeRow[] above,
        CancellationToken cancellation
    )
    {
        if (!model.HasTable)
        {
            // No table holds it: any value of the column's type is one.
            var type = schema.Find(model.Tenants)?.Find(model.Key)?.BaseType;
            var value =
                type == "uuid" ? $"00000000-0000-4000-8000-00000000000{number}"
                : type is "text" or "character varying" ? $"tenant-{number}"
                : $"{number}";
            return new MadeRow(model.Tenants, new Dictionary<string, string?>(StringComparer.Ordinal) { [model.Key] = value });
        }

        var subject = application.Subjects.First(s => s.Name == model.Tenants && s.Kind == SubjectKind.Tenants);
        var given = GivenValues.Of(subject, null, founder);
        if (model.Owner is { } owner)
            given[owner] = RowValue.Literal(founder.Id.ToString());
        return await MakeAsync(subject, given, new(founder, above), cancellation);
    }

    private async Task JoinAsync(
        TenantModel model,
        MadeRow tenant,
        Person person,
        string role,
        MembershipState? state,
        CancellationToken cancellation
    )
    {
        if (model.Members is not { } members || application.Subjects.FirstOrDefault(s => s.Name == members.Table) is not { } subject)
            return;
        var given = new Dictionary<string, RowValue>(StringComparer.Ordinal)
        {
            [members.Tenant] = RowValue.Literal(tenant[model.Key]),
            [members.User] = RowValue.Literal(person.Id.ToString()),
        };
        if (members.Role is { } column)
            given[column] = RowValue.Literal(role);
        foreach (var (name, value) in subject.Given)
            given.TryAdd(name, RowValue.Sql(value));
        foreach (var (name, value) in members.Counting)
            given[name] = RowValue.Sql(value);
        foreach (var (name, value) in state?.Values ?? new Dictionary<string, string>())
            given[name] = RowValue.Sql(value);
        if (state is not null)
            _uncounted.Add((model.Tenants, tenant[model.Key]!, person.Id.ToString()));
        await MakeAsync(subject, given, new(person, [tenant]), cancellation);
    }

    private async Task AddRowsAsync(Subject subject, List<Person> strangers, CancellationToken cancellation)
    {
        switch (subject)
        {
            case { Kind: SubjectKind.Tenant, Tenancy: { } model, Tenant: { } path }:
                foreach (var (of, tenant) in _tenants.Where(t => t.Model == model).ToArray())
                {
                    var members = _members[(model.Tenants, tenant[model.Key]!)];
                    var authors =
                        subject.User is null || members.Count < 2 ? members.Take(1)
                        : subject.Intent is { TellsRolesApart: true } ? members
                        : [members[0], members[^1]];
                    foreach (var author in authors)
                    {
                        var given = GivenValues.Of(subject, tenant[model.Key], author);
                        // One of them refers to all that it can, so that what acts through a foreign key meets a row.
                        await MakeAsync(
                            subject,
                            given,
                            new(author, [tenant]),
                            cancellation,
                            author == authors.First() ? Optional(subject, given, new(author, [tenant])) : null
                        );
                    }
                }

                var isNullable = path is { Steps.Count: 0, Expression: null } && subject.Table.Find(path.Column) is { IsNotNull: false };
                if (isNullable && subject.User is { Steps.Count: 0 })
                {
                    foreach (var owner in (Person[])[strangers[0], .. _members.Values.SelectMany(m => m.Take(1)).Take(1)])
                    {
                        var given = GivenValues.Of(subject, null, owner);
                        given[path.Column] = RowValue.Null;
                        await MakeAsync(subject, given, new(owner, []), cancellation);
                    }
                }
                break;
            case { Kind: SubjectKind.Personal }:
                foreach (var owner in (Person[])[.. strangers, .. _members.Values.SelectMany(m => m.Take(1)).Take(2)])
                    await MakeAsync(subject, GivenValues.Of(subject, null, owner), new(owner, TenantsOf(owner)), cancellation);
                break;
            default:
                await MakeAsync(subject, GivenValues.Of(subject, null, null), new(strangers[0], []), cancellation);
                break;
        }
    }

    // Columns of foreign keys that may be null, with the row of the same tenant that they can refer to.
    private Dictionary<string, RowValue> Optional(Subject subject, Dictionary<string, RowValue> given, Surroundings around)
    {
        var optional = new Dictionary<string, RowValue>(StringComparer.Ordinal);
        foreach (var key in subject.Table.ForeignKeys.Where(k => k.Parent != TableName.Users))
        {
            var open = key.Columns.Where(c => !given.ContainsKey(c)).ToArray();
            if (
                open.Length == 0
                || open.Any(c => subject.Table.Find(c) is not { IsNotNull: false, Default: null })
                || Parent(key, around) is not { } parent
            )
            {
                continue;
            }

            foreach (var column in open)
            {
                optional[column] = RowValue.Literal(
                    parent.Values.GetValueOrDefault(key.ParentColumns[key.Columns.ToList().IndexOf(column)])
                );
            }
        }
        return optional;
    }

    private async Task<MadeRow?> MakeAsync(
        Subject subject,
        Dictionary<string, RowValue> given,
        Surroundings around,
        CancellationToken cancellation,
        Dictionary<string, RowValue>? optional = null
    )
    {
        if (_unpopulated.ContainsKey(subject))
            return null;
        // The same key in every run, where a default would draw one.
        if (
            subject.Table is { Key: [var key], ForeignKeys: var foreign }
            && subject.Table.Find(key) is { BaseType: "uuid", Default: not null }
            && !foreign.Any(k => k.Columns.Contains(key))
        )
        {
            given.TryAdd(key, RowValue.Literal($"00000000-0000-4000-8000-{++_keys:D12}"));
        }

        try
        {
            var row = await InsertAsync(subject, given, around, optional, cancellation);
            foreach (var of in around.Keys(application).Append(around.Person.Id.ToString()))
                _standIns.TryAdd((subject.Name, of), row);
            return row;
        }
        catch (RowNotMadeException fault)
        {
            _unpopulated[subject] = fault;
            return null;
        }
    }

    // A tenant that nobody is in, made where a table ties tenants together: a row between it and another opens nothing to anybody.
    private async Task<MadeRow?> MemberlessAsync(Subject subject, CancellationToken cancellation)
    {
        if (subject is not { Tenancy: { } model, AlsoTenant: not null })
            return null;
        if (_memberless.TryGetValue(model, out var known))
            return known;
        var founder = await SignUpAsync($"founder of a {Singular(model.Tenants.Name)} without members", cancellation);
        return _memberless[model] = await MakeTenantAsync(model, TenantsOfEachKind + 1, founder, [], cancellation);
    }

    private async Task<MadeRow> InsertAsync(
        Subject subject,
        Dictionary<string, RowValue> given,
        Surroundings around,
        Dictionary<string, RowValue>? optional,
        CancellationToken cancellation
    )
    {
        Task<MadeRow> Insert(IEnumerable<KeyValuePair<string, RowValue>> values) =>
            maker.InsertAsync(
                subject.Name,
                new Dictionary<string, RowValue>(values, StringComparer.Ordinal),
                key => Parent(key, around),
                around.Person.Id.ToString(),
                cancellation
            );
        var tie = GivenValues.Tie(subject, given, await MemberlessAsync(subject, cancellation));
        // With all that may be null, without it, and between two tenants: the first that the server takes.
        Dictionary<string, RowValue>[] ways =
        [
            .. optional is { Count: > 0 } ? [optional] : Array.Empty<Dictionary<string, RowValue>>(),
            [],
        ];
        foreach (var more in tie.Count > 0 ? [.. ways, tie] : ways[..^1])
        {
            try
            {
                return await Insert([.. given, .. more]);
            }
            catch (RowNotMadeException) when (more != tie)
            {
                // The next way.
            }
        }
        return await Insert(given);
    }

    /// <summary>The row that a foreign key leads to: of the same tenant, else of the same person; null where one has to be made.</summary>
    private MadeRow? Parent(ForeignKey key, Surroundings around)
    {
        foreach (var tenant in around.Tenants)
        {
            if (tenant.Table == key.Parent)
                return tenant;
        }
        return around
            .Keys(application)
            .Append(around.Person.Id.ToString())
            .Select(of => _standIns.GetValueOrDefault((key.Parent, of)))
            .FirstOrDefault(row => row is not null);
    }

    private IEnumerable<MadeRow> TenantsOf(Person person) =>
        _tenants.Where(t => _members[(t.Model.Tenants, t.Row[t.Model.Key]!)].Contains(person)).Select(t => t.Row);

    private async Task<Person> SignUpAsync(string name, CancellationToken cancellation)
    {
        var id = await maker.SignUpAsync(name, cancellation);
        await using var command = new NpgsqlCommand("select email::text from auth.users where id = $1", administrator)
        {
            Parameters = { new() { Value = id } },
        };
        var email = await command.ExecuteScalarAsync(cancellation) as string;
        _standIns[(TableName.Users, id.ToString())] = new MadeRow(
            TableName.Users,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["id"] = id.ToString(), ["email"] = email }
        );
        var person = new Person(name, id, email ?? "");
        _people.Add(person);
        return person;
    }

    private static IReadOnlyList<string> RolesOf(TenantModel model) =>
        model.Members is { Role: not null, Roles: { Count: > 0 } roles } ? roles : [""];

    private static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y"
        : name.EndsWith('s') ? name[..^1]
        : name;

    /// <summary>To whom a row belongs while it is made: other rows that it refers to are sought among theirs.</summary>
    private sealed record Surroundings(Person Person, IEnumerable<MadeRow> Tenants)
    {
        public IEnumerable<string> Keys(Application application) =>
            Tenants
                .Select(t => application.Models.FirstOrDefault(m => m.Tenants == t.Table) is { } model ? t[model.Key] : null)
                .OfType<string>();
    }
}
