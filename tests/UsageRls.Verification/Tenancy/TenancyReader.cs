using Npgsql;
using UsageRls.Fixtures.Schema;
using UsageRls.Verification.Tenancy.Rules;

namespace UsageRls.Verification.Tenancy;

/// <summary>The tenancies of an application.</summary>
/// <param name="Models">The ways in which it divides its rows.</param>
/// <param name="Claimed">The columns that policies compare with a claim that names the tenant, by model.</param>
/// <param name="Guesses">What was concluded, and why.</param>
internal sealed record Tenancies(IReadOnlyList<TenantModel> Models, IReadOnlyDictionary<TenantModel, IReadOnlyList<ClaimedColumn>> Claimed, IReadOnlyList<Guess> Guesses);

/// <summary>Finds the tenancies of an application.</summary>
internal sealed class TenancyReader(NpgsqlConnection connection, DatabaseSchema schema, RuleAnalysis rules, UserColumns users)
{
    private readonly List<Guess> _guesses = [];

    /// <summary>Reads them.</summary>
    public async Task<Tenancies> ReadAsync(CancellationToken cancellation)
    {
        var finder = new MembershipFinder(schema, rules, users);
        var (accepted, rejected) = finder.Find();
        var claims = ClaimFinder.Find(schema, rules).GroupBy(c => (Target(finder, c), c.Claim.ToString())).ToList();
        var (models, claimed) = (new List<TenantModel>(), new Dictionary<TenantModel, IReadOnlyList<ClaimedColumn>>());

        foreach (var candidate in accepted)
        {
            var claim = claims.FirstOrDefault(c => c.Key.Item1 == candidate.TenantsName);
            // Where nobody asks the table and no claim names these tenants, a table that only looks like it is none.
            var model = await ModelAsync(candidate, claim?.First().Claim, cancellation);
            models.Add(model);
            if (claim is not null) claimed[model] = [.. claim];
        }
        foreach (var claim in claims.Where(c => !models.Any(m => m.Tenants == c.Key.Item1)))
        {
            var model = OfClaim(claim.Key.Item1, claim.First());
            models.Add(model);
            claimed[model] = [.. claim];
        }
        foreach (var near in rejected)
        {
            var reason = accepted.FirstOrDefault(a => a.TenantsName == near.TenantsName) is { } other ? $"{other.Table.Name} says it of {near.TenantsName}"
                : "too little speaks for it" + (near.Reasons.Count > 0 ? $": {string.Join("; ", near.Reasons)}" : "");
            _guesses.Add(new Guess($"{near.Table.Name} holds no memberships", reason, near.Line));
        }
        return new Tenancies(models, claimed, _guesses);
    }

    private async Task<TenantModel> ModelAsync(MembershipCandidate candidate, TenantClaim? claim, CancellationToken cancellation)
    {
        _guesses.Add(new Guess(
            $"{candidate.TenantsName} holds the tenants, and {candidate.Table.Name} says by {candidate.Tenant} and {candidate.User} who is a member of which",
            string.Join("; ", candidate.Reasons), candidate.Line));
        var lookups = candidate.Lookups.Where(l => l.Keys.Contains(candidate.Tenant)).ToList();
        var reader = new MembershipReader(connection, candidate.Table, candidate.Tenant, candidate.User, lookups.Count > 0 ? lookups : candidate.Lookups);
        var members = await reader.ReadAsync(cancellation);
        _guesses.AddRange(reader.Guesses);
        if (claim is not null) _guesses.Add(new Guess($"the claim {claim} names the caller's tenant", $"policies compare it with columns that refer to {candidate.TenantsName}"));
        var owner = candidate.Tenants is { } tenants ? rules.OwnColumns(tenants.Name).Where(c => !c.IsInsertCheck).Select(c => c.Column).FirstOrDefault() : null;
        return new TenantModel(candidate.TenantsName, candidate.Key, members) { Claim = claim, Owner = owner, HasTable = candidate.Tenants is not null };
    }

    private TenantModel OfClaim(TableName tenants, ClaimedColumn first)
    {
        var table = schema.Find(tenants);
        var hasTable = tenants != first.Table.Name || first.Table.Key is [var key] && key == first.Column;
        _guesses.Add(new Guess(
            hasTable ? $"{tenants} holds the tenants, and the claim {first.Claim} says which is the caller's" : $"the claim {first.Claim} names the caller's tenant, and no table holds the tenants",
            $"policies compare the claim with {first.Table.Name}.{first.Column}"));
        return new TenantModel(tenants, hasTable && table?.Key is [var own] ? own : first.Column, null) { Claim = first.Claim, HasTable = hasTable };
    }

    private static TableName Target(MembershipFinder finder, ClaimedColumn claimed) =>
        finder.Parent(claimed.Table, claimed.Column) is { } parent ? parent.Table.Name : claimed.Table.Name;
}
