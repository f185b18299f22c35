using NUnit.Framework;
using UsageRls.Tests.Evidence;

namespace UsageRls.Tests;

/// <summary>Verifies that the evidence of the run can be written: a run without evidence does not count as verified.</summary>
/// <remarks>
/// Non-parallel classes run after all parallel classes, in the order of their names. This class has the last name, so the evidence contains
/// all reports. The suite's tear-down writes the evidence again, with the outcome of every test; the run also fails if this write fails.
/// </remarks>
[NonParallelizable]
public sealed class WrittenEvidence
{
    [Test]
    public Task The_evidence_contains_every_finding_of_this_run() => RunEvidence.WriteAsync();
}
