using Npgsql;
using UsageRls.Fixtures.Rows;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation;

/// <summary>A row that a population needs.</summary>
/// <param name="Given">Values that it must have.</param>
/// <param name="Around">To whom it belongs.</param>
internal sealed record WantedRow(Dictionary<string, RowValue> Given, Surroundings Around)
{
    /// <summary>Further values to try, the first that the server takes; without any where it takes none.</summary>
    public IReadOnlyList<Dictionary<string, RowValue>> Ways { get; init; } = [];
}

/// <summary>The person and tenants of the row that is being made: its parents are chosen among their rows.</summary>
internal sealed record Surroundings(Person Person, IEnumerable<MadeRow> Tenants)
{
    /// <summary>The keys of its tenants, and the person's id.</summary>
    public IEnumerable<string> Keys(Application application) =>
        Tenants
            .Select(t => application.Models.FirstOrDefault(m => m.Tenants == t.Table) is { } model ? t[model.Key] : null)
            .OfType<string>()
            .Append(Person.Id.ToString());
}

/// <summary>People and rows of a population, as they are made.</summary>
internal sealed class PopulationRows(Application application, NpgsqlConnection administrator, RowMaker maker)
{
    private int _keys;

    /// <summary>Everybody who signed up.</summary>
    public List<Person> People { get; } = [];

    /// <summary>The row of each table that stands for a tenant, or for a person, when another row must refer to one.</summary>
    public Dictionary<(TableName Table, string Of), MadeRow> StandIns { get; } = [];

    /// <summary>Tables for which a row could not be made.</summary>
    public Dictionary<Subject, RowNotMadeException> Unpopulated { get; } = [];

    /// <summary>Somebody signs up.</summary>
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
        return person;
    }

    /// <summary>Makes a row; null if the server takes none of this table, which <see cref="Unpopulated"/> then names.</summary>
    public async Task<MadeRow?> MakeAsync(Subject subject, WantedRow wanted, CancellationToken cancellation)
    {
        if (Unpopulated.ContainsKey(subject))
            return null;
        Key(subject, wanted);
        foreach (var way in wanted.Ways)
        {
            try
            {
                return Made(subject, wanted, await InsertAsync(subject, wanted, way, cancellation));
            }
            catch (RowNotMadeException)
            {
                // The next way.
            }
        }

        try
        {
            return Made(subject, wanted, await InsertAsync(subject, wanted, [], cancellation));
        }
        catch (RowNotMadeException fault)
        {
            Unpopulated[subject] = fault;
            return null;
        }
    }

    /// <summary>Makes a row that others do not need: its table is populated also where the server does not take it.</summary>
    public async Task MakeIfTakenAsync(Subject subject, WantedRow wanted, CancellationToken cancellation)
    {
        if (!Unpopulated.ContainsKey(subject) && await MakeAsync(subject, wanted, cancellation) is null)
            Unpopulated.Remove(subject);
    }

    /// <summary>Makes rows that do not depend on each other: in one round trip those that are like one that was made.</summary>
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

    /// <summary>The row that a foreign key leads to: of the same tenant, else of the same person; null if one has to be made.</summary>
    public MadeRow? Parent(ForeignKey key, Surroundings around) =>
        around.Tenants.FirstOrDefault(t => t.Table == key.Parent)
        ?? around.Keys(application).Select(of => StandIns.GetValueOrDefault((key.Parent, of))).FirstOrDefault(row => row is not null);

    private async Task<MadeRow> InsertAsync(
        Subject subject,
        WantedRow wanted,
        Dictionary<string, RowValue> more,
        CancellationToken cancellation
    )
    {
        var request = Request(subject, wanted, more);
        return await maker.InsertAsync(request.Table, request.Given, request.Parents, request.Caller, cancellation);
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

    // The same key in every run, where a default would draw one.
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
