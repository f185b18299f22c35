using Npgsql;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>The tenancies of an application.</summary>
/// <param name="Models">The ways in which the application divides its rows among tenants.</param>
/// <param name="Claimed">By tenancy, the columns that policies compare with the claim that names the tenant.</param>
/// <param name="Guesses">The conclusions, each with its reason.</param>
internal sealed record Tenancies(
    IReadOnlyList<TenantModel> Models,
    IReadOnlyDictionary<TenantModel, IReadOnlyList<ClaimedColumn>> Claimed,
    IReadOnlyList<Guess> Guesses
);

/// <summary>Finds the tenancies of an application, from the catalog and the intent file.</summary>
internal sealed class TenancyReader(NpgsqlConnection connection, DatabaseSchema schema, RuleAnalysis rules, UserColumns users)
{
    private readonly List<Guess> _guesses = [];

    /// <summary>Reads the tenancies of the application.</summary>
    /// <param name="said">The tenancies in the intent file. If there are any, no others are discovered.</param>
    /// <param name="names">Finds the objects that the intent file names; null if there is no file.</param>
    /// <param name="cancellation">Cancels the queries.</param>
    public async Task<Tenancies> ReadAsync(IReadOnlyList<TenancyIntent> said, SaidNames? names, CancellationToken cancellation)
    {
        var finder = new MembershipFinder(schema, rules, users);
        var (accepted, rejected) = finder.Find();
        var claims = ClaimFinder.Find(schema, rules).GroupBy(c => (Target(finder, c), c.Claim.ToString())).ToList();
        var (models, claimed) = (new List<TenantModel>(), new Dictionary<TenantModel, IReadOnlyList<ClaimedColumn>>());

        if (said.Count > 0)
        {
            var all = accepted.Concat(rejected).ToList();
            (accepted, rejected) = ([.. said.Select(s => Said(s, names!, all, finder)).OfType<MembershipCandidate>()], []);
            foreach (var tenancy in said.Where(s => s.Members is null))
            {
                if (names!.Table(tenancy.Tenants, tenancy.At) is { Key: [var key] })
                {
                    models.Add(
                        new TenantModel(tenancy.Tenants, key, null)
                        {
                            Claim = claims.FirstOrDefault(c => c.Key.Item1 == tenancy.Tenants)?.First().Claim,
                        }
                    );
                }
            }
            claims = [.. claims.Where(c => said.Any(s => s.Tenants == c.Key.Item1))];
        }
        foreach (var candidate in accepted)
        {
            var claim = claims.FirstOrDefault(c => c.Key.Item1 == candidate.TenantsName);
            var model = await ModelAsync(
                candidate,
                claim?.First().Claim ?? Compared(candidate),
                said.FirstOrDefault(s => s.Tenants == candidate.TenantsName),
                cancellation
            );
            models.Add(model);
            if (claim is not null)
                claimed[model] = [.. claim];
        }
        foreach (var claim in claims.Where(c => !models.Any(m => m.Tenants == c.Key.Item1)))
        {
            var model = OfClaim(claim.Key.Item1, claim.First());
            models.Add(model);
            claimed[model] = [.. claim];
        }
        foreach (var near in rejected)
        {
            var reason = accepted.FirstOrDefault(a => a.TenantsName == near.TenantsName) is { } other
                ? $"{other.Table.Name} holds the memberships of {near.TenantsName}"
                : "too little evidence suggests memberships" + (near.Reasons.Count > 0 ? $": {string.Join("; ", near.Reasons)}" : "");
            _guesses.Add(new Guess($"{near.Table.Name} holds no memberships", reason, near.Line));
        }
        return new Tenancies(models, claimed, _guesses);
    }

    // The claim with which policies choose one of the caller's memberships.
    private static TenantClaim? Compared(MembershipCandidate candidate) =>
        candidate.Lookups.Select(l => l.Claims.GetValueOrDefault(candidate.Tenant)).FirstOrDefault(c => c is not null) is { } claim
            ? new TenantClaim(claim.Path, claim.IsList)
            : null;

    private async Task<TenantModel> ModelAsync(
        MembershipCandidate candidate,
        TenantClaim? claim,
        TenancyIntent? said,
        CancellationToken cancellation
    )
    {
        _guesses.Add(
            new Guess(
                $"{candidate.TenantsName} holds the tenants, and {candidate.Table.Name} the memberships: {candidate.Tenant} "
                    + $"names the tenant, and {candidate.User} the user",
                string.Join("; ", candidate.Reasons),
                candidate.Line
            )
        );
        var lookups = candidate.Lookups.Where(l => l.Keys.Contains(candidate.Tenant)).ToList();
        var reader = new MembershipReader(
            connection,
            candidate.TenantsName,
            candidate.Table,
            candidate.Tenant,
            candidate.User,
            lookups.Count > 0 ? lookups : candidate.Lookups,
            rules.Deciding,
            said
        );
        var members = await reader.ReadAsync(cancellation);
        members = members with
        {
            RoleTable = new RoleTables(schema, rules, users).Find(candidate, members.Role),
            People = users.PersonOf(candidate.Table.Name, candidate.User),
            Choice = candidate.Choice is { } choice ? new(choice.Table.Name, choice.Tenant, choice.User) : null,
        };
        _guesses.AddRange(reader.Guesses);
        if (members.People is { } people)
        {
            _guesses.Add(
                new Guess(
                    $"{candidate.Table.Name}.{candidate.User} names the user by {people.Table}.{people.User}",
                    $"{people.Table} has one row for each user, and a key of its own"
                )
            );
        }
        if (members.RoleTable is { } roles)
        {
            var permissions = roles.Permissions.Select(k => k.Table).Distinct().ToList();
            _guesses.Add(
                new Guess(
                    $"{roles.Key.Parent} holds the roles of members"
                        + (permissions.Count > 0 ? $", and {string.Join(", ", permissions)} the permissions of the roles" : ""),
                    "the queries that look up the caller's memberships read them"
                )
            );
        }
        if (claim is not null)
        {
            _guesses.Add(
                new Guess(
                    $"the claim {claim} names the caller's tenant",
                    $"policies compare it with columns that refer to {candidate.TenantsName}"
                )
            );
        }

        var owner = candidate.Tenants is { } tenants
            ? rules
                .OwnColumns(tenants.Name)
                .Where(c =>
                    !c.IsInsertCheck && tenants.Find(c.Column) is not { Category: 'A' } && users.PersonOf(tenants.Name, c.Column) is null
                )
                .Select(c => c.Column)
                .FirstOrDefault()
            : null;
        return new TenantModel(candidate.TenantsName, candidate.Key, members)
        {
            Claim = claim,
            Owner = owner,
            HasTable = candidate.Tenants is not null,
        };
    }

    private MembershipCandidate? Said(
        TenancyIntent said,
        SaidNames names,
        IReadOnlyList<MembershipCandidate> found,
        MembershipFinder finder
    )
    {
        if (
            said.Members is not { } name
            || names.Table(said.Tenants, said.At) is not { } tenants
            || names.Table(name, said.At) is not { } table
        )
        {
            return null;
        }

        var known = found.FirstOrDefault(c => c.Table.Name == name && c.TenantsName == said.Tenants);
        var tenant =
            said.Tenant
            ?? known?.Tenant
            ?? table.Columns.Select(c => c.Name).FirstOrDefault(c => finder.Parent(table, c)?.Table == tenants)
            ?? "tenant_id";
        var user = said.User ?? known?.User ?? table.Columns.Select(c => c.Name).FirstOrDefault(c => users.NamesUser(name, c)) ?? "user_id";
        if (
            names.Column(table, tenant, said.At) is null
            || names.Column(table, user, said.At) is null
            || (said.Role is { } role && names.Column(table, role, said.At) is null)
        )
        {
            return null;
        }

        var key =
            table.ForeignKeys.FirstOrDefault(k => k.Parent == tenants.Name && k.Columns is [var only] && only == tenant)?.ParentColumns[0]
            ?? (tenants.Key is [var own] ? own : tenant);
        return new MembershipCandidate(table, tenant, user, tenants, key)
        {
            Lookups = [.. rules.Lookups.Where(l => l.Table == name && l.User == user)],
            Reasons = [$"stated in {IntentFile.FileName}, line {said.At.Line}"],
            Choice = known?.Choice,
        };
    }

    private TenantModel OfClaim(TableName tenants, ClaimedColumn first)
    {
        var table = schema.Find(tenants);
        var hasTable = tenants != first.Table.Name || first.Table.Key is [var key] && key == first.Column;
        _guesses.Add(
            new Guess(
                hasTable
                    ? $"{tenants} holds the tenants, and the claim {first.Claim} names the caller's tenant"
                    : $"the claim {first.Claim} names the caller's tenant, and no table holds the tenants",
                $"policies compare the claim with {first.Table.Name}.{first.Column}"
            )
        );
        return new TenantModel(tenants, hasTable && table?.Key is [var own] ? own : first.Column, null)
        {
            Claim = first.Claim,
            HasTable = hasTable,
        };
    }

    private static TableName Target(MembershipFinder finder, ClaimedColumn claimed) =>
        finder.Parent(claimed.Table, claimed.Column) is { } parent ? parent.Table.Name : claimed.Table.Name;
}
