using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>A table that may hold memberships.</summary>
/// <param name="Table">The table.</param>
/// <param name="Tenant">The column that may name the tenant.</param>
/// <param name="User">The column that may name the user.</param>
/// <param name="Tenants">The table that may hold the tenants; null if none does.</param>
/// <param name="Key">The column to which <paramref name="Tenant"/> refers; <paramref name="Tenant"/> if no table holds the tenants.</param>
internal sealed record MembershipCandidate(Table Table, string Tenant, string User, Table? Tenants, string Key)
{
    /// <summary>The queries of policies and functions that look up the caller's rows in the table.</summary>
    public IReadOnlyList<Lookup> Lookups { get; init; } = [];

    /// <summary>The score of the evidence that the table holds memberships; four points are enough.</summary>
    public int Score { get; init; }

    /// <summary>The reasons for and against the conclusion that the table holds memberships.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>
    /// The table in which each user chooses one of their memberships, as <c>profiles.current_team_id</c>; null if there is none.
    /// </summary>
    public MembershipCandidate? Choice { get; init; }

    /// <summary>The table of the tenants; the membership table itself if no table holds the tenants.</summary>
    public TableName TenantsName => Tenants?.Name ?? Table.Name;

    /// <summary>The line of the intent file that declares the table as the membership table.</summary>
    public string Line => IntentLine.Memberships(TenantsName, Table.Name, $"tenant: {Tenant}, user: {User}");
}

/// <summary>
/// Finds the membership table for each table of tenants: by the queries of policies and functions and by names, or else by unique keys,
/// foreign keys and names.
/// </summary>
internal sealed class MembershipFinder(DatabaseSchema schema, RuleAnalysis rules, UserColumns users)
{
    private const int Enough = 4;

    private readonly InspectorTables _inspectors = new(schema, rules, users);

    /// <summary>
    /// Returns at most one membership table for each table of tenants; and, as rejected, those other candidates whose tenants have no
    /// membership table, or whose name suggests memberships.
    /// </summary>
    public (IReadOnlyList<MembershipCandidate> Accepted, IReadOnlyList<MembershipCandidate> Rejected) Find()
    {
        var asked = Asked().Select(Judged).ToList();
        var choices = asked.Where(c => asked.Any(o => IsChoiceAmong(c, o))).ToList();
        var candidates = asked
            .Except(choices)
            .Select(c => choices.FirstOrDefault(o => IsChoiceAmong(o, c)) is { } choice ? ChosenIn(choice, c) : c)
            .OrderByDescending(c => c.Score)
            .ToList();
        var accepted = candidates.Where(c => c.Score >= Enough).DistinctBy(c => c.TenantsName).ToList();
        var inside = accepted
            .Where(c => accepted.Count > 1 && c.Tenants is { } t && !TenancyWords.IsTenants(t.Name.Name) && c.Score - 2 < Enough)
            .ToList();
        accepted = [.. accepted.Except(inside)];
        accepted.AddRange(Unasked().Where(u => !accepted.Any(a => a.TenantsName == u.TenantsName)).DistinctBy(u => u.TenantsName));
        return (
            accepted,
            [
                .. candidates
                    .Except(accepted)
                    .Where(c =>
                        c.Tenants is not null
                        && (accepted.All(a => a.TenantsName != c.TenantsName) || TenancyWords.IsMembers(c.Table.Name.Name))
                    ),
            ]
        );
    }

    /// <summary>
    /// Returns the other table, and its key column, to which a column refers, by foreign key, or by the column's name and type; null if
    /// there is none, or if the column's foreign key leads to a user.
    /// </summary>
    public (Table Table, string Key)? Parent(Table table, string column) => Parent(table, column, []);

    // Composite foreign keys can form a circle, so the columns on the way are remembered.
    private (Table Table, string Key)? Parent(Table table, string column, HashSet<(TableName, string)> seen)
    {
        if (!seen.Add((table.Name, column)))
            return null;
        var keys = table.ForeignKeys.Where(k => k.Columns is [var only] && only == column && k.Parent != table.Name).ToList();
        if (keys.Count > 0)
        {
            return keys.Where(k => !users.NamesUser(table.Name, column))
                .Select(k => (schema.Find(k.Parent)!, k.ParentColumns[0]))
                .Cast<(Table, string)?>()
                .FirstOrDefault();
        }

        var composite = table.ForeignKeys.FirstOrDefault(k => k.Columns.Contains(column) && k.Parent != table.Name);
        if (
            composite is not null
            && schema.Find(composite.Parent) is { } up
            && Parent(up, composite.ParentColumns[composite.Columns.ToList().IndexOf(column)], seen) is { } top
        )
        {
            return top;
        }

        var type = table.Find(column)?.BaseType;
        return schema
            .Tables.Values.Where(t =>
                !t.IsPlatforms
                && t.Name != table.Name
                && t.Parent is null
                && t.Key is [var key]
                && t.Find(key)?.BaseType == type
                && TenancyWords.KeysTo(t.Name.Name).Contains(column, StringComparer.OrdinalIgnoreCase)
            )
            .OrderByDescending(t => t.Name.Schema == table.Name.Schema)
            .Select(t => (t, t.Key[0]))
            .Cast<(Table, string)?>()
            .FirstOrDefault();
    }

    private IEnumerable<MembershipCandidate> Asked()
    {
        foreach (var group in rules.Lookups.Where(l => !DatabaseSchema.IsPlatforms(l.Table.Schema)).GroupBy(l => (l.Table, l.User)))
        {
            var table = schema.Find(group.Key.Table)!;
            if (table.Find(group.Key.User) is { Category: 'A' })
                continue; // an array of a row's users: the row is no membership
            var keys = group
                .SelectMany(l => l.Keys)
                .Distinct()
                .Where(k =>
                    !users.NamesUser(table.Name, k)
                    && !(table.Key is [var own] && own == k && table.ForeignKeys.All(f => !f.Columns.Contains(k)))
                )
                .ToList();
            var best = keys.Select(k => (Key: k, Parent: Parent(table, k)))
                .Where(p => p.Parent is not null || IsReference(p.Key))
                .OrderByDescending(p =>
                    (p.Parent is null ? 0 : 1)
                    + (p.Parent is { } up && TenancyWords.IsTenants(up.Table.Name.Name) ? 2 : 0)
                    + (group.Count(l => l.Keys.Contains(p.Key)) > group.Count() / 2 ? 1 : 0)
                )
                .ToList();
            if (best.Count == 0)
                continue;
            yield return new MembershipCandidate(
                table,
                best[0].Key,
                group.Key.User,
                best[0].Parent?.Table,
                best[0].Parent?.Key ?? best[0].Key
            )
            {
                Lookups = [.. group],
            };
        }
    }

    private MembershipCandidate Judged(MembershipCandidate candidate)
    {
        var (score, reasons) = (0, new List<string>());
        void Add(bool holds, int points, string reason)
        {
            if (!holds)
                return;
            score += points;
            reasons.Add(reason);
        }
        var asking = schema
            .Tables.Keys.Where(t =>
                t != candidate.Table.Name && rules.AskedBy(t).Any(l => candidate.Lookups.Contains(l) && l.Keys.Contains(candidate.Tenant))
            )
            .Order()
            .ToList();
        var others = asking.Where(t => t != candidate.TenantsName).ToList();
        Add(
            others.Count > 0,
            Math.Min(3, others.Count) * 2,
            $"the policies of {string.Join(", ", others.Take(3))}{(others.Count > 3 ? $" and {others.Count - 3} more" : "")} "
                + "look up the caller's rows in it"
        );
        Add(asking.Contains(candidate.TenantsName), 1, $"the policies of {candidate.TenantsName} look up the caller's rows in it");
        Add(TenancyWords.IsMembers(candidate.Table.Name.Name), 2, "its name is usual for a table of memberships");
        Add(TenancyWords.IsGrants(candidate.Table.Name.Name), -3, "its name suggests rows of another kind, such as shares or votes");
        Add(
            candidate.Tenants is { } named && TenancyWords.IsTenants(named.Name.Name),
            2,
            $"the name of {candidate.TenantsName} is usual for a table of tenants"
        );
        Add(
            candidate.Table.UniqueKeys.Any(k => k.Contains(candidate.User) && k.All(c => c == candidate.User || c == candidate.Tenant)),
            1,
            "it has at most one row for each user and tenant"
        );
        Add(candidate.Table.Find("role") is not null, 1, "it has a column called role");
        Add(
            candidate.Tenants is { } owned && users.Author(owned) is { } owner && users.IsChecked(owned.Name, owner.Column),
            -3,
            $"a row of {candidate.TenantsName} has an owner of its own"
        );
        Add(_inspectors.Contains(candidate.Table), -6, "its rows only let users read rows that belong to other users");
        return candidate with { Score = score, Reasons = reasons };
    }

    // Whether each user has one row, which names one of the memberships: a foreign key refers to the membership, or each query that decides
    // access by the row also reads the membership.
    private bool IsChoiceAmong(MembershipCandidate choice, MembershipCandidate memberships)
    {
        if (
            choice.Table == memberships.Table
            || choice.TenantsName != memberships.TenantsName
            || !choice.Table.UniqueKeys.Any(k => k is [var only] && only == choice.User)
        )
        {
            return false;
        }

        bool Refers(ForeignKey key, string from, string to) => key.Columns.Zip(key.ParentColumns).Contains((from, to));
        var deciding = choice.Lookups.Where(l => l.Keys.Contains(choice.Tenant) && rules.Deciding.Contains(l)).ToList();
        return choice.Table.ForeignKeys.Any(k =>
                k.Parent == memberships.Table.Name
                && Refers(k, choice.Tenant, memberships.Tenant)
                && Refers(k, choice.User, memberships.User)
            )
            || deciding.Count > 0
                && deciding.All(l => memberships.Lookups.Any(m => m.Block == l.Block && m.Keys.Contains(memberships.Tenant)));
    }

    // What policies look up in the choice, they look up in the memberships.
    private static MembershipCandidate ChosenIn(MembershipCandidate choice, MembershipCandidate memberships) =>
        memberships with
        {
            Choice = choice,
            Score = Math.Max(memberships.Score, choice.Score),
            Reasons = [.. memberships.Reasons, $"each user chooses one of them in {choice.Table.Name}.{choice.Tenant}"],
        };

    // If policies take memberships from a claim of the token, no policy needs to query the membership table. Then unique keys, foreign
    // keys and names identify the membership table.
    private IEnumerable<MembershipCandidate> Unasked()
    {
        foreach (
            var table in schema
                .Tables.Values.Where(t =>
                    !t.IsPlatforms && t.Parent is null && TenancyWords.IsMembers(t.Name.Name) && !TenancyWords.IsGrants(t.Name.Name)
                )
                .OrderBy(t => t.Name)
        )
        {
            foreach (var unique in table.UniqueKeys.Where(k => k.Count <= 2))
            {
                if (unique.FirstOrDefault(c => users.IsByKey(table.Name, c)) is not { } user)
                    continue;
                var tenant =
                    unique.FirstOrDefault(c => c != user)
                    ?? table
                        .ForeignKeys.Select(k => k.Columns[0])
                        .FirstOrDefault(c => c != user && Parent(table, c) is { } up && TenancyWords.IsTenants(up.Table.Name.Name));
                if (tenant is null || Parent(table, tenant) is not { } parent || !TenancyWords.IsTenants(parent.Table.Name.Name))
                    continue;
                yield return new MembershipCandidate(table, tenant, user, parent.Table, parent.Key)
                {
                    Reasons = ["its keys and its name suggest it, though no policy looks up the caller's rows in it"],
                };
            }
        }
    }

    private static bool IsReference(string column) =>
        column.EndsWith("_id", StringComparison.Ordinal)
        || column.EndsWith("Id", StringComparison.Ordinal)
        || column.EndsWith("_uuid", StringComparison.Ordinal);
}
