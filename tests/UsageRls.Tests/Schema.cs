using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Access;
using UsageRls.Verification.Mutation.Claims;

namespace UsageRls.Tests;

/// <summary>
/// "usage_events table created", "Indexes for common queries", "Support for token counts and metadata": columns, types,
/// defaults, nullability, the generated total, keys and cascade, indexes with their order, rights and flags.
/// </summary>
public sealed class Schema
{
    [Test]
    public async Task Is_what_the_contract_promises([Values] Baseline baseline)
    {
        await using var session = await AttemptSession.OpenAsync(await Suite.CloneAsync(baseline));
        using (Assert.EnterMultipleScope())
        {
            foreach (var claim in WholeClaim.For(Cast.World, [], Suite.Migrations.IsOwn).OfType<CatalogClaim>())
                Assert.That(await claim.FindViolationAsync(session, CancellationToken.None), Is.Null, claim.Name);
        }
    }
}
