using NUnit.Framework;
using UsageRls.Tests.Evidence;

namespace UsageRls.Tests;

/// <summary>A run that cannot show what it verified has verified nothing.</summary>
/// <remarks>
/// What does not run side by side runs after all that does, in the order of names, and this one's comes last, so that everything is in it;
/// the suite's end writes the evidence once more, with the outcome of every check, and a fault there fails the run as well.
/// </remarks>
[NonParallelizable]
public sealed class WrittenEvidence
{
    [Test]
    public Task The_evidence_contains_every_finding_of_this_run() => RunEvidence.WriteAsync();
}
