using NUnit.Framework;
using UsageRls.Fixtures.Databases;
using UsageRls.Verification.Mutation;
using UsageRls.Verification.Mutation.Claims;
using UsageRls.Verification.Tests.Runs;
using UsageRls.Verification.UsageEvents;
using UsageRls.Verification.UsageEvents.Catalog;
using UsageRls.Verification.UsageEvents.Claims;

namespace UsageRls.Verification.Tests.UsageEvents.Mutation;

/// <summary>Tests that every area of claims is needed: some mutants that the area's claims killed survive without these claims.</summary>
public sealed class ClaimAreas
{
    /// <summary>About how many of the mutants that an area's claims killed run again without these claims.</summary>
    private const int Sample = 4;

    private TestServer _server = null!;
    private Template _template = null!;
    private MutationReport _whole = null!;

    private static IEnumerable<string> Claimed =>
        ClaimArea.All.Where(area => area != ClaimArea.Helpers || CatalogContract.Own.Helpers is { Count: > 0 });

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        _server = await Laboratory.NewServerAsync();
        _template = await _server.TemplateAsync(Laboratory.Own, GrantBaseline.Explicit);
        _whole = await new MutationStage(_template, UsageEventsIntent.Own).RunAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Claimed))]
    [Slow]
    public async Task The_score_is_lower_without_an_area_of_claims(string area)
    {
        var claims = _whole.Claims.Where(c => c.Area == area).Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var killed = _whole.Results.Where(r => r.By is { } by && claims.Contains(by)).Select(r => r.Mutant.Name).ToArray();
        Assert.That(killed, Is.Not.Empty, "the claims of the area killed no mutant");

        var sample = killed.Where((_, i) => i % Math.Max(1, killed.Length / Sample) == 0).ToHashSet(StringComparer.Ordinal);
        var without = await new MutationStage(_template, UsageEventsIntent.Own)
        {
            Claims = c => c.Area != area,
            Mutants = m => sample.Contains(m.Name),
        }.RunAsync();
        await TestContext.Out.WriteLineAsync(
            $"{area}: killed {killed.Length} of {_whole.Killed}; without its claims {without.Survivors.Count()} of {sample.Count} survive"
        );
        Assert.That(without.Score, Is.LessThan(1));
    }
}
