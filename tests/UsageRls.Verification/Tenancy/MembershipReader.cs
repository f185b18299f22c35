using Npgsql;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>Determines which rows of a membership table count as memberships, and in which states a row does not count.</summary>
internal sealed class MembershipReader(
    NpgsqlConnection connection,
    TableName tenants,
    Table table,
    string tenant,
    string user,
    IReadOnlyList<Lookup> lookups,
    IReadOnlySet<Lookup> deciding,
    TenancyIntent? said = null
)
{
    private readonly RoleColumn _roles = new(table, tenant, user, lookups);
    private readonly MembershipRow _row = new(connection, table, tenant, user);
    private readonly List<Guess> _guesses = [];

    /// <summary>The conclusions, each with its reason.</summary>
    public IReadOnlyList<Guess> Guesses => _guesses;

    /// <summary>Finds the role column, the condition for rows that count as memberships, and the states in which they do not.</summary>
    public async Task<MembershipTable> ReadAsync(CancellationToken cancellation)
    {
        var conditions = lookups.SelectMany(Conditions.Find).DistinctBy(c => c.Sql).ToList();
        var states = table
            .Columns.Where(c => c.Name != tenant && c.Name != user && StateColumn.Read(table, c) is not null)
            .Select(c => StateColumn.Read(table, c)!)
            .ToList();
        // A boolean that every query requires, and a level that most queries require, decide who is a member; they are no roles.
        var required = conditions
            .Where(c => c.Columns is [var only] && (table.Find(only) is { Category: 'B' } && IsRequired(c) || IsLevel(c)))
            .Select(c => c.Columns[0]);
        var role = said?.Role is { } named ? table.Find(named) : _roles.Find(states.Select(s => s.Column.Name).Concat(required));
        if (role is not null && said?.Role is null)
        {
            var how = _roles.IsAsked(role.Name) ? "policies, or functions that they call, use it" : "its name and its values suggest it";
            _guesses.Add(
                new Guess(
                    $"{table.Name}.{role.Name} holds a member's role",
                    how,
                    IntentLine.Memberships(tenants, table.Name, $"{Columns}, role: {IntentLine.Gap}")
                )
            );
        }
        var asked = conditions
            .Where(c => role is null || !c.Columns.Contains(role.Name))
            .Where(c => !c.Columns.All(n => n == tenant || n == user))
            .Where(c => IsState(c, states, role))
            .ToList();
        // If several queries have conditions on the same columns, keep only the conditions of the queries that policies run: a function
        // that only clients call, for example to accept an invitation, may require a value that policies exclude.
        var inPolicies = lookups.Where(deciding.Contains).SelectMany(Conditions.Find).Select(c => c.Sql).ToHashSet(StringComparer.Ordinal);
        asked =
        [
            .. asked.Where(c =>
                inPolicies.Contains(c.Sql) || !asked.Any(o => o.Columns.SequenceEqual(c.Columns) && inPolicies.Contains(o.Sql))
            ),
        ];
        // If the queries compare a column with different values, keep the value that most queries require.
        asked =
        [
            .. asked.Where(c =>
                asked.Where(o => IsEquality(o) && o.Columns.SequenceEqual(c.Columns)).MaxBy(Asking) is not { } most
                || most == c
                || !IsEquality(c)
            ),
        ];
        var different = Different(asked);
        // An equality makes an inequality on the same column redundant.
        asked =
        [
            .. asked.Where(c =>
                !(
                    c.Sql.Contains("<>", StringComparison.Ordinal)
                    && asked.Any(o => o.Columns.SequenceEqual(c.Columns) && o.Sql.Contains(" = '", StringComparison.Ordinal))
                )
            ),
        ];

        if (said?.Counts is { } given)
            asked = [.. Conditions.In(given, table)];
        var counting = Counting(asked, states);
        var counts =
            asked.Count == 0 ? null
            : asked.Count == 1 ? asked[0].Sql
            : string.Join(" and ", asked.Select(c => Bracketed(c.Sql)));
        if (counts is not null)
        {
            var (holds, fault) = await _row.MeetsAsync(counts, counting, cancellation);
            if (holds != true)
            {
                _guesses.Add(
                    new Guess(
                        $"no row was found that counts as a membership by the condition {counts}",
                        fault ?? $"the condition is not true of {Text(counting)}",
                        OtherCounts
                    )
                );
            }

            var reason =
                said?.Counts is not null ? $"stated in {IntentFile.FileName}, line {said.At.Line}"
                : different is null ? "policies, or functions that they call, require this"
                : $"the column is checked in several ways ({different}): a row must meet all these conditions";
            _guesses.Add(
                new Guess($"a row of {table.Name} is a membership while {counts}", reason, different is null ? null : OtherCounts)
            );
        }

        var result = new List<MembershipState>();
        foreach (var state in states)
            result.AddRange(await StatesAsync(state, counts, asked, counting, cancellation));
        foreach (var condition in asked.Where(c => !states.Any(s => c.Columns.Contains(s.Column.Name))))
            result.AddRange(await OppositeAsync(condition, counts!, counting, cancellation));
        foreach (var unasked in result.Where(s => !s.IsAskedByPolicies))
        {
            _guesses.Add(
                new Guess(
                    $"a member is {unasked.Name} where {Text(unasked.Values)}",
                    "no policy checks this, but the column's name and type suggest it",
                    OtherCounts
                )
            );
        }

        return new MembershipTable(table.Name, tenant, user)
        {
            Role = role?.Name,
            Roles = role is null ? [] : RoleOrder.MostPrivilegedFirst(_roles.Values(role)),
            Counts = counts,
            Counting = counting,
            States = [.. result],
        };
    }

    private static bool IsEquality(OwnCondition condition) =>
        condition.Columns.Count == 1
        && condition.Sql.Contains(" = '", StringComparison.Ordinal)
        && !condition.Sql.Contains(" or ", StringComparison.OrdinalIgnoreCase);

    private int Asking(OwnCondition condition) => lookups.Count(l => Conditions.Find(l).Any(c => c.Sql == condition.Sql));

    private static string? Different(List<OwnCondition> asked) =>
        asked
            .SelectMany(c => c.Columns.Select(n => (Column: n, c.Sql)))
            .GroupBy(p => p.Column)
            .Select(g => g.Select(p => p.Sql).Distinct().ToList())
            .Where(g => g.Count > 1)
            .Select(g => string.Join("; ", g))
            .FirstOrDefault();

    // A column that only some queries check distinguishes members by their roles; it does not decide who is a member.
    private bool IsState(OwnCondition condition, List<StateColumn> states, Column? role) =>
        condition.Columns.Any(n => states.Any(s => s.Column.Name == n))
        || (role is null || !condition.Columns.Contains(role.Name)) && (IsRequired(condition) || IsLevel(condition));

    // Whether every query for a member's tenants has the condition. Queries that policies run count alone, if there are any.
    private bool IsRequired(OwnCondition condition) =>
        Share(condition, lookups.Any(l => IsOfTenants(l) && deciding.Contains(l)) ? deciding.Contains : _ => true) == 1;

    private double Share(OwnCondition condition, Func<Lookup, bool> counts)
    {
        var asking = lookups
            .Where(l => IsOfTenants(l) && counts(l))
            .Select(l => Conditions.Find(l).Any(c => c.Sql == condition.Sql))
            .ToArray();
        return asking.Length == 0 ? 1 : asking.Count(a => a) / (double)asking.Length;
    }

    private bool IsOfTenants(Lookup lookup) => lookup.Keys.Contains(tenant);

    // A minimum level that most queries require decides who is a member. A level that only few queries require is a role.
    private bool IsLevel(OwnCondition condition) =>
        Share(condition, _ => true) > 0.5
        && condition.Sql.Contains('>', StringComparison.Ordinal)
        && condition.Columns is [var name]
        && table.Find(name) is { Category: 'N' };

    // Returns the column values, other than defaults, with which a row counts as a membership.
    private Dictionary<string, string> Counting(List<OwnCondition> asked, List<StateColumn> states)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var state in states)
        {
            var conditions = asked.Where(c => c.Columns.Contains(state.Column.Name)).ToList();
            if (state.Counting(conditions) is { } value)
                values[state.Column.Name] = value;
        }
        foreach (var condition in asked)
        {
            if (condition.Columns.Any(c => states.Any(s => s.Column.Name == c)) || table.Find(condition.Columns[0]) is not { } column)
                continue;
            if (StateColumn.Fitting(column, condition.Sql) is { } value)
                values[column.Name] = value;
        }
        return values;
    }

    private async Task<IReadOnlyList<MembershipState>> StatesAsync(
        StateColumn state,
        string? counts,
        List<OwnCondition> asked,
        Dictionary<string, string> counting,
        CancellationToken cancellation
    )
    {
        var isAsked = asked.Any(c => c.Columns.Contains(state.Column.Name));
        var found = new List<MembershipState>();
        foreach (var (name, value) in state.Candidates(isAsked))
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal) { [state.Column.Name] = value };
            // A period that has ended must have begun earlier.
            if (state.IsEnd && table.Columns.FirstOrDefault(c => c.Category == 'D' && StateColumn.IsBegin(c.Name)) is { } begin)
                values[begin.Name] = StateColumn.Date(begin, "- interval '30 days'");
            var doesCount =
                counts is not null && isAsked && (await _row.MeetsAsync(counts, Merged(counting, values), cancellation)).Holds == true;
            if (!doesCount)
                found.Add(new MembershipState(name, values, isAsked));
        }
        return found;
    }

    private async Task<IReadOnlyList<MembershipState>> OppositeAsync(
        OwnCondition condition,
        string counts,
        Dictionary<string, string> counting,
        CancellationToken cancellation
    )
    {
        if (table.Find(condition.Columns[0]) is not { } column)
            return [];
        foreach (var value in StateColumn.Others(table, column))
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal) { [column.Name] = value };
            if ((await _row.MeetsAsync(counts, Merged(counting, values), cancellation)).Holds != true)
                return [new MembershipState($"{column.Name} is {value}", values)];
        }
        return [];
    }

    private static Dictionary<string, string> Merged(Dictionary<string, string> first, Dictionary<string, string> second) =>
        new(first.Where(p => !second.ContainsKey(p.Key)).Concat(second), StringComparer.Ordinal);

    private static string Text(IReadOnlyDictionary<string, string> values) =>
        values.Count == 0 ? "a row of default values" : string.Join(", ", values.Select(v => $"{v.Key} = {v.Value}"));

    private static string Bracketed(string sql) => sql.Contains(" or ", StringComparison.OrdinalIgnoreCase) ? $"({sql})" : sql;

    private string Columns => $"tenant: {tenant}, user: {user}";

    private string OtherCounts => IntentLine.Memberships(tenants, table.Name, Columns, $"counts: {IntentLine.Gap}");
}
