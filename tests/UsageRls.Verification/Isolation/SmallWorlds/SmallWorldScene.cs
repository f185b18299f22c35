using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.SmallWorlds;

/// <summary>Two people who belong nowhere yet, two tenants, and the tables on which the people are tried.</summary>
internal sealed class SmallWorldScene
{
    private readonly IReadOnlyDictionary<Subject, IReadOnlyList<string>> _rows; // inserts of rows that the two people made

    private SmallWorldScene(MembershipSql memberships, IReadOnlyDictionary<Subject, IReadOnlyList<string>> rows) =>
        (Memberships, _rows) = (memberships, rows);

    public required TenantModel Model { get; init; }

    public required IReadOnlyList<Person> People { get; init; }

    public required IReadOnlyList<MadeRow> Tenants { get; init; }

    /// <summary>The tables whose rows belong to the tenants.</summary>
    public required IReadOnlyList<Subject> Subjects { get; init; }

    /// <summary>How memberships are made, changed and ended.</summary>
    public MembershipSql Memberships { get; }

    /// <summary>Adds the rows that the two people made, those that the database takes.</summary>
    public string Rows => EachIfTaken(_rows.SelectMany(r => r.Value));

    /// <summary>The tables of which the database takes no row of a person who is no member.</summary>
    public required IReadOnlyList<Subject> WithoutRows { get; init; }

    /// <summary>Adds those of one table, for psql; empty where there are none.</summary>
    public string RowsOf(Subject subject) => _rows.GetValueOrDefault(subject) is { Count: > 0 } rows ? EachIfTaken(rows) : "";

    /// <summary>Prepares the memberships and the rows; null where nothing but the database's own rows can say who is a member.</summary>
    public static async Task<SmallWorldScene?> PrepareAsync(
        NpgsqlConnection connection,
        Population population,
        TenantModel model,
        IReadOnlyList<Subject> subjects,
        CancellationToken cancellation
    )
    {
        if (
            model is not { HasTable: true, IsOfUsers: false, Claim: null, Members: { } members }
            || population.Application.Find(members.Table).FirstOrDefault() is not { } table
            || population.Tenants[model].Take(2).ToArray() is not [_, _] tenants
            || population.Strangers.Take(2).ToArray() is not [_, _] people
        )
        {
            return null;
        }

        var memberships = await MembershipSql.PrepareAsync(connection, population, model, table, people, tenants, cancellation);
        var all = new Dictionary<Subject, IReadOnlyList<string>>();
        foreach (var subject in subjects.Where(s => s is { Kind: SubjectKind.Tenant, User: { Steps.Count: 0, Expression: null } }))
        {
            var rows = new List<string>();
            all[subject] = rows;
            // What somebody may do with own rows after leaving is for the intent to say.
            foreach (var author in IsDescribed(subject) ? people : people[1..])
            {
                foreach (var tenant in tenants)
                {
                    if (await new Proposals(population, subject).MakeAsync(tenant, author, cancellation) is { } row)
                        rows.Add(MembershipSql.Insert(subject, [.. row]));
                }
            }
        }
        return new SmallWorldScene(memberships, all)
        {
            WithoutRows = [.. all.Where(r => r.Value.Count == 0).Select(r => r.Key)],
            Model = model,
            People = people,
            Tenants = tenants,
            Subjects = subjects,
        };
    }

    /// <summary>Whether the intent says who may do what with the table.</summary>
    public static bool IsDescribed(Subject subject) => subject.Intent is { Commands.Count: > 0 };

    private static string EachIfTaken(IEnumerable<string> statements)
    {
        var each = statements.Select(s => $"begin {s}; exception when others then null; end; ");
        return $"do {SqlText.Literal($"begin {string.Concat(each)}end")}";
    }
}
