using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Tests.Evidence;
using UsageRls.Verification.Access;
using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.UsageEvents.Catalog;
using UsageRls.Verification.UsageEvents.Claims;

namespace UsageRls.Tests.UsageEvents;

/// <summary>
/// Verifies the criteria "usage_events table created", "Indexes for common queries" and "Support for token counts and metadata". The test
/// compares columns, types, defaults, nullability, the generated total, keys, cascades, indexes, privileges, policies and RLS flags with
/// the contract.
/// </summary>
[Shows(Criteria.Table)]
[Shows(Criteria.Indexes)]
[Shows(Criteria.Columns)]
[Static]
public sealed class Schema
{
    [Test]
    public async Task The_schema_is_what_the_contract_promises([Values] GrantBaseline baseline)
    {
        var database = await Suite.CloneAsync(baseline);
        await using var session = await AttemptSession.OpenAsync(database, Verification.UsageEvents.UsageEventsIntent.Table);
        var claims = WholeClaim
            .For(Suite.UsageEventsIntent, CatalogContract.For(Suite.Migrations), database.Owner, database.Server.Server.Version.Major)
            .OfType<CatalogClaim>();
        using (Assert.EnterMultipleScope())
        {
            foreach (var claim in claims)
            {
                var violations = await claim.CheckAsync(session, new HashSet<string>(), first: false, CancellationToken.None);
                Assert.That(violations.Select(v => v.Text), Is.Empty, claim.Name);
            }
        }
    }
}
