using Npgsql;
using UsageRls.Fixtures.Sessions;
using UsageRls.Verification.Tenancy;

namespace UsageRls.Verification.Isolation.SmallWorlds;

/// <summary>The current memberships of two people in two tenants, and the steps that led to them.</summary>
internal sealed class SmallWorld(SmallWorldScene scene)
{
    private readonly Dictionary<(int Person, int Tenant), MembershipKind> _now = [];
    private readonly List<MembershipStep> _steps = [];
    private readonly List<string> _sql = [];

    /// <summary>Applies a step to the recorded memberships.</summary>
    /// <returns>The SQL that the administrator must run for the step.</returns>
    public string Take(MembershipStep step)
    {
        var cell = (step.Person, step.Tenant);
        var sql = scene.Memberships.Of(step, _now.GetValueOrDefault(cell, MembershipKind.None));
        if (scene.Memberships.IsOneEach)
            _now[(step.Person, 1 - step.Tenant)] = MembershipKind.None;
        _now[cell] = step.To;
        _steps.Add(step);
        _sql.Add(sql);
        return sql;
    }

    /// <summary>Returns the statement with all earlier SQL of this world as its scene (SQL that runs first), to paste into psql.</summary>
    public Statement Set(Subject subject, Statement statement) =>
        statement with
        {
            Scene = string.Join(";\n", ((string[])[scene.RowsOf(subject), .. _sql, statement.Scene]).Where(sql => sql != "")),
        };

    /// <summary>Returns the two people as callers, with the memberships that the rows of the database give them.</summary>
    public async Task<IReadOnlyList<Standing>> CallersAsync(
        Population population,
        NpgsqlConnection connection,
        bool isHistory,
        CancellationToken cancellation
    )
    {
        var uncounted =
            from cell in _now
            where cell.Value.State is not null
            select (scene.Model.Tenants, Tenant(cell.Key.Tenant), scene.People[cell.Key.Person].Id.ToString());
        var standings = await Callers.CreateAsync(
            connection,
            population with
            {
                People = scene.People,
                Uncounted = population.Uncounted.Concat(uncounted).ToHashSet(),
            },
            cancellation
        );
        return
        [
            .. scene.People.Select(
                (person, i) =>
                {
                    var standing = standings.First(s => s.Caller.UserId == person.Id);
                    return standing with { Caller = standing.Caller with { Name = Describe(population, i, isHistory) } };
                }
            ),
        ];
    }

    private string Tenant(int number) => scene.Tenants[number][scene.Model.Key]!;

    // "person 1 (once owner and now no member of organization 1)": the person's memberships in order.
    private string Describe(Population population, int person, bool isHistory)
    {
        string Label(MembershipStep step) => population.Names.GetValueOrDefault((scene.Model.Tenants, Tenant(step.Tenant))) ?? "a tenant";
        var steps = _steps.Where(s => s.Person == person).ToArray();
        if (steps.Length == 0)
            return $"person {person + 1} (no membership)";
        string InOrder(string[] kinds) =>
            isHistory && kinds.Length > 1 ? $"once {string.Join(", ", kinds[..^1])} and now {kinds[^1]}" : kinds[^1];
        var parts = scene.Memberships.IsOneEach
            ? [InOrder([.. steps.Select(s => $"{s.To} of {Label(s)}")])]
            : steps.GroupBy(Label).Select(g => $"{InOrder([.. g.Select(s => s.To.ToString())])} of {g.Key}");
        return $"person {person + 1} ({string.Join("; ", parts)})";
    }
}
