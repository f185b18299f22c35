using Npgsql;
using UsageRls.Fixtures.Databases;
using UsageRls.Fixtures.Rows;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.SmallWorlds;

/// <summary>Two people without memberships, two tenants, and the tables on which the people run statements.</summary>
internal sealed class SmallWorldScene
{
    private readonly IReadOnlyDictionary<Subject, IReadOnlyList<string>> _rows; // inserts of rows with one of the two people as author

    private SmallWorldScene(MembershipSql memberships, IReadOnlyDictionary<Subject, IReadOnlyList<string>> rows) =>
        (Memberships, _rows) = (memberships, rows);

    public required TenantModel Model { get; init; }

    public required IReadOnlyList<Person> People { get; init; }

    public required IReadOnlyList<MadeRow> Tenants { get; init; }

    /// <summary>The tables whose rows belong to the tenants.</summary>
    public required IReadOnlyList<Subject> Subjects { get; init; }

    /// <summary>Builds the SQL that inserts, changes and ends memberships.</summary>
    public MembershipSql Memberships { get; }

    /// <summary>SQL that inserts the rows of the two people, as far as the database accepts them.</summary>
    public string Rows => EachIfTaken(_rows.SelectMany(r => r.Value));

    /// <summary>The tables for which the database refuses every row whose author is no member.</summary>
    public required IReadOnlyList<Subject> WithoutRows { get; init; }

    /// <summary>Returns the SQL that inserts the two people's rows into one table, for psql; empty if they have no rows there.</summary>
    public string RowsOf(Subject subject) => _rows.GetValueOrDefault(subject) is { Count: > 0 } rows ? EachIfTaken(rows) : "";

    /// <summary>
    /// Prepares the memberships and rows. Returns null if memberships are not rows of a table, for example because a token's claim states
    /// them. Also returns null if fewer than two tenants, or fewer than two users without a membership, exist.
    /// </summary>
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
        foreach (var subject in subjects.Where(s => s is { Kind: SubjectKind.Tenant, UserColumn: not null }))
        {
            var rows = new List<string>();
            all[subject] = rows;
            // Only the intent can state what former members may do with their own rows: without an intent, the first person gets no rows.
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

    /// <summary>Whether the intent file states who may run which command on the table.</summary>
    public static bool IsDescribed(Subject subject) => subject.Intent is { Commands.Count: > 0 };

    private static string EachIfTaken(IEnumerable<string> statements)
    {
        var each = statements.Select(s => $"begin {s}; exception when others then null; end; ");
        return $"do {SqlText.Literal($"begin {string.Concat(each)}end")}";
    }
}
