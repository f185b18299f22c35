using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Isolation;

/// <summary>A row to insert into a population.</summary>
/// <param name="Given">The values that the row must have.</param>
/// <param name="Around">The person and tenants to whom the row belongs.</param>
internal sealed record WantedRow(Dictionary<string, RowValue> Given, Surroundings Around)
{
    /// <summary>
    /// Alternative sets of further values. The first set that the server accepts is used; if the server accepts none, the row gets no
    /// further values.
    /// </summary>
    public IReadOnlyList<Dictionary<string, RowValue>> Ways { get; init; } = [];

    /// <summary>Columns that may be null and get a value, if the server accepts one.</summary>
    public IReadOnlyList<string> Filled { get; init; } = [];
}

/// <summary>
/// The person and tenants of the row to insert. The row's parents are chosen among the rows of this person and these tenants.
/// </summary>
internal sealed record Surroundings(Person Person, IEnumerable<MadeRow> Tenants)
{
    /// <summary>Returns the keys of the tenants, followed by the person's id.</summary>
    public IEnumerable<string> Keys(Application application) =>
        Tenants
            .Select(t => application.Models.FirstOrDefault(m => m.Tenants == t.Table) is { } model ? t[model.Key] : null)
            .OfType<string>()
            .Append(Person.Id.ToString());
}

/// <summary>Inserts the people and rows of a population and remembers them.</summary>
internal sealed class PopulationRows(Application application, NpgsqlConnection administrator, RowMaker maker)
{
    private int _keys;

    /// <summary>All people who have signed up so far.</summary>
    public List<Person> People { get; } = [];

    /// <summary>For each table and each tenant or person, the row to which later rows of the same tenant or person refer.</summary>
    public Dictionary<(TableName Table, string Of), MadeRow> StandIns { get; } = [];

    /// <summary>The tables for which a row could not be inserted, each with the error.</summary>
    public Dictionary<Subject, RowNotMadeException> Unpopulated { get; } = [];

    /// <summary>Signs up a new person, and gives the person a row in each table of people with whose keys memberships name users.</summary>
    public async Task<Person> SignUpAsync(string name, CancellationToken cancellation)
    {
        var id = await maker.SignUpAsync(name, cancellation);
        await using var command = new NpgsqlCommand("select email::text from auth.users where id = $1", administrator)
        {
            Parameters = { new() { Value = id } },
        };
        var email = await command.ExecuteScalarAsync(cancellation) as string;
        StandIns[(TableName.Users, id.ToString())] = new MadeRow(
            TableName.Users,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["id"] = id.ToString(), ["email"] = email }
        );
        var person = new Person(name, id, email ?? "");
        People.Add(person);
        foreach (var people in application.Models.Select(m => m.Members?.People).OfType<PersonTable>().Distinct())
        {
            var given = new Dictionary<string, RowValue>(StringComparer.Ordinal) { [people.User] = RowValue.Literal(id.ToString()) };
            await MakeAsync(application.Find(people.Table).First(), new(given, new(person, [])), cancellation);
        }
        return person;
    }

    /// <summary>Sets a tenant as the choice of people, where they have a row. Returns the people who have none.</summary>
    public async Task<IReadOnlyList<Person>> ChooseAsync(
        ChosenTenant choice,
        string? tenant,
        IReadOnlyList<Person> people,
        CancellationToken cancellation
    )
    {
        var type = application.Find(choice.Table).First().Table.Find(choice.Tenant)!.Type;
        await using var command = new NpgsqlCommand(
            $"update {choice.Table.Sql} set {SqlText.Identifier(choice.Tenant)} = {RowValue.Literal(tenant).ToSql(type)} "
                + $"where {SqlText.Identifier(choice.User)}::text = any ($1) returning {SqlText.Identifier(choice.User)}::text",
            administrator
        )
        {
            Parameters = { new() { Value = people.Select(p => p.Id.ToString()).ToArray() } },
        };
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            chosen.Add(reader.GetString(0));
        return [.. people.Where(p => !chosen.Contains(p.Id.ToString()))];
    }

    /// <summary>
    /// Inserts and returns a row. If the server refuses the row, adds the table to <see cref="Unpopulated"/>. Returns null for this row and
    /// for each later row of the table.
    /// </summary>
    public async Task<MadeRow?> MakeAsync(Subject subject, WantedRow wanted, CancellationToken cancellation)
    {
        if (Unpopulated.ContainsKey(subject))
            return null;
        Key(subject, wanted);
        foreach (
            var way in wanted.Ways.Concat(
                wanted.Filled.Count > 0
                    ?
                    [
                        [],
                    ]
                    : (Dictionary<string, RowValue>[])[]
            )
        )
        {
            try
            {
                return Made(subject, wanted, await InsertAsync(subject, wanted, way, wanted.Filled, cancellation));
            }
            catch (RowNotMadeException)
            {
                // Continue with the next set of values.
            }
        }

        try
        {
            return Made(subject, wanted, await InsertAsync(subject, wanted, [], [], cancellation));
        }
        catch (RowNotMadeException fault)
        {
            Unpopulated[subject] = fault;
            return null;
        }
    }

    /// <summary>Inserts an optional row: if the server refuses it, the table still counts as populated.</summary>
    public async Task MakeIfTakenAsync(Subject subject, WantedRow wanted, CancellationToken cancellation)
    {
        if (!Unpopulated.ContainsKey(subject) && await MakeAsync(subject, wanted, cancellation) is null)
            Unpopulated.Remove(subject);
    }

    /// <summary>Inserts rows that do not depend on each other, in few round trips if no row has alternative values.</summary>
    public async Task MakeManyAsync(Subject subject, IReadOnlyList<WantedRow> wanted, CancellationToken cancellation)
    {
        if (wanted.Count == 0 || Unpopulated.ContainsKey(subject))
            return;
        if (wanted.Count == 1 || wanted.Any(w => w.Ways.Count > 0))
        {
            foreach (var row in wanted)
                await MakeAsync(subject, row, cancellation);
            return;
        }

        foreach (var row in wanted)
            Key(subject, row);
        try
        {
            var rows = await maker.InsertManyAsync([.. wanted.Select(w => Request(subject, w, []))], cancellation);
            foreach (var (row, of) in rows.Zip(wanted))
                Made(subject, of, row);
        }
        catch (RowNotMadeException fault)
        {
            Unpopulated[subject] = fault;
        }
    }

    /// <summary>
    /// Returns the row to which a foreign key should refer: a row of the same tenant, else of the same person; null if a new row is needed.
    /// </summary>
    public MadeRow? Parent(ForeignKey key, Surroundings around) =>
        around.Tenants.FirstOrDefault(t => t.Table == key.Parent)
        ?? around.Keys(application).Select(of => StandIns.GetValueOrDefault((key.Parent, of))).FirstOrDefault(row => row is not null);

    private async Task<MadeRow> InsertAsync(
        Subject subject,
        WantedRow wanted,
        Dictionary<string, RowValue> more,
        IReadOnlyList<string> filled,
        CancellationToken cancellation
    )
    {
        var request = Request(subject, wanted, more);
        return await maker.InsertAsync(request.Table, request.Given, request.Parents, request.Caller, filled, cancellation);
    }

    private RowRequest Request(Subject subject, WantedRow wanted, Dictionary<string, RowValue> more) =>
        new(
            subject.Name,
            new Dictionary<string, RowValue>([.. wanted.Given, .. more], StringComparer.Ordinal),
            key => Parent(key, wanted.Around),
            wanted.Around.Person.Id.ToString()
        );

    private MadeRow Made(Subject subject, WantedRow wanted, MadeRow row)
    {
        foreach (var of in wanted.Around.Keys(application))
            StandIns.TryAdd((subject.Name, of), row);
        return row;
    }

    // If the key is a uuid with a default, sets a numbered uuid instead, so that every run has the same keys.
    private void Key(Subject subject, WantedRow wanted)
    {
        if (
            subject.Table is { Key: [var key], ForeignKeys: var foreign }
            && subject.Table.Find(key) is { BaseType: "uuid", Default: not null }
            && !foreign.Any(k => k.Columns.Contains(key))
        )
        {
            wanted.Given.TryAdd(key, RowValue.Literal($"00000000-0000-4000-8000-{++_keys:D12}"));
        }
    }
}
